package dev.rmx.spf;

import dev.rmx.packed.FirstMatch;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.Predicate;
import java.util.stream.IntStream;

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
    private record Literals(IpPrefix[] prefixes, int[] places) {
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
        this.ipv4 = literals(IpFamily.IPV4);
        this.ipv6 = literals(IpFamily.IPV6);
        this.all = places(SpfTerm.All.class::isInstance).findFirst().orElse(terms.length);
        this.dns = places(SpfTerms::asksDns).toArray();
    }

    static SpfTerms copyOf(List<SpfTerm> terms) {
        return terms instanceof SpfTerms packed
                ? packed
                : new SpfTerms(List.copyOf(terms).toArray(SpfTerm[]::new));
    }

    private IntStream places(Predicate<SpfTerm> wanted) {
        return IntStream.range(0, terms.length).filter(i -> wanted.test(terms[i]));
    }

    private Literals literals(IpFamily family) {
        int[] places = places(
                        term -> term instanceof SpfTerm.Ip ip && ip.prefix().family() == family)
                .toArray();
        return new Literals(
                Arrays.stream(places)
                        .mapToObj(place -> ((SpfTerm.Ip) terms[place]).prefix())
                        .toArray(IpPrefix[]::new),
                places);
    }

    private static boolean asksDns(SpfTerm term) {
        return term instanceof SpfTerm.Mechanism && !(term instanceof SpfTerm.Ip || term instanceof SpfTerm.All);
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
