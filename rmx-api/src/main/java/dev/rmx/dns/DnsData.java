package dev.rmx.dns;

import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.RmxRecord;
import java.util.List;

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

    /**
     * The answer to an RMX question, or to a TXT question at a name that holds RMX in TXT encoding.
     *
     * @param records one or more records; the list is copied
     */
    record RmxRecords(List<RmxRecord> records) implements DnsData {
        /**
         * Copies the list.
         *
         * @param records one or more records
         * @throws IllegalArgumentException if it is empty
         */
        public RmxRecords {
            records = some(records);
        }
    }

    private static <T> List<T> some(List<T> records) {
        if (records.isEmpty()) {
            throw new IllegalArgumentException("an answer without records is DnsAnswer.Absent");
        }
        return List.copyOf(records);
    }
}
