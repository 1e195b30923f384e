package dev.rmx.record;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * An address prefix list (RFC 3123), without items of families other than IPv4 and IPv6 ([ENT-apl]).
 *
 * @param items 0 to {@link #MAX_ITEMS} items in order; the list is copied
 */
public record AplRecord(List<AplItem> items) implements Comparable<AplRecord> {
    /** The most items of a list ([LIM-4]). */
    public static final int MAX_ITEMS = 16_384;

    /**
     * Copies the list.
     *
     * @param items 0 to {@link #MAX_ITEMS} items in order
     * @throws IllegalArgumentException if there are more
     */
    public AplRecord {
        items = PackedItems.copyOf(items);
        if (items.size() > MAX_ITEMS) { // [LIM-4]
            throw new IllegalArgumentException(
                    "an APL record has at most " + MAX_ITEMS + " items, not " + items.size());
        }
    }

    /**
     * Joins several records at one name: their items, with the records in wire order and each counted once ([ENT-apl],
     * [REC-3]).
     *
     * @param records the records of one name, in any order
     * @return one record with their items
     * @throws IllegalArgumentException if that is more than {@link #MAX_ITEMS} items
     */
    public static AplRecord concatenate(Collection<AplRecord> records) {
        if (records.size() == 1) {
            return records.iterator().next();
        }
        return new AplRecord(new TreeSet<>(records) // [ENT-apl] in wire order, each once
                .stream().flatMap(record -> record.items().stream()).toList());
    }

    /**
     * Whether the list includes a client: the first item whose prefix holds the client decides ([ENT-apl]).
     *
     * @param client an IPv4 or IPv6 address
     * @return true if that item is not negated; false if it is, or if no prefix holds the client
     */
    public boolean holds(IpAddress client) {
        return ((PackedItems) items).hold(client);
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
