package dev.rmx.record;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * An address prefix list (RFC 3123). Items of other address families than IPv4 and IPv6 are not part of it
 * ([ENT-apl]).
 *
 * @param items zero or more items in order; the list is copied
 */
public record AplRecord(List<AplItem> items) implements Comparable<AplRecord> {
    /**
     * Copies the list.
     *
     * @param items zero or more items in order
     */
    public AplRecord {
        items = List.copyOf(items);
    }

    /**
     * The items of several records at one name, the records in wire order and each counted once ([ENT-apl], [REC-3]).
     *
     * @param records the records of one name, in any order
     * @return their concatenation
     */
    public static AplRecord concatenate(Collection<AplRecord> records) {
        return new AplRecord(new TreeSet<>(records)
                .stream().flatMap(record -> record.items().stream()).toList());
    }

    /**
     * Whether the list says that it holds a client: the first item whose prefix holds it decides ([ENT-apl]).
     *
     * @param client an IPv4 or IPv6 address
     * @return true if that item is plain; false if it is negated or there is none
     */
    public boolean holds(IpAddress client) {
        for (AplItem item : items) {
            if (item.prefix().contains(client)) {
                return !item.negated();
            }
        }
        return false;
    }

    @Override
    public int compareTo(AplRecord other) {
        for (int i = 0; i < Math.min(items.size(), other.items.size()); i++) {
            int order = items.get(i).compareTo(other.items.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(items.size(), other.items.size());
    }
}
