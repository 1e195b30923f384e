package dev.rmx.record;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An RMX record: an ordered list of entries, where the first match decides ([REC-1]). Its {@code toString} is the
 * canonical text ([TEXT-4]).
 *
 * <p>Records are ordered by wire form, as unsigned octets, with names in lower case ([REC-3]).
 *
 * @param entries 0 to {@link #MAX_ENTRIES} entries; the list is copied
 */
public record RmxRecord(List<RmxEntry> entries) implements Comparable<RmxRecord> {
    /** The most entries of a record ([LIM-4]). */
    public static final int MAX_ENTRIES = 16_384;

    /**
     * Copies the list.
     *
     * @param entries 0 to {@link #MAX_ENTRIES} entries
     * @throws IllegalArgumentException if there are more
     */
    public RmxRecord {
        entries = PackedEntries.copyOf(entries);
        if (entries.size() > MAX_ENTRIES) { // [LIM-4]
            throw new IllegalArgumentException(
                    "a record has at most " + MAX_ENTRIES + " entries, not " + entries.size());
        }
    }

    /**
     * A record with these entries.
     *
     * @param entries zero or more entries, in order
     * @return a record
     */
    public static RmxRecord of(RmxEntry... entries) {
        return new RmxRecord(List.of(entries));
    }

    /**
     * Joins several records at one name ([REC-3]): their entries, with the records in wire order and each counted once.
     * So every receiver gets the same list, whatever order the server sends.
     *
     * @param records the records of one name, in any order
     * @return one record with their entries
     * @throws IllegalArgumentException if that is more than {@link #MAX_ENTRIES} entries
     */
    public static RmxRecord concatenate(Collection<RmxRecord> records) {
        if (records.size() == 1) {
            return records.iterator().next();
        }
        return new RmxRecord(new TreeSet<>(records) // [REC-3] in wire order, each once
                .stream().flatMap(record -> record.entries().stream()).toList());
    }

    /**
     * The addresses that the literal prefixes authorize (draft 13.2): those whose first prefix grants. Entries that need
     * DNS do not count.
     *
     * @return the addresses, made on each call
     */
    public IpRanges grantedByPrefixes() {
        return ((PackedEntries) entries).matched(true);
    }

    /**
     * The addresses that the record denies without DNS: those whose first prefix is negated, and all that come to
     * {@code unused}.
     *
     * @return the addresses, made on each call
     */
    public IpRanges deniedWithoutDns() {
        return ((PackedEntries) entries).matched(false);
    }

    @Override
    public int compareTo(RmxRecord other) {
        for (int i = 0; i < Math.min(entries.size(), other.entries.size()); i++) {
            int order = entries.get(i).compareTo(other.entries.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(entries.size(), other.entries.size());
    }

    @Override
    public String toString() {
        return entries.stream().map(RmxEntry::toString).collect(Collectors.joining(" ")); // [TEXT-4]
    }
}
