package dev.rmx.testkit.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.RmxExpansion;
import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpRanges;
import dev.rmx.record.RmxRecord;
import dev.rmx.resolver.RecordTranslation;
import dev.rmx.resolver.RmxExpander;
import dev.rmx.resolver.RmxToSpf;
import dev.rmx.resolver.SpfToRmx;
import dev.rmx.resolver.TranslationException;
import dev.rmx.spf.SpfRecord;
import dev.rmx.testkit.jqwik.RmxWorld.Choice;
import dev.rmx.testkit.jqwik.SpfReadingsTest.Tally;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** A translated record gives each client of random worlds the same result, unless a loss names its address. */
class TranslationTest {
    private static final int WORLDS = Integer.getInteger("translation.worlds", 100);
    private static final RmxVerifier SPF = verifier(PublishedForm.SPF);
    private static final RmxVerifier RMX = verifier(PublishedForm.RMX);
    private static final DomainName SUBJECT = DomainName.parse("s.x");

    private static RmxVerifier verifier(PublishedForm form) {
        return new RmxVerifier(List.of(form), RmxLimits.DEFAULT, List.of());
    }

    private static RmxExpander expander(Function<DnsQuestion, DnsAnswer> dns) {
        return new RmxExpander(
                (question, budget) -> CompletableFuture.completedFuture(dns.apply(question)), Duration.ofDays(1));
    }

    private static final List<String> TERMS = List.of(
            "a:a.x",
            "a:b.x",
            "a",
            "mx",
            "mx:a.x",
            "a:b.x/24//64",
            "ip4:192.0.2.0/24",
            "ip4:192.0.2.1",
            "ip6:2001:db8::/64",
            "-ip4:192.0.2.1",
            "-a:b.x",
            "exists:%{i}.a.x",
            "-exists:%{i}.b.x",
            "ptr",
            "ptr:i.x",
            "include:i.x",
            "include:j.x",
            "include:k.x",
            "-include:j.x",
            "exists:a.x",
            "-ptr");

    @Test
    void LINT_4_a_record_from_any_SPF_gives_the_same_results_but_for_what_it_loses() {
        Tally tally = new Tally();
        for (long i = 0; i < WORLDS; i++) {
            SpfWorld world = SpfWorld.random(new SplittableRandom(77_777L * i));
            translate(i, world, world::answer, tally);
        }
        assertThat(tally.of("pass")).as("%s", tally).isGreaterThan(WORLDS / 4);
        assertThat(tally.of("fail")).isGreaterThan(WORLDS / 4);
    }

    /** Records of terms that RMX can say. */
    @Test
    void LINT_4_a_plain_record_from_SPF_loses_little() {
        Tally tally = new Tally();
        for (long i = 0; i < WORLDS; i++) {
            SplittableRandom random = new SplittableRandom(55_555L * i);
            SpfWorld world = SpfWorld.random(random);
            List<String> texts = List.of(record(random), record(random), record(random), record(random));
            List<String> names = List.of("s.x", "i.x", "j.x", "k.x");
            translate(
                    i,
                    world,
                    question -> {
                        int known = names.indexOf(question.name().toString());
                        return question.type() == RecordType.SPF
                                ? known < 0 ? SpfWorld.absent() : SpfTexts.answer(texts.get(known))
                                : world.answer(question);
                    },
                    tally);
        }
        assertThat(tally.of("pass")).as("%s", tally).isGreaterThan(WORLDS);
        assertThat(tally.of("fail")).isGreaterThan(WORLDS);
        assertThat(tally.of("hanging")).isGreaterThan(WORLDS);
        assertThat(tally.of("lost")).as("%s", tally).isLessThan(tally.of("pass") + tally.of("fail"));
    }

    private static String record(SplittableRandom random) {
        StringBuilder text = new StringBuilder("v=spf1");
        for (int i = random.nextInt(4); i >= 0; i--) {
            text.append(' ').append(TERMS.get(random.nextInt(TERMS.size())));
        }
        return text.append(random.nextInt(8) == 0 ? " redirect=k.x" : " -all").toString();
    }

    private static void translate(long number, SpfWorld world, Function<DnsQuestion, DnsAnswer> answers, Tally tally) {
        Optional<SpfToRmx.Soft> soft = Optional.of(number % 2 == 0 ? SpfToRmx.Soft.FAIL : SpfToRmx.Soft.PASS);
        RecordTranslation<RmxRecord> translated;
        try {
            translated = SpfToRmx.translate(expander(answers), SUBJECT, soft);
        } catch (TranslationException e) {
            tally.add("refused");
            return;
        }
        Function<DnsQuestion, DnsAnswer> dns = question -> question.type() == RecordType.RMX
                ? SpfWorld.found(new DnsData.RmxRecords(List.of(translated.record())))
                : answers.apply(question);
        IpRanges changed = translated.changed();
        RmxExpansion expansion = ExpansionProperties.expand(SPF, SUBJECT, dns);
        for (IpAddress client : clients(expansion, world.query().client())) {
            if (changed.contains(client)) {
                tally.add("lost");
                continue;
            }
            RmxQuery query =
                    new RmxQuery(client, Optional.of(SUBJECT), world.query().localPart());
            RmxResult spf = SPF.check(query, dns).result();
            assertThat(RMX.check(query, dns).result())
                    .as("world %d: %s of %s\n%s\n%s", number, client, translated, SPF.check(query, dns), world)
                    .isEqualTo(spf);
            tally.add(spf.toString());
            if (expansion.part(client).verdict().isEmpty()) {
                tally.add("hanging");
            }
        }
    }

    @Provide
    Arbitrary<RmxWorld> worlds() {
        return RmxWorld.worlds(RmxWorld.entries(), Arbitraries.of(Choice.ABSENT, Choice.YES, Choice.YES, Choice.OTHER));
    }

    @Property(tries = 200)
    void LINT_4_a_record_to_SPF_gives_the_same_results_but_for_what_it_loses(@ForAll("worlds") RmxWorld world)
            throws TranslationException {
        Map<DnsQuestion, DnsAnswer> known = world.answers();
        Function<DnsQuestion, DnsAnswer> answers = question -> known.getOrDefault(question, SpfWorld.absent());
        RecordTranslation<SpfRecord> translated = RmxToSpf.translate(expander(answers), SUBJECT, world.record());
        Function<DnsQuestion, DnsAnswer> dns = question -> switch (question.type()) {
            case SPF -> SpfWorld.found(new DnsData.Spf(translated.record()));
            case RMX ->
                question.name().equals(SUBJECT)
                        ? SpfWorld.found(new DnsData.RmxRecords(List.of(world.record())))
                        : answers.apply(question);
            default -> answers.apply(question);
        };
        RmxExpansion expansion = ExpansionProperties.expand(RMX, SUBJECT, dns);
        for (IpAddress client : clients(expansion, world.query().client())) {
            if (!translated.changed().contains(client)) {
                RmxQuery query = new RmxQuery(client, Optional.of(SUBJECT), Optional.of("u"));
                assertThat(SPF.check(query, dns).result())
                        .as("%s: %s, %s", client, translated, RMX.check(query, dns))
                        .isEqualTo(RMX.check(query, dns).result());
            }
        }
    }

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
}
