package dev.rmx.record;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * An address prefix list (RFC 3123). Items of other address families than IPv4 and IPv6 are not part of it
 * ([ENT-apl]).
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
        if (items.size() > MAX_ITEMS) {
            throw new IllegalArgumentException(
                    "an APL record has at most " + MAX_ITEMS + " items, not " + items.size());
        }
    }

    /**
     * The items of several records at one name, the records in wire order and each counted once ([ENT-apl], [REC-3]).
     *
     * @param records the records of one name, in any order
     * @return their concatenation
     * @throws IllegalArgumentException if it has more than {@link #MAX_ITEMS} items
     */
    public static AplRecord concatenate(Collection<AplRecord> records) {
        if (records.size() == 1) {
            return records.iterator().next();
        }
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
