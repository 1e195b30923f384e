package dev.rmx.spf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.packed.FirstMatch;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Compares the search of a record's terms with a loop over them, for short records and long ones. */
class SpfTermsProperties {
    @Provide
    Arbitrary<List<SpfTerm>> terms() {
        Arbitrary<SpfQualifier> qualifiers = Arbitraries.of(SpfQualifier.class);
        Arbitrary<SpfTerm> prefixes = Combinators.combine(
                        qualifiers,
                        Arbitraries.of("192.0.2.", "2001:db8::"),
                        Arbitraries.integers().between(0, 99),
                        Arbitraries.integers().between(0, 7))
                .as((qualifier, block, last, bits) -> {
                    IpAddress address = IpAddress.parse(block + last);
                    return new SpfTerm.Ip(
                            qualifier, new IpPrefix(address, address.family().bits() - bits));
                });
        Arbitrary<SpfTerm> others = qualifiers.map(qualifier -> new SpfTerm.Ptr(qualifier, Optional.empty()));
        Arbitrary<SpfTerm> all = qualifiers.map(SpfTerm.All::new);
        return Arbitraries.frequencyOf(Tuple.of(40, prefixes), Tuple.of(4, others), Tuple.of(1, all))
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 200)
    void EVAL_3_the_first_term_that_matches_without_DNS_is_found(@ForAll("terms") List<SpfTerm> terms) {
        FirstMatch<IpAddress> search = FirstMatch.of(new SpfRecord(terms).terms());
        List<IpAddress> clients = new ArrayList<>();
        for (int last = 0; last < 100; last += 3) {
            clients.add(IpAddress.parse("192.0.2." + last));
            clients.add(IpAddress.parse("2001:db8::" + last));
        }
        for (IpAddress client : clients) {
            assertThat(search.firstLiteralMatch(client)).isEqualTo(firstMatch(terms, client));
        }
    }

    private static int firstMatch(List<SpfTerm> terms, IpAddress client) {
        for (int i = 0; i < terms.size(); i++) {
            if (terms.get(i) instanceof SpfTerm.All
                    || (terms.get(i) instanceof SpfTerm.Ip ip && ip.prefix().contains(client))) {
                return i;
            }
        }
        return terms.size();
    }
}
