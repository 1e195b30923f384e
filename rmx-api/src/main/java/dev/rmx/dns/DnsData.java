package dev.rmx.dns;

import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxRecord;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfRecord;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.BinaryOperator;

/**
 * The decoded records that answer a question, one or more. Without a record, the answer is {@link DnsAnswer.Absent}.
 * The order of records in a response means nothing, so each kind of data sorts what it keeps, once ([LIM-4]).
 */
public sealed interface DnsData {
    /** The most names kept of a PTR or MX answer. By default, a check uses 10 ([LIM-2]). */
    int MOST_NAMES = 100;

    /**
     * The answer to an A or AAAA question.
     *
     * @param addresses one or more addresses, each once, in ascending order
     */
    record Addresses(List<IpAddress> addresses) implements DnsData {
        /**
         * Copies and sorts the list.
         *
         * @param addresses one or more addresses in any order
         * @throws IllegalArgumentException if it is empty
         */
        public Addresses {
            addresses = some(addresses).stream().distinct().sorted().toList();
        }

        /**
         * Whether the answer has an address.
         *
         * @param address an address of any family
         * @return true if it is
         */
        public boolean contains(IpAddress address) {
            return Collections.binarySearch(addresses, address) >= 0;
        }

        /**
         * Whether the answer has an address in a prefix. Costs a binary search.
         *
         * @param prefix a prefix of any family
         * @return true if the prefix holds one of the addresses
         */
        public boolean anyIn(IpPrefix prefix) {
            int found = Collections.binarySearch(addresses, prefix.address());
            int first = found < 0 ? -1 - found : found; // the first address at or after the prefix's own
            return first < addresses.size() && prefix.contains(addresses.get(first));
        }
    }

    /**
     * The answer to a PTR question.
     *
     * @param names one or more names, each once, in canonical order, cut to {@link #MOST_NAMES} ([LIM-2])
     */
    record Names(List<DomainName> names) implements DnsData {
        /**
         * Copies, sorts and cuts the list.
         *
         * @param names one or more names in any order
         * @throws IllegalArgumentException if it is empty
         */
        public Names {
            names = first(new HashSet<>(some(names)), Comparator.naturalOrder()); // [LIM-2] sort, then cut
        }
    }

    /**
     * The answer to an MX question.
     *
     * @param exchanges one or more exchanges by preference, then name, each host once with its best preference, cut to
     *     {@link #MOST_NAMES} ([LIM-2])
     * @param records how many records the answer has, duplicates included, which SPF counts ([SPF-3])
     */
    record Exchanges(List<Exchange> exchanges, int records) implements DnsData {
        /**
         * The data of an answer with one record for each exchange.
         *
         * @param exchanges one or more exchanges in any order
         * @throws IllegalArgumentException if there is none
         */
        public Exchanges(List<Exchange> exchanges) {
            this(exchanges, exchanges.size());
        }

        /**
         * Copies, sorts and cuts the list.
         *
         * @param exchanges one or more exchanges in any order
         * @param records how many records the answer has
         * @throws IllegalArgumentException if the list is empty
         */
        public Exchanges {
            Map<DomainName, Exchange> byHost = new HashMap<>();
            for (Exchange exchange : some(exchanges)) {
                byHost.merge(exchange.host(), exchange, BinaryOperator.minBy(Exchange.ORDER));
            }
            exchanges = first(byHost.values(), Exchange.ORDER);
        }
    }

    /**
     * One mail exchange.
     *
     * @param preference 0 to 65535; the lowest is preferred
     * @param host the exchange's name; the root means that the domain takes no mail (RFC 7505)
     */
    record Exchange(int preference, DomainName host) {
        private static final Comparator<Exchange> ORDER =
                Comparator.comparingInt(Exchange::preference).thenComparing(Exchange::host);
    }

    /**
     * The answer to an APL question.
     *
     * @param lists one list, joined from all records ([ENT-apl])
     */
    record PrefixLists(List<AplRecord> lists) implements DnsData {
        /**
         * Joins the lists.
         *
         * @param lists one or more address prefix lists in any order
         * @throws IllegalArgumentException if there is none, or they have more than {@link AplRecord#MAX_ITEMS} items
         */
        public PrefixLists {
            lists = List.of(AplRecord.concatenate(some(lists)));
        }

        /**
         * Whether the list includes a client ([ENT-apl]).
         *
         * @param client an IPv4 or IPv6 address
         * @return true if the first item that holds the client is not negated
         */
        public boolean hold(IpAddress client) {
            return lists.get(0).holds(client);
        }
    }

    /** The answer to an RMX question, or to a TXT question for the TXT encoding of RMX. */
    final class RmxRecords implements DnsData {
        private final List<RmxRecord> records;
        private final RmxRecord record;

        /**
         * Copies the list.
         *
         * @param records one or more records
         * @throws IllegalArgumentException if it is empty, or the records have more than {@link RmxRecord#MAX_ENTRIES}
         *     entries
         */
        public RmxRecords(List<RmxRecord> records) {
            this.records = some(records);
            this.record = RmxRecord.concatenate(this.records);
        }

        /**
         * The records.
         *
         * @return one or more records, in the order of the constructor's list
         */
        public List<RmxRecord> records() {
            return records;
        }

        /**
         * The records joined into one ([REC-3]), made once in the constructor.
         *
         * @return the record, as {@link RmxRecord#concatenate} makes it
         */
        public RmxRecord record() {
            return record;
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

    /**
     * The answer to an SPF question. Two SPF records at one name are {@link DnsAnswer.Malformed} (RFC 7208 §4.5).
     *
     * @param record the one SPF record
     */
    record Spf(SpfRecord record) implements DnsData {}

    /**
     * The answer to the question for an SPF explanation. Several TXT records are {@link DnsAnswer.Malformed}
     * ([SPF-7]).
     *
     * @param text the text of the one TXT record, before macros are expanded
     */
    record SpfExplanation(MacroString text) implements DnsData {}

    /**
     * The answer to a DMP question ([DMP-1], [DMP-2]).
     *
     * @param allows whether a record is {@code dmp=allow}
     * @param denies whether a record is {@code dmp=deny}
     * @param takesPart whether a record is {@code dmp=}
     */
    record Dmp(boolean allows, boolean denies, boolean takesPart) implements DnsData {}

    private static <T> List<T> some(List<T> records) {
        if (records.isEmpty()) {
            throw new IllegalArgumentException("an answer without records is DnsAnswer.Absent");
        }
        return List.copyOf(records);
    }

    /** The first values in an order. Each is compared with a few others, not with all ([LIM-4]). */
    private static <T> List<T> first(Collection<T> values, Comparator<? super T> order) {
        PriorityQueue<T> first = new PriorityQueue<>(MOST_NAMES + 1, order.reversed());
        for (T value : values) {
            first.add(value);
            if (first.size() > MOST_NAMES) {
                first.remove();
            }
        }
        return first.stream().sorted(order).toList();
    }
}
