package dev.rmx.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxLimits;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxStep;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.IpFamily;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxEntryType;
import dev.rmx.record.RmxRecord;
import dev.rmx.testkit.ReferenceVerifier.Conclusion;
import dev.rmx.testkit.jqwik.RmxWorld;
import dev.rmx.testkit.jqwik.RmxWorld.Choice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;

/** The verifier and the reference, which share no evaluation code, agree. */
class ReferenceVerifierProperties {
    private static final int TRIES = 5_000;
    private static final int QUESTIONS = RmxWorld.QUESTIONS;
    private static final Set<Choice> KNOWN = EnumSet.of(Choice.ABSENT, Choice.YES, Choice.OTHER);

    private final RmxVerifier verifier = new RmxVerifier();
    private final ReferenceVerifier reference = new ReferenceVerifier(RmxLimits.DEFAULT);

    @Provide
    Arbitrary<RmxWorld> complete() {
        return RmxWorld.worlds(RmxWorld.entries(), Arbitraries.of(KNOWN));
    }

    @Provide
    Arbitrary<RmxWorld> faulty() {
        return RmxWorld.worlds(RmxWorld.entries(), Arbitraries.of(Choice.class));
    }

    @Provide
    Arbitrary<RmxWorld> faultyWithoutDomain() {
        return RmxWorld.worlds(
                RmxWorld.entries().filter(entry -> !(entry instanceof RmxEntry.Domain)), Arbitraries.of(Choice.class));
    }

    @Provide
    Arbitrary<Choice> known() {
        return Arbitraries.of(KNOWN);
    }

    /** Drives the verifier to its end; a missing answer counts as failed. */
    private RmxVerdict drive(RmxWorld world) {
        Map<DnsQuestion, DnsAnswer> answers = world.answers();
        DnsAnswer failed = new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, "no answer", Instant.MAX);
        return verifier.check(world.query(), question -> answers.getOrDefault(question, failed));
    }

    @Property(tries = TRIES)
    void EVAL_6_with_all_answers_known_both_agree_on_outcome_and_mechanism(@ForAll("complete") RmxWorld world) {
        Map<DnsQuestion, DnsAnswer> answers = world.answers();
        Conclusion expected = reference.conclude(world.query(), answers);

        RmxStep step = verifier.evaluate(world.query(), answers);

        assertThat(step).isInstanceOf(RmxVerdict.class);
        RmxVerdict verdict = (RmxVerdict) step;
        assertThat(new Conclusion(verdict.outcome(), verdict.form(), verdict.mechanism(), Optional.empty()))
                .isEqualTo(expected);
        Statistics.label("outcome").collect(verdict.outcome());
        Statistics.label("outcome").coverage(coverage -> {
            coverage.check(RmxOutcome.GRANTED).percentage(share -> share > 5);
            coverage.check(RmxOutcome.DENIED).percentage(share -> share > 5);
            coverage.check(RmxOutcome.NOT_IN_RMX).percentage(share -> share > 3);
            coverage.check(RmxOutcome.NO_RMX).percentage(share -> share > 3);
            coverage.check(RmxOutcome.BAD_DATA).percentage(share -> share > 0.5);
        });
    }

    @Property(tries = TRIES)
    void EVAL_5_driven_to_its_end_it_gives_the_same_result(@ForAll("faulty") RmxWorld world) {
        Conclusion expected = reference.conclude(world.query(), world.answers());

        RmxVerdict verdict = drive(world);

        assertThat(verdict.result()).as("%s", verdict).isEqualTo(expected.result());
        Statistics.label("result").collect(verdict.result());
        Statistics.label("result").coverage(coverage -> {
            for (RmxResult result : RmxResult.values()) {
                coverage.check(result).percentage(share -> share > 5);
            }
        });
    }

    @Property(tries = TRIES)
    void EVAL_1_no_missing_answer_could_change_its_decision(
            @ForAll("faulty") RmxWorld world, @ForAll @Size(QUESTIONS) List<@From("known") Choice> other) {
        assertDecidedStays(world, other, EnumSet.of(Choice.MISSING));
    }

    @Property(tries = TRIES)
    void EVAL_3_no_failed_answer_could_change_its_decision(
            @ForAll("faultyWithoutDomain") RmxWorld world, @ForAll @Size(QUESTIONS) List<@From("known") Choice> other) {
        assertDecidedStays(world, other, EnumSet.of(Choice.MISSING, Choice.FAILED, Choice.MALFORMED));
    }

    private void assertDecidedStays(RmxWorld world, List<Choice> other, Set<Choice> gaps) {
        RmxStep step = verifier.evaluate(world.query(), world.answers());
        boolean decided = step instanceof RmxVerdict verdict
                && (verdict.result() == RmxResult.PASS || verdict.result() == RmxResult.FAIL);
        Statistics.label("decided").collect(decided);
        Statistics.label("decided").coverage(coverage -> coverage.check(true).percentage(share -> share > 10));
        if (decided) {
            RmxResult filled = reference
                    .conclude(world.query(), world.filledFrom(other, gaps).answers())
                    .result();
            assertThat(filled).as("%s", step).isEqualTo(((RmxVerdict) step).result());
        }
    }

    /** Records in which no two entries depend on the same answer, so that each gap can be filled independently. */
    @Provide
    Arbitrary<RmxWorld> independent() {
        Set<RmxEntryType> types =
                EnumSet.of(RmxEntryType.HOST, RmxEntryType.APL, RmxEntryType.MAPPED, RmxEntryType.IPV4);
        Arbitrary<RmxRecord> records = RmxWorld.entries()
                .filter(entry -> types.contains(entry.type()))
                .list()
                .uniqueElements(entry -> entry.toString().replace("!", ""))
                .ofMaxSize(6)
                .map(RmxRecord::new);
        Arbitrary<List<Choice>> choices = Arbitraries.of(Choice.class).list().ofSize(QUESTIONS);
        return Combinators.combine(records, choices).as((record, list) -> {
            List<Choice> published = new ArrayList<>(list);
            published.set(0, Choice.YES);
            return new RmxWorld(IpFamily.IPV4, record, record, published);
        });
    }

    @Property(tries = TRIES)
    void EVAL_3_an_answer_could_change_each_open_result(@ForAll("independent") RmxWorld world) {
        RmxVerdict verdict = drive(world);
        boolean open = verdict.result() == RmxResult.TEMPERROR || verdict.result() == RmxResult.NONE;
        Statistics.label("open").collect(open);
        Statistics.label("open").coverage(coverage -> coverage.check(true).percentage(share -> share > 10));

        Set<RmxResult> possible = EnumSet.noneOf(RmxResult.class);
        for (int filled = 0; filled < QUESTIONS; filled++) {
            List<Choice> one = new ArrayList<>(Collections.nCopies(QUESTIONS, Choice.ABSENT));
            one.set(filled, Choice.YES);
            Map<DnsQuestion, DnsAnswer> answers = world.filledFrom(one, EnumSet.complementOf(EnumSet.copyOf(KNOWN)))
                    .answers();
            possible.add(reference.conclude(world.query(), answers).result());
        }

        assertThat(open)
                .as("%s, though these are possible: %s", verdict, possible)
                .isEqualTo(possible.size() > 1);
    }

    @Property(tries = TRIES)
    void EVAL_4_each_question_asked_could_matter(@ForAll("independent") RmxWorld world) {
        RmxStep step = verifier.evaluate(world.query(), world.answers());
        Statistics.label("asks").collect(step instanceof RmxStep.Needs);
        Statistics.label("asks").coverage(coverage -> coverage.check(true).percentage(share -> share > 10));

        if (step instanceof RmxStep.Needs needs) {
            for (DnsQuestion question : needs.questions()) {
                // nothing else is left to find, so this answer decides outcome or mechanism
                assertThat(conclusion(world, question, Choice.YES))
                        .as("%s", question)
                        .isNotEqualTo(conclusion(world, question, Choice.ABSENT));
            }
        }
    }

    /** The conclusion for a world with one gap filled by this choice and all others by absence. */
    private Conclusion conclusion(RmxWorld world, DnsQuestion question, Choice choice) {
        List<Choice> filling = new ArrayList<>(Collections.nCopies(QUESTIONS, Choice.ABSENT));
        filling.set(world.questions().indexOf(question), choice);
        RmxWorld filled = world.filledFrom(filling, EnumSet.complementOf(EnumSet.copyOf(KNOWN)));
        return reference.conclude(world.query(), filled.answers());
    }
}
