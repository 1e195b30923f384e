package dev.rmx.record;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;

/**
 * The items of an address prefix list, kept as {@link PackedEntries} that match the same clients, for the same fast
 * search. Immutable, and safe to share between threads.
 */
final class PackedItems extends AbstractList<AplItem> implements RandomAccess {
    private final PackedEntries entries;

    private PackedItems(PackedEntries entries) {
        this.entries = entries;
    }

    static PackedItems copyOf(List<AplItem> items) {
        if (items instanceof PackedItems packed) {
            return packed;
        }
        List<RmxEntry> entries = new ArrayList<>(items.size());
        for (AplItem item : items) {
            entries.add(RmxEntry.Literal.of(item.negated(), item.prefix()));
        }
        return new PackedItems(PackedEntries.copyOf(entries));
    }

    /** Whether the first item that holds a client is not negated ([ENT-apl]). */
    boolean hold(IpAddress client) {
        int first = entries.firstLiteralMatch(client); // [ENT-apl]
        return first < entries.size() && entries.grants(first);
    }

    @Override
    public AplItem get(int index) {
        RmxEntry.Literal entry = (RmxEntry.Literal) entries.get(index);
        return new AplItem(entry.negated(), entry.prefix());
    }

    @Override
    public int size() {
        return entries.size();
    }
}
