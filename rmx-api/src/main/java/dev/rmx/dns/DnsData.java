package dev.rmx.dns;

import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.RmxRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decoded records that answer a question. There is at least one; a name without any is {@link DnsAnswer.Absent}. The
 * order of the records means nothing.
 */
public sealed interface DnsData {
    /**
     * The answer to an A or AAAA question.
     *
     * @param addresses one or more addresses; the list is copied
     */
    record Addresses(List<IpAddress> addresses) implements DnsData {
        /**
         * Copies the list.
         *
         * @param addresses one or more addresses
         * @throws IllegalArgumentException if it is empty
         */
        public Addresses {
            addresses = some(addresses);
        }
    }

    /**
     * The answer to a PTR question.
     *
     * @param names one or more names; the list is copied
     */
    record Names(List<DomainName> names) implements DnsData {
        /**
         * Copies the list.
         *
         * @param names one or more names
         * @throws IllegalArgumentException if it is empty
         */
        public Names {
            names = some(names);
        }
    }

    /**
     * The answer to an MX question.
     *
     * @param exchanges one or more exchanges; the list is copied
     */
    record Exchanges(List<Exchange> exchanges) implements DnsData {
        /**
         * Copies the list.
         *
         * @param exchanges one or more exchanges
         * @throws IllegalArgumentException if it is empty
         */
        public Exchanges {
            exchanges = some(exchanges);
        }
    }

    /**
     * One mail exchange.
     *
     * @param preference 0 to 65535, the lowest is preferred
     * @param host the exchange's name; the root says that there is no mail service (RFC 7505)
     */
    record Exchange(int preference, DomainName host) {}

    /**
     * The answer to an APL question.
     *
     * @param lists one or more address prefix lists; the list is copied
     */
    record PrefixLists(List<AplRecord> lists) implements DnsData {
        /**
         * Copies the list.
         *
         * @param lists one or more address prefix lists
         * @throws IllegalArgumentException if it is empty
         */
        public PrefixLists {
            lists = some(lists);
        }
    }

    /** The answer to an RMX question, or to a TXT question at a name that holds RMX in TXT encoding. */
    final class RmxRecords implements DnsData {
        private final List<RmxRecord> records;
        private @Nullable RmxRecord concatenated; // made when it is needed; if two threads make it, either will do

        /**
         * Copies the list.
         *
         * @param records one or more records
         * @throws IllegalArgumentException if it is empty
         */
        public RmxRecords(List<RmxRecord> records) {
            this.records = some(records);
        }

        /**
         * The records.
         *
         * @return one or more records, as they came
         */
        public List<RmxRecord> records() {
            return records;
        }

        /**
         * The one record that they stand for ([REC-3]): made once, however many checks it decides.
         *
         * @return as {@link RmxRecord#concatenate} gives it
         */
        public RmxRecord concatenated() {
            RmxRecord one = concatenated;
            if (one == null) {
                one = RmxRecord.concatenate(records);
                concatenated = one;
            }
            return one;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof RmxRecords that && records.equals(that.records);
        }

        @Override
        public int hashCode() {
            return records.hashCode();
        }

        @Override
        public String toString() {
            return "RmxRecords[records=" + records + "]";
        }
    }

    private static <T> List<T> some(List<T> records) {
        if (records.isEmpty()) {
            throw new IllegalArgumentException("an answer without records is DnsAnswer.Absent");
        }
        return List.copyOf(records);
    }
}
