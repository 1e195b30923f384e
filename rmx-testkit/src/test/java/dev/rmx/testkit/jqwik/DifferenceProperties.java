package dev.rmx.testkit.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.RmxDifference;
import dev.rmx.RmxExpansion;
import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Compares the differences of two records with checks of every address of a small neighbourhood in each family. */
class DifferenceProperties {
    private static final List<IpAddress> WORLD = Stream.of("192.0.2.0/28", "2001:db8::/124")
            .map(IpPrefix::parse)
            .flatMap(block -> IntStream.range(0, 16).mapToObj(offset -> {
                byte[] octets = block.address().octets();
                octets[octets.length - 1] += (byte) offset;
                return IpAddress.of(octets);
            }))
            .toList();
    private static final DomainName SUBJECT = DomainName.parse("s.x");

    @Provide
    Arbitrary<RmxRecord> records() {
        Arbitrary<Boolean> negated = Arbitraries.of(false, true);
        Arbitrary<RmxEntry> literals = Combinators.combine(
                        negated, Arbitraries.of(WORLD), Arbitraries.integers().between(0, 5))
                .as((negation, address, bits) -> RmxEntry.Literal.of(
                        negation, new IpPrefix(address, address.family().bits() - bits)));
        Arbitrary<RmxEntry> hosts = Combinators.combine(negated, Arbitraries.of("a.x", "b.x"))
                .as((negation, name) -> new RmxEntry.Host(negation, DomainName.parse(name)));
        Arbitrary<RmxEntry> mapped = negated.map(negation -> new RmxEntry.Mapped(negation, DomainName.parse("c.x")));
        return Arbitraries.frequencyOf(Tuple.of(8, literals), Tuple.of(2, hosts), Tuple.of(1, mapped))
                .list()
                .ofMaxSize(6)
                .map(RmxRecord::new);
    }

    /** {@code a.x} and {@code b.x} have addresses in the world; some clients are mapped below {@code c.x}. */
    private static Function<DnsQuestion, DnsAnswer> dns(RmxRecord record, int mapped) {
        return question -> {
            String name = question.name().toString();
            if (question.type() == RecordType.RMX) {
                return SpfWorld.found(new DnsData.RmxRecords(List.of(record)));
            }
            boolean known = name.equals("a.x") || (name.equals("b.x") && question.type() == RecordType.A);
            if (known) {
                int from = (question.type() == RecordType.A ? 0 : 16) + (name.equals("a.x") ? 3 : 4);
                return SpfWorld.found(new DnsData.Addresses(WORLD.subList(from, from + 3)));
            }
            boolean isMapped = name.endsWith(".c.x") && Math.floorMod(name.hashCode(), 3) < mapped;
            return isMapped
                    ? SpfWorld.found(new DnsData.Addresses(List.of(IpAddress.parse("127.0.0.2"))))
                    : SpfWorld.absent();
        };
    }

    @Property(tries = 400)
    void LINT_4_differences_are_exact_for_every_address(
            @ForAll("records") RmxRecord before, @ForAll("records") RmxRecord after) {
        RmxVerifier verifier = new RmxVerifier(List.of(PublishedForm.RMX), RmxLimits.DEFAULT, List.of());
        RmxExpansion was = ExpansionProperties.expand(verifier, SUBJECT, dns(before, 0));
        RmxExpansion is = ExpansionProperties.expand(verifier, SUBJECT, dns(after, 0));
        List<RmxDifference> differences = RmxDifference.between(was, is);

        for (IpAddress client : WORLD) {
            List<RmxDifference> at = differences.stream()
                    .filter(difference -> difference.addresses().contains(client))
                    .toList();
            assertThat(at).hasSizeLessThanOrEqualTo(1);
            boolean differsForSome = false;
            for (int mapped = 0; mapped <= 3; mapped += 3) {
                RmxResult old = result(verifier, client, dns(before, mapped));
                RmxResult now = result(verifier, client, dns(after, mapped));
                differsForSome |= old != now;
            }
            if (at.isEmpty()) {
                assertThat(differsForSome).as("%s", client).isFalse();
            } else {
                RmxDifference difference = at.get(0);
                assertThat(difference.before()).isSameAs(was.part(client));
                assertThat(difference.after()).isSameAs(is.part(client));
                boolean certain = difference.before().verdict().isPresent()
                        && difference.after().verdict().isPresent();
                assertThat(differsForSome || !certain)
                        .as("%s %s", client, difference)
                        .isTrue();
                if (certain) {
                    RmxResult old = result(verifier, client, dns(before, 0));
                    assertThat(difference.loses()).isEqualTo(old == RmxResult.PASS);
                    assertThat(difference.gains()).isEqualTo(old != RmxResult.PASS);
                }
            }
        }
    }

    @Property(tries = 50)
    void LINT_4_a_record_does_not_differ_from_itself(@ForAll("records") RmxRecord record) {
        RmxExpansion expansion = ExpansionProperties.expand(new RmxVerifier(), SUBJECT, dns(record, 0));
        RmxExpansion again = ExpansionProperties.expand(new RmxVerifier(), SUBJECT, dns(record, 0));

        assertThat(RmxDifference.between(expansion, again)).isEmpty();
    }

    private static RmxResult result(RmxVerifier verifier, IpAddress client, Function<DnsQuestion, DnsAnswer> dns) {
        RmxVerdict verdict = verifier.check(new RmxQuery(client, Optional.of(SUBJECT), Optional.of("u")), dns);
        return verdict.result();
    }
}
