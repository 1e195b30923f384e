package dev.rmx.testkit.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxExpansion;
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
import dev.rmx.record.IpRanges;
import dev.rmx.testkit.jqwik.RmxWorld.Choice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** An expansion says of each address what the verifier says of a client there. */
class ExpansionProperties {
    private static final int WORLDS = Integer.getInteger("expansion.worlds", 400);

    @Provide
    Arbitrary<RmxWorld> worlds() {
        return RmxWorld.worlds(
                RmxWorld.entries(),
                Arbitraries.of(Choice.ABSENT, Choice.YES, Choice.YES, Choice.OTHER, Choice.FAILED, Choice.MALFORMED));
    }

    @Property
    void LINT_4_each_part_of_an_RMX_record_has_the_verdict_of_its_clients(
            @ForAll("worlds") RmxWorld world, @ForAll boolean anySender) {
        Map<DnsQuestion, DnsAnswer> known = world.answers();
        Function<DnsQuestion, DnsAnswer> dns = question -> known.getOrDefault(question, other(question));
        RmxVerifier verifier = new RmxVerifier();
        RmxExpansion expansion = expand(verifier, DomainName.parse("s.x"), dns);

        assertHoldsEachClientOnce(expansion);
        for (IpAddress client : clients(expansion, world.query().client())) {
            RmxQuery query =
                    new RmxQuery(client, world.query().subject(), anySender ? Optional.empty() : Optional.of("u"));
            assertAgrees(expansion.part(client), verifier.check(query, dns));
        }
    }

    private static DnsAnswer other(DnsQuestion question) {
        return switch (Math.floorMod(question.toString().hashCode(), 3)) {
            case 0 -> new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "no answer");
            case 1 ->
                question.type() == RecordType.A
                        ? SpfWorld.found(new DnsData.Addresses(List.of(IpAddress.parse("127.0.0.2"))))
                        : SpfWorld.absent();
            default -> SpfWorld.absent();
        };
    }

    @Test
    void LINT_4_each_part_of_an_SPF_record_has_the_verdict_of_its_clients() {
        int certain = 0;
        int hanging = 0;
        for (long i = 0; i < WORLDS; i++) {
            SpfWorld world = SpfWorld.random(new SplittableRandom(1_000_003L * i));
            RmxExpansion expansion =
                    expand(world.verifier(), world.query().subject().orElseThrow(), failing(world, i));
            assertHoldsEachClientOnce(expansion);
            for (IpAddress client : clients(expansion, world.query().client())) {
                RmxExpansion.Part part = expansion.part(client);
                RmxVerdict verdict = world.verifier().check(query(world, client), failing(world, i));
                assertThat(part.verdict().map(RmxVerdict::result).orElse(verdict.result()))
                        .as("world %d, %s: %s\n%s", i, client, part, world)
                        .isEqualTo(verdict.result());
                assertThat(part.verdict().isPresent()).isEqualTo(part.unlisted().isEmpty());
                certain += part.verdict().isPresent() ? 1 : 0;
                hanging += part.verdict().isPresent() ? 0 : 1;
            }
        }
        assertThat(certain).isGreaterThan(hanging);
        assertThat(hanging).isGreaterThan(WORLDS / 10);
    }

    /** The answers of a world; in half of the worlds, some questions fail. */
    private static Function<DnsQuestion, DnsAnswer> failing(SpfWorld world, long number) {
        return question -> number % 2 == 1 && Math.floorMod(question.toString().hashCode() + number, 7) == 0
                ? SpfWorld.failed()
                : world.answer(question);
    }

    private static RmxQuery query(SpfWorld world, IpAddress client) {
        RmxQuery query =
                new RmxQuery(client, world.query().subject(), world.query().localPart());
        return world.query().helo().map(query::withHelo).orElse(query);
    }

    static RmxExpansion expand(RmxVerifier verifier, DomainName subject, Function<DnsQuestion, DnsAnswer> dns) {
        Map<DnsQuestion, DnsAnswer> known = new HashMap<>();
        RmxExpansion expansion = verifier.expand(subject, known);
        while (!expansion.questions().isEmpty()) {
            for (DnsQuestion question : expansion.questions()) {
                assertThat(known).doesNotContainKey(question);
                known.put(question, dns.apply(question));
            }
            expansion = verifier.expand(subject, known);
        }
        return expansion;
    }

    /** The first and the last address of ranges, and others. */
    private static Set<IpAddress> clients(RmxExpansion expansion, IpAddress own) {
        Set<IpAddress> clients = new TreeSet<>(List.of(own, IpAddress.parse("203.0.113.9")));
        for (RmxExpansion.Part part : expansion.parts()) {
            part.addresses().ranges().stream().limit(3).forEach(range -> {
                clients.add(range.first());
                clients.add(range.last());
            });
        }
        return clients;
    }

    private static void assertAgrees(RmxExpansion.Part part, RmxVerdict verdict) {
        part.verdict()
                .ifPresent(expanded -> assertThat(expanded.result())
                        .as("%s, %s", part, verdict)
                        .isEqualTo(verdict.result()));
        assertThat(part.verdict().isPresent()).isEqualTo(part.unlisted().isEmpty());
        boolean failed = part.otherwise()
                .filter(other -> other.result() == RmxResult.TEMPERROR)
                .isPresent();
        if (part.unlisted().size() == 1 && !failed && part.otherwise().isPresent()) {
            RmxResult other = part.otherwise().get().result();
            String directive = part.unlisted().get(0).get(0);
            RmxResult match = directive.startsWith("!") ? RmxResult.FAIL : RmxResult.PASS;
            if (!directive.equals("full:")
                    && verdict.result() != RmxResult.TEMPERROR
                    && verdict.result() != RmxResult.NONE) {
                assertThat(verdict.result()).as("%s, %s", part, verdict).isIn(other, match);
            }
        }
    }

    private static void assertHoldsEachClientOnce(RmxExpansion expansion) {
        IpRanges all = IpRanges.NONE;
        List<IpRanges> seen = new ArrayList<>();
        for (RmxExpansion.Part part : expansion.parts()) {
            assertThat(all.intersection(part.addresses()).isEmpty()).isTrue();
            all = all.union(part.addresses());
            seen.add(part.addresses());
        }
        assertThat(all).isEqualTo(IpRanges.ALL);
        assertThat(seen).doesNotHaveDuplicates();
    }
}
