package dev.rmx.spf;

import dev.rmx.packed.FirstMatch;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/** The terms of a record, with what an evaluation searches for. Immutable, and safe to share between threads. */
final class SpfTerms extends AbstractList<SpfTerm> implements FirstMatch<IpAddress>, RandomAccess {
    private final SpfTerm[] terms;
    private final Literals ipv4;
    private final Literals ipv6;
    /** The index of the first {@code all}; the number of terms if there is none. */
    private final int all;
    /** The indexes of the mechanisms that ask DNS. */
    private final int[] dns;

    /** The prefixes of one family, and the index of each. */
    private static final class Literals {
        private final IpPrefix[] prefixes;
        private final int[] places;

        Literals(SpfTerm[] terms, IpFamily family) {
            int count = 0;
            for (SpfTerm term : terms) {
                count += isOf(family, term) ? 1 : 0;
            }
            this.prefixes = new IpPrefix[count];
            this.places = new int[count];
            int at = 0;
            for (int i = 0; at < count; i++) {
                if (isOf(family, terms[i])) {
                    prefixes[at] = ((SpfTerm.Ip) terms[i]).prefix();
                    places[at++] = i;
                }
            }
        }

        private static boolean isOf(IpFamily family, SpfTerm term) {
            return term instanceof SpfTerm.Ip ip && ip.prefix().family() == family;
        }

        int firstMatch(IpAddress client, int none) {
            for (int i = 0; i < prefixes.length; i++) {
                if (prefixes[i].contains(client)) {
                    return places[i];
                }
            }
            return none;
        }
    }

    private SpfTerms(SpfTerm[] terms) {
        this.terms = terms;
        int firstAll = terms.length;
        int count = 0;
        int[] asking = new int[terms.length];
        for (int i = 0; i < terms.length; i++) {
            if (terms[i] instanceof SpfTerm.All) {
                firstAll = Math.min(firstAll, i);
            } else if (terms[i] instanceof SpfTerm.Mechanism && !(terms[i] instanceof SpfTerm.Ip)) {
                asking[count++] = i;
            }
        }
        this.all = firstAll;
        this.dns = Arrays.copyOf(asking, count);
        this.ipv4 = new Literals(terms, IpFamily.IPV4);
        this.ipv6 = new Literals(terms, IpFamily.IPV6);
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
        return Math.min((client.family() == IpFamily.IPV4 ? ipv4 : ipv6).firstMatch(client, terms.length), all);
    }

    @Override
    public int nextThatNeedsDns(int from) {
        int found = Arrays.binarySearch(dns, from);
        int at = found < 0 ? -1 - found : found;
        return at == dns.length ? terms.length : dns[at];
    }
}
