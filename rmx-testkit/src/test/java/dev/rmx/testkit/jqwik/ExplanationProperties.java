package dev.rmx.testkit.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.ExplainedQuestion;
import dev.rmx.ExplainedRecord;
import dev.rmx.Explanation;
import dev.rmx.Explanation.State;
import dev.rmx.RmxLimits;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxStep;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.SpfDecision;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import dev.rmx.testkit.ReferenceVerifier;
import dev.rmx.testkit.jqwik.RmxWorld.Choice;
import dev.rmx.testkit.jqwik.SpfReadingsTest.Tally;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

/** An explanation says what the evaluation says, at each stage of a check, and agrees with itself. */
class ExplanationProperties {
    private static final int TRIES = 1_000;
    private static final int WORLDS = Integer.getInteger("spf.worlds", 2_000);

    private final RmxVerifier verifier = new RmxVerifier();
    private final ReferenceVerifier reference = new ReferenceVerifier(RmxLimits.DEFAULT);

    @Provide
    Arbitrary<RmxWorld> complete() {
        return RmxWorld.worlds(RmxWorld.entries(), Arbitraries.of(Choice.ABSENT, Choice.YES, Choice.OTHER));
    }

    @Provide
    Arbitrary<RmxWorld> faulty() {
        return RmxWorld.worlds(RmxWorld.entries(), Arbitraries.of(Choice.class));
    }

    @Property(tries = TRIES)
    void EXPL_1_its_step_is_that_of_the_evaluation(@ForAll("faulty") RmxWorld world) {
        RmxStep step = verifier.evaluate(world.query(), world.answers());

        Explanation explanation = verifier.explain(world.query(), world.answers());

        assertThat(said(explanation.step())).isEqualTo(said(step));
        assertConsistent(explanation);
        Statistics.label("step").collect(step instanceof RmxVerdict verdict ? verdict.outcome() : "needs");
        Statistics.label("step")
                .coverage(coverage -> Stream.of("needs", RmxOutcome.TEMP_FAIL, RmxOutcome.BAD_DATA, RmxOutcome.GRANTED)
                        .forEach(kind -> coverage.check(kind).percentage(share -> share > 2)));
    }

    /** The reference decides a record with this entry alone. */
    @Property(tries = TRIES)
    void EXPL_1_an_entry_matches_as_it_does_alone(@ForAll("complete") RmxWorld world) throws RmxFormatException {
        Map<DnsQuestion, DnsAnswer> answers = world.answers();
        Explanation explanation = verifier.explain(world.query(), answers);

        for (ExplainedRecord.Entry entry : entries(explanation)) {
            if (entry.state() == State.YES || entry.state() == State.NO) {
                RmxRecord alone = RmxText.parse(entry.text());
                answers.put(world.questions().get(0), found(alone));
                RmxOutcome outcome = reference.conclude(world.query(), answers).outcome();
                boolean matches = outcome == RmxOutcome.GRANTED || outcome == RmxOutcome.DENIED;
                assertThat(matches)
                        .as("%s is %s, alone it is %s", entry, entry.state(), outcome)
                        .isEqualTo(entry.state() == State.YES && !countsOnce(entry));
                Statistics.label("state").collect(entry.state());
            }
        }
    }

    /** A second {@code full} adds nothing to the first. */
    private static boolean countsOnce(ExplainedRecord.Entry entry) {
        return entry.note().filter("full: counts once"::equals).isPresent();
    }

    @Property(tries = TRIES)
    void EXPL_1_entries_that_are_not_reached_do_not_matter(@ForAll("complete") RmxWorld world) {
        Map<DnsQuestion, DnsAnswer> answers = world.answers();
        Explanation explanation = verifier.explain(world.query(), answers);
        boolean byEntry = explanation.step() instanceof RmxVerdict verdict
                && verdict.form().filter(form -> form.toString().equals("RMX")).isPresent()
                && verdict.mechanism().isPresent();
        Statistics.label("by entry").collect(byEntry);
        Statistics.label("by entry").coverage(coverage -> coverage.check(true).percentage(share -> share > 10));
        if (byEntry) {
            List<RmxEntry> reached = new ArrayList<>();
            DnsData data = ((DnsAnswer.Found)
                            Objects.requireNonNull(answers.get(world.questions().get(0))))
                    .data();
            List<RmxEntry> all = ((DnsData.RmxRecords) data).record().entries();
            entries(explanation).stream()
                    .filter(entry -> entry.state() != State.NOT_REACHED)
                    .forEach(entry -> reached.add(all.get(entry.place() - 1)));
            answers.put(world.questions().get(0), found(new RmxRecord(reached)));

            // their prefixes still count as authorized addresses
            assertThat(verifier.evaluate(world.query(), answers)).hasToString(String.valueOf(explanation.step()));
        }
    }

    private static DnsAnswer found(RmxRecord record) {
        return new DnsAnswer.Found(new DnsData.RmxRecords(List.of(record)), Instant.MAX, false);
    }

    private static List<ExplainedRecord.Entry> entries(Explanation explanation) {
        return explanation.forms().stream()
                .filter(form -> form.form().toString().equals("RMX"))
                .flatMap(form -> form.record().stream())
                .flatMap(record -> record.entries().stream())
                .toList();
    }

    @Test
    void EXPL_1_its_step_is_that_of_the_evaluation_for_SPF_and_DMP_in_every_round() {
        Tally tally = new Tally();
        for (long i = 0; i < WORLDS; i++) {
            SpfWorld world = SpfWorld.random(new SplittableRandom(7_000_003L * i));
            RmxVerifier one = i % 2 == 0
                    ? world.verifier().explaining()
                    : world.verifier().hearingDmpHelo();
            Map<DnsQuestion, DnsAnswer> answers = new HashMap<>();
            RmxStep step;
            do {
                step = one.evaluate(world.query(), answers);
                Explanation explanation = one.explain(world.query(), answers);
                assertThat(said(explanation.step()))
                        .as("world %s: %s", i, world)
                        .isEqualTo(said(step));
                assertConsistent(explanation);
                if (step instanceof RmxStep.Needs needs) {
                    for (DnsQuestion question : needs.questions()) {
                        boolean fails = world.luck(question) % 9 == 0;
                        answers.put(question, fails ? SpfWorld.failed() : world.answer(question));
                    }
                }
            } while (step instanceof RmxStep.Needs);
            tally.add(((RmxVerdict) step)
                    .spf()
                    .flatMap(SpfDecision::result)
                    .map(Object::toString)
                    .orElse("none"));
        }
        for (String word : List.of("pass", "fail", "softfail", "neutral", "none", "permerror", "temperror")) {
            assertThat(tally.of(word)).as("%s: %s", word, tally).isGreaterThan(WORLDS / 100);
        }
    }

    /** All that a step says. */
    private static String said(RmxStep step) {
        if (step instanceof RmxVerdict verdict) {
            return verdict + " " + verdict.form() + " " + verdict.mechanism() + " " + verdict.spf() + " "
                    + verdict.validUntil() + " " + verdict.authenticated() + " " + verdict.stale() + " "
                    + verdict.retryAfter() + " " + verdict.failedQuestion() + " " + verdict.authorizedAddresses();
        }
        return step.toString();
    }

    private static void assertConsistent(Explanation explanation) {
        List<State> states = new ArrayList<>();
        List<DnsQuestion> open = new ArrayList<>();
        for (Explanation.Form form : explanation.forms()) {
            states.add(form.state());
            addOpen(form.questions(), open);
            form.record().ifPresent(record -> collect(record, states, open));
        }
        assertThat(explanation.leftOut()).isZero();
        List<String> chain = new ArrayList<>();
        explanation.forms().stream()
                .flatMap(form -> form.record().stream())
                .findFirst()
                .ifPresent(record -> addChain(record, chain));
        if (explanation.step() instanceof RmxVerdict verdict) {
            assertThat(explanation.forms().stream()
                            .filter(Explanation.Form::decides)
                            .map(Explanation.Form::form))
                    .isEqualTo(verdict.form().stream().toList());
            assertThat(chain).isEqualTo(deciding(verdict, chain));
            if (verdict.result() == RmxResult.TEMPERROR) {
                assertThat(states).contains(State.FAILED);
            }
            if (verdict.outcome() == RmxOutcome.BAD_DATA) {
                assertThat(states).containsAnyOf(State.ERROR, State.MALFORMED);
            }
        } else {
            assertThat(open).containsAll(((RmxStep.Needs) explanation.step()).questions());
            assertThat(chain).isEmpty();
        }
    }

    /** What the deciding entries must be: of RMX, the last one is known, perhaps behind {@code full}. */
    private static List<String> deciding(RmxVerdict verdict, List<String> chain) {
        Optional<SpfDecision> spf = verdict.spf();
        if (spf.isPresent()) {
            return spf.get().terms().stream().map(Object::toString).toList();
        }
        List<String> deciding =
                new ArrayList<>(verdict.entry().map(RmxEntry::toString).stream().toList());
        if (chain.size() == 2) {
            deciding.add(0, "full:");
        }
        return deciding;
    }

    private static void addChain(ExplainedRecord record, List<String> chain) {
        List<ExplainedRecord.Entry> deciding =
                record.entries().stream().filter(ExplainedRecord.Entry::decides).toList();
        assertThat(deciding).hasSizeLessThanOrEqualTo(1);
        for (ExplainedRecord.Entry entry : deciding) {
            assertThat(entry.state()).as("%s", entry).isEqualTo(State.YES);
            boolean redirects = entry.text().startsWith("redirect="); // taken last, wherever it stands
            assertThat(record.entries())
                    .filteredOn(other ->
                            other.place() > entry.place() && !other.text().startsWith("exp="))
                    .allMatch(other -> other.state() == State.NOT_REACHED || redirects);
            chain.add(entry.text());
            entry.record().ifPresent(below -> addChain(below, chain));
        }
    }

    private static void addOpen(List<ExplainedQuestion> questions, List<DnsQuestion> open) {
        questions.stream()
                .filter(question -> question.answer().isEmpty())
                .forEach(question -> open.add(question.question()));
    }

    private static void collect(ExplainedRecord record, List<State> states, List<DnsQuestion> open) {
        int before = 0;
        for (ExplainedRecord.Entry entry : record.entries()) {
            assertThat(entry.place()).isBetween(before + 1, record.size());
            before = entry.place();
            states.add(entry.state());
            addOpen(entry.questions(), open);
            entry.record().ifPresent(below -> collect(below, states, open));
        }
    }
}
