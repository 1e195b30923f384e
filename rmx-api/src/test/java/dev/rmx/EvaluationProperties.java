package dev.rmx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.RmxRecord;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

@PropertyDefaults(edgeCases = EdgeCasesMode.NONE) // edge cases would use up all tries
class EvaluationProperties {
    private static final DnsQuestion REVERSE = Dns.question("1.2.0.192.in-addr.arpa", RecordType.PTR);

    @Provide
    Arbitrary<Map<DnsQuestion, DnsAnswer>> answers() {
        return World.answers(true);
    }

    @Provide
    Arbitrary<Map<DnsQuestion, DnsAnswer>> goodAnswers() {
        return World.answers(false);
    }

    @Provide
    Arbitrary<RmxVerifier> verifiers() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(new RmxVerifier())),
                Tuple.of(
                        1,
                        Arbitraries.just(new RmxVerifier(RmxVerifier.DEFAULT_FORMS, new RmxLimits(2, 2), List.of()))));
    }

    private static List<DnsQuestion> shuffledQuestions(Random random) {
        List<DnsQuestion> order = new ArrayList<>(World.QUESTIONS);
        Collections.shuffle(order, random);
        return order;
    }

    private static String describe(RmxVerdict verdict) {
        return verdict.outcome() + verdict.mechanism().map(entry -> " " + entry).orElse("");
    }

    /** Adds the answers one by one, in any order. */
    @Property
    void EVAL_1_more_answers_never_change_a_result(
            @ForAll("verifiers") RmxVerifier verifier,
            @ForAll("answers") Map<DnsQuestion, DnsAnswer> answers,
            @ForAll Random random) {
        Map<DnsQuestion, DnsAnswer> known = new HashMap<>();
        @Nullable RmxVerdict reached = null;
        for (DnsQuestion question : shuffledQuestions(random)) {
            reached = next(verifier.evaluate(World.QUERY, known), reached, known);
            known.put(question, answerTo(question, answers));
        }
        reached = next(verifier.evaluate(World.QUERY, known), reached, known);
        assertThat(reached).as("a verdict, when all answers are known").isNotNull();
    }

    /** Answers arrive during the evaluation: a driver may evaluate on one thread and receive answers on others. */
    @Property
    void EVAL_1_answers_that_arrive_during_an_evaluation_do_no_harm(
            @ForAll("verifiers") RmxVerifier verifier,
            @ForAll("answers") Map<DnsQuestion, DnsAnswer> answers,
            @ForAll Random random) {
        Map<DnsQuestion, DnsAnswer> growing = new Arriving(answers, random);

        if (verifier.evaluate(World.QUERY, growing) instanceof RmxVerdict verdict) {
            RmxVerdict settled = (RmxVerdict) verifier.evaluate(World.QUERY, answers);
            assertThat(verdict.result()).isEqualTo(settled.result());
        }
    }

    /** A map that gains each answer only after some number of look-ups. */
    private static final class Arriving extends AbstractMap<DnsQuestion, DnsAnswer> {
        private final Map<DnsQuestion, DnsAnswer> answers;
        private final Map<DnsQuestion, Integer> misses = new HashMap<>();

        Arriving(Map<DnsQuestion, DnsAnswer> answers, Random random) {
            this.answers = answers;
            answers.keySet().forEach(question -> misses.put(question, Math.max(0, random.nextInt(5) - 2)));
        }

        @Override
        public @Nullable DnsAnswer get(@Nullable Object question) {
            Integer left = misses.computeIfPresent((DnsQuestion) question, (key, before) -> before - 1);
            return left == null || left < 0 ? answers.get(question) : null;
        }

        @Override
        public Set<Map.Entry<DnsQuestion, DnsAnswer>> entrySet() {
            throw new UnsupportedOperationException();
        }
    }

    private static @Nullable RmxVerdict next(
            RmxStep step, @Nullable RmxVerdict reached, Map<DnsQuestion, DnsAnswer> known) {
        if (step instanceof RmxStep.Needs needs) {
            assertThat(reached).as("a verdict does not become a question again").isNull();
            assertThat(needs.questions()).isNotEmpty().noneMatch(known::containsKey);
            return null;
        }
        RmxVerdict verdict = (RmxVerdict) step;
        if (reached != null) {
            assertThat(verdict.result()).isEqualTo(reached.result());
        }
        return verdict;
    }

    private static DnsAnswer answerTo(DnsQuestion question, Map<DnsQuestion, DnsAnswer> answers) {
        DnsAnswer answer = answers.get(question);
        if (answer == null) {
            throw new AssertionError("the verifier should not ask " + question);
        }
        return answer;
    }

    @Property
    void EVAL_3_agrees_with_a_plain_first_match(@ForAll("goodAnswers") Map<DnsQuestion, DnsAnswer> answers) {
        String expected = new FirstMatch(World.QUERY.client(), answers).evaluate();
        RmxVerdict verdict = (RmxVerdict) new RmxVerifier(RmxVerifier.DEFAULT_FORMS, new RmxLimits(100, 10), List.of())
                .evaluate(World.QUERY, answers);
        if (!expected.equals("malformed")) { // full: inside a full record; another result may still be certain
            assertThat(describe(verdict)).isEqualTo(expected);
        }
    }

    /** Asks step by step, only what is needed: the result is the same, after at most 4 rounds. */
    @Property
    void EVAL_4_asking_only_what_is_needed_gives_the_same_result(
            @ForAll("verifiers") RmxVerifier verifier, @ForAll("answers") Map<DnsQuestion, DnsAnswer> answers) {
        Map<DnsQuestion, DnsAnswer> known = new HashMap<>();
        RmxStep step = verifier.evaluate(World.QUERY, known);
        for (int round = 0; step instanceof RmxStep.Needs needs; round++) {
            assertThat(round).isLessThanOrEqualTo(4); // the record; full; MX, PTR; addresses
            assertThat(needs.questions()).noneMatch(known::containsKey);
            needs.questions().forEach(question -> known.put(question, answerTo(question, answers)));
            step = verifier.evaluate(World.QUERY, known);
        }
        RmxVerdict all = (RmxVerdict) verifier.evaluate(World.QUERY, answers);
        assertThat(((RmxVerdict) step).result()).isEqualTo(all.result());
        assertThat(verifier.check(World.QUERY, question -> answerTo(question, answers))
                        .result())
                .isEqualTo(all.result());
    }

    /** A failed lookup might have had any answer, so a pass or fail without it must hold with every answer. */
    @Property
    void EVAL_5_a_verdict_despite_a_failure_holds_when_dns_works_again(
            @ForAll("answers") Map<DnsQuestion, DnsAnswer> answers,
            @ForAll("goodAnswers") Map<DnsQuestion, DnsAnswer> good) {
        answers.put(REVERSE, new DnsAnswer.Absent(Dns.NOW, false)); // for domain:, a failure is a "no", not an unknown
        Map<DnsQuestion, DnsAnswer> later = new HashMap<>(answers);
        later.replaceAll((question, answer) -> answer instanceof DnsAnswer.Failed ? answerTo(question, good) : answer);
        RmxResult result = verdict(answers).result();
        if (result == RmxResult.PASS || result == RmxResult.FAIL) {
            assertThat(verdict(later).result()).isEqualTo(result);
        }
    }

    private static RmxVerdict verdict(Map<DnsQuestion, DnsAnswer> answers) {
        return (RmxVerdict) new RmxVerifier().evaluate(World.QUERY, answers);
    }

    @Property
    void REC_3_the_order_of_records_does_not_matter(
            @ForAll("answers") Map<DnsQuestion, DnsAnswer> answers, @ForAll Random random) {
        Map<DnsQuestion, DnsAnswer> shuffled = new HashMap<>(answers);
        shuffled.replaceAll((question, answer) -> shuffle(answer, random));
        RmxVerdict one = (RmxVerdict) new RmxVerifier().evaluate(World.QUERY, answers);
        RmxVerdict other = (RmxVerdict) new RmxVerifier().evaluate(World.QUERY, shuffled);
        assertThat(describe(other)).isEqualTo(describe(one));
        assertThat(other.reason()).isEqualTo(one.reason());
        assertThat(other.authorizedAddresses()).isEqualTo(one.authorizedAddresses());
    }

    private static DnsAnswer shuffle(DnsAnswer answer, Random random) {
        if (!(answer instanceof DnsAnswer.Found found) || !(found.data() instanceof DnsData.RmxRecords records)) {
            return answer;
        }
        List<RmxRecord> list = new ArrayList<>(records.records());
        Collections.shuffle(list, random);
        return new DnsAnswer.Found(new DnsData.RmxRecords(list), found.validUntil(), found.authenticated());
    }
}
