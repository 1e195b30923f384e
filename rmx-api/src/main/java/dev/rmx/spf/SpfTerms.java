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
import java.util.Optional;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** The terms of a record, with what an evaluation searches for. Immutable, and safe to share between threads. */
final class SpfTerms extends AbstractList<SpfTerm> implements FirstMatch<IpAddress>, RandomAccess {
    /** The most prefixes that are searched one by one. */
    private static final int SCANNED = 16;

    private final SpfTerm[] terms;
    /** The indexes of the prefixes. */
    private final int[] literals;
    /** The prefixes, for a fast search; null if they are few. */
    private final @Nullable FirstMatch<IpAddress> packed;
    /** For each index, and for the number of terms, the next at which a mechanism asks DNS. */
    private final int[] asking;
    /** The index of the first {@code all}; the number of terms if there is none. */
    private final int all;

    private final SpfTerm.@Nullable Redirect redirect;
    private final SpfTerm.@Nullable Explanation explanation;

    private SpfTerms(SpfTerm[] terms) {
        int[] prefixes = new int[terms.length];
        int first = terms.length; // of the prefixes, from the end of the array
        int[] next = new int[terms.length + 1];
        next[terms.length] = terms.length;
        int firstAll = terms.length;
        SpfTerm.Redirect leads = null;
        SpfTerm.Explanation explains = null;
        for (int i = terms.length - 1; i >= 0; i--) {
            next[i] = next[i + 1];
            SpfTerm term = Objects.requireNonNull(terms[i], "term");
            if (term instanceof SpfTerm.Ip) {
                prefixes[--first] = i;
            } else if (term instanceof SpfTerm.All) {
                firstAll = i;
            } else if (term instanceof SpfTerm.Redirect found) {
                requireOne(leads, "redirect");
                leads = found;
            } else if (term instanceof SpfTerm.Explanation found) {
                requireOne(explains, "exp");
                explains = found;
            } else if (!(term instanceof SpfTerm.Unknown)) {
                next[i] = i;
            }
        }
        this.terms = terms;
        this.literals = Arrays.copyOfRange(prefixes, first, terms.length);
        if (literals.length > RmxRecord.MAX_ENTRIES) { // more than a message can hold
            throw new IllegalArgumentException(
                    "a record has at most " + RmxRecord.MAX_ENTRIES + " terms ip4 and ip6, not " + literals.length);
        }
        this.packed = literals.length <= SCANNED ? null : packed(terms);
        this.asking = next;
        this.all = firstAll;
        this.redirect = leads;
        this.explanation = explains;
    }

    /** RFC 7208 §6. */
    private static void requireOne(@Nullable SpfTerm other, String name) {
        if (other != null) {
            throw new IllegalArgumentException(name + "= stands once at most");
        }
    }

    /** The prefixes as entries of RMX, which have a search that is fast however many they are. */
    private static FirstMatch<IpAddress> packed(SpfTerm[] terms) {
        List<RmxEntry> entries = new ArrayList<>();
        for (SpfTerm term : terms) {
            if (term instanceof SpfTerm.Ip ip) {
                entries.add(RmxEntry.Literal.of(false, ip.prefix()));
            }
        }
        return FirstMatch.of(new RmxRecord(entries).entries());
    }

    static SpfTerms copyOf(List<SpfTerm> terms) {
        if (terms instanceof SpfTerms packed) {
            return packed;
        }
        return new SpfTerms(terms.toArray(SpfTerm[]::new));
    }

    Optional<SpfTerm.Redirect> redirect() {
        return Optional.ofNullable(redirect);
    }

    Optional<SpfTerm.Explanation> explanation() {
        return Optional.ofNullable(explanation);
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
        return asking[from];
    }
}
