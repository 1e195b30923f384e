package dev.rmx.spf;

import dev.rmx.packed.FirstMatch;
import dev.rmx.record.IpAddress;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** The terms of a record, with what an evaluation searches for. Immutable, and safe to share between threads. */
final class SpfTerms extends AbstractList<SpfTerm> implements FirstMatch<IpAddress>, RandomAccess {
    private final SpfTerm[] terms;
    /** The most prefixes that are searched one by one. */
    private static final int SCANNED = 16;

    /** The indexes of the prefixes. */
    private final int[] literals;
    /** The prefixes, for a fast search; null if they are few. */
    private final @Nullable FirstMatch<IpAddress> packed;
    /** The indexes of the mechanisms that ask DNS. */
    private final int[] dns;
    /** The index of the first {@code all}; the number of terms if there is none. */
    private final int all;

    private SpfTerms(SpfTerm[] terms) {
        int[] prefixes = new int[terms.length];
        int[] asking = new int[terms.length];
        int prefixCount = 0;
        int askingCount = 0;
        int firstAll = terms.length;
        for (int i = 0; i < terms.length; i++) {
            if (terms[i] instanceof SpfTerm.Ip) {
                prefixes[prefixCount++] = i;
            } else if (terms[i] instanceof SpfTerm.All) {
                firstAll = Math.min(firstAll, i);
            } else if (terms[i] instanceof SpfTerm.Mechanism) {
                asking[askingCount++] = i;
            }
        }
        this.terms = terms;
        this.literals = Arrays.copyOf(prefixes, prefixCount);
        this.packed = prefixCount <= SCANNED ? null : packed(terms);
        this.dns = Arrays.copyOf(asking, askingCount);
        this.all = firstAll;
    }

    /** The prefixes as entries of RMX, which have a search that is fast however many they are. */
    private static FirstMatch<IpAddress> packed(SpfTerm[] terms) {
        List<RmxEntry> entries = new ArrayList<>();
        for (SpfTerm term : terms) {
            if (term instanceof SpfTerm.Ip ip && entries.size() < RmxRecord.MAX_ENTRIES) {
                entries.add(RmxEntry.Literal.of(false, ip.prefix()));
            }
        }
        return FirstMatch.of(new RmxRecord(entries).entries());
    }

    static SpfTerms copyOf(List<SpfTerm> terms) {
        if (terms instanceof SpfTerms packed) {
            return packed;
        }
        SpfTerm[] copy = terms.toArray(SpfTerm[]::new);
        for (SpfTerm term : copy) {
            Objects.requireNonNull(term, "term");
        }
        return new SpfTerms(copy);
    }

    @Override
    public int size() {
        return terms.length;
    }

    @Override
    public SpfTerm get(int index) {
        return terms[index];
    }

    @Override
    public int firstLiteralMatch(IpAddress client) {
        if (packed != null) {
            int found = packed.firstLiteralMatch(client);
            return found == literals.length ? all : Math.min(literals[found], all);
        }
        for (int place : literals) {
            if (((SpfTerm.Ip) terms[place]).prefix().contains(client)) {
                return Math.min(place, all);
            }
        }
        return all;
    }

    @Override
    public int nextThatNeedsDns(int from) {
        int found = Arrays.binarySearch(dns, from);
        int at = found < 0 ? -1 - found : found;
        return at == dns.length ? terms.length : dns[at];
    }
}
