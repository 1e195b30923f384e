package dev.rmx.testkit.jqwik;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.rmx.RmxResult;
import dev.rmx.RmxStep;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.SpfDecision;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.spf.SpfResult;
import dev.rmx.testkit.ReferenceVerifier.Conclusion;
import dev.rmx.testkit.ReferenceVerifier.Spf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The verifier and the reference agree on SPF and DMP, in ten thousand worlds each time. For ten million of them:
 * {@code mvn -pl rmx-testkit -am test -Dtest=SpfReadingsTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dspf.worlds=10000000}.
 */
class SpfReadingsTest {
    private static final int WORLDS = Integer.getInteger("spf.worlds", 10_000);
    private static final long SEED = Long.getLong("spf.seed", 1);

    /** What to say of a world; empty if it is as it should be. */
    private interface Rule extends Function<SpfWorld, Optional<String>> {}

    /** Tries a rule in all worlds, and tells of the plainest world in which it does not hold. */
    private static void everywhere(Rule rule) {
        for (long i = 0; i < WORLDS; i++) {
            SpfWorld world = world(i);
            if (rule.apply(world).isPresent()) {
                SpfWorld plainest = plainest(world, tried -> rule.apply(tried).isPresent());
                fail("world " + i + ": " + rule.apply(plainest).orElseThrow() + "\n" + plainest);
            }
        }
    }

    private static SpfWorld world(long number) {
        return SpfWorld.random(new SplittableRandom(SEED * 1_000_000_007L + number));
    }

    private static SpfWorld plainest(SpfWorld world, Predicate<SpfWorld> stillWrong) {
        for (SpfWorld plainer : world.plainer()) {
            if (stillWrong.test(plainer)) {
                return plainest(plainer, stillWrong);
            }
        }
        return world;
    }

    /** Drives the verifier to its end; adds the questions of each round. */
    private static RmxVerdict drive(
            SpfWorld world,
            Map<DnsQuestion, DnsAnswer> answers,
            Predicate<DnsQuestion> fails,
            List<Set<DnsQuestion>> rounds) {
        while (true) {
            RmxStep step = world.verifier().evaluate(world.query(), answers);
            if (step instanceof RmxVerdict verdict) {
                return verdict;
            }
            Set<DnsQuestion> asked = ((RmxStep.Needs) step).questions();
            rounds.add(asked);
            for (DnsQuestion question : asked) {
                answers.put(question, fails.test(question) ? SpfWorld.failed() : world.answer(question));
            }
        }
    }

    /** How often each thing was seen. */
    static final class Tally {
        private final Map<String, Integer> counts = new TreeMap<>();

        void add(String what) {
            counts.merge(what, 1, Integer::sum);
        }

        int of(String what) {
            return counts.getOrDefault(what, 0);
        }

        double share(String what) {
            return (double) of(what)
                    / counts.values().stream().mapToInt(Integer::intValue).sum();
        }

        @Override
        public String toString() {
            return counts.toString();
        }
    }

    /** All answers of a world that any reading can ask for. */
    private static Map<DnsQuestion, DnsAnswer> all(SpfWorld world, Predicate<DnsQuestion> fails) {
        return new HashMap<>() {
            @Override
            public DnsAnswer get(Object question) {
                return computeIfAbsent(
                        (DnsQuestion) question, asked -> fails.test(asked) ? SpfWorld.failed() : world.answer(asked));
            }
        };
    }

    private static Conclusion reading(RmxVerdict verdict, Conclusion expected) {
        Optional<Spf> spf = verdict.spf().map(decision -> of(decision, expected.spf()));
        boolean sure = spf.isEmpty() || spf.get().terms().isPresent();
        return new Conclusion(verdict.outcome(), verdict.form(), sure ? verdict.mechanism() : Optional.empty(), spf);
    }

    /** What is compared: counts where a word is left, and terms where one is sure to decide. */
    private static Spf of(SpfDecision decision, Optional<Spf> expected) {
        boolean counted = decision.result().isPresent() && decision.result().get() != SpfResult.TEMPERROR;
        boolean sure = expected.isEmpty() || expected.get().terms().isPresent();
        return new Spf(
                decision.result(),
                sure ? Optional.of(decision.terms()) : Optional.empty(),
                counted
                        ? decision.termsCounted()
                        : expected.map(Spf::termsCounted).orElse(0),
                counted
                        ? decision.voidsCounted()
                        : expected.map(Spf::voidsCounted).orElse(0),
                decision.explanation());
    }

    private static Optional<String> compared(SpfWorld world, Predicate<DnsQuestion> fails) {
        Conclusion expected = world.reference().conclude(world.query(), all(world, fails));
        RmxVerdict verdict = (RmxVerdict) world.verifier().explaining().evaluate(world.query(), all(world, fails));
        Conclusion actual = reading(verdict, expected);
        return actual.equals(expected) ? Optional.empty() : Optional.of("\n  read " + actual + "\n  not  " + expected);
    }

    @Test
    void SPF_1_with_all_answers_known_both_readings_agree() {
        everywhere(world -> compared(world, question -> false));
    }

    @Test
    void SPF_4_with_failed_answers_both_readings_agree() {
        everywhere(world -> compared(world, question -> failsIn(world, question, 4)));
    }

    @Test
    void SPF_4_what_is_decided_with_some_answers_open_or_failed_is_what_all_answers_give() {
        Tally tally = new Tally();
        everywhere(world -> {
            Map<DnsQuestion, DnsAnswer> some = new HashMap<>() {
                @Override
                public @Nullable DnsAnswer get(Object asked) {
                    DnsQuestion question = (DnsQuestion) asked;
                    if (world.luck(question) % 5 == 0) {
                        return null; // open
                    }
                    boolean fails = world.luck(question) % 5 == 1 && !world.isForgiven(question);
                    return fails ? SpfWorld.failed() : world.answer(question);
                }
            };
            RmxStep step = world.verifier().evaluate(world.query(), some);
            if (!(step instanceof RmxVerdict verdict) || verdict.result() == RmxResult.TEMPERROR) {
                tally.add("open");
                return Optional.empty();
            }
            tally.add("decided");
            Conclusion all = world.reference().conclude(world.query(), all(world, question -> false));
            return sameResult(verdict, all)
                    ? Optional.empty()
                    : Optional.of("decided " + verdict + "\n  with all answers " + all);
        });
        assertThat(tally.share("decided")).isGreaterThan(0.2);
        assertThat(tally.share("open")).isGreaterThan(0.2);
    }

    private static boolean sameResult(RmxVerdict verdict, Conclusion all) {
        Optional<SpfResult> word = verdict.spf().flatMap(SpfDecision::result);
        return verdict.result() == all.result()
                && (word.isEmpty() || word.equals(all.spf().flatMap(Spf::word)));
    }

    @Test
    void EVAL_1_the_order_in_which_answers_arrive_does_not_matter() {
        everywhere(world -> {
            RmxVerifier verifier = world.verifier();
            RmxVerdict together =
                    drive(world, new HashMap<>(), question -> failsIn(world, question, 6), new ArrayList<>());
            Random random = new Random(7);
            Map<DnsQuestion, DnsAnswer> answers = new HashMap<>();
            List<DnsQuestion> open = new ArrayList<>();
            while (true) {
                RmxStep step = verifier.evaluate(world.query(), answers);
                if (step instanceof RmxVerdict verdict) {
                    return verdict.toString().equals(together.toString())
                                    || (verdict.result() == together.result()
                                            && verdict.result() != RmxResult.TEMPERROR
                                            && word(verdict).equals(word(together)))
                            ? Optional.empty()
                            : Optional.of("one by one " + verdict + "\n  together " + together);
                }
                for (DnsQuestion question : ((RmxStep.Needs) step).questions()) {
                    if (!open.contains(question)) {
                        open.add(question);
                    }
                }
                DnsQuestion next = open.remove(random.nextInt(open.size()));
                answers.put(next, failsIn(world, next, 6) ? SpfWorld.failed() : world.answer(next));
            }
        });
    }

    private static Optional<SpfResult> word(RmxVerdict verdict) {
        return verdict.spf().flatMap(SpfDecision::result);
    }

    @Test
    void SPF_5_a_check_ends_in_few_rounds_and_repeats_no_question() {
        Tally tally = new Tally();
        everywhere(world -> {
            List<Set<DnsQuestion>> rounds = new ArrayList<>();
            drive(world, new HashMap<>(), question -> failsIn(world, question, 9), rounds);
            tally.add(rounds.size() <= 3 ? "3 or fewer" : rounds.size() <= 6 ? "4 to 6" : "more");
            Set<DnsQuestion> asked = new HashSet<>();
            return rounds.stream().flatMap(Set::stream).allMatch(asked::add)
                    ? Optional.empty()
                    : Optional.of("asks again: " + rounds);
        });
        System.out.println("rounds of questions: " + tally);
        assertThat(tally.share("3 or fewer")).isGreaterThan(0.9);
        assertThat(tally.share("more")).isLessThan(0.005);
    }

    @Test
    void SPF_5_asking_together_costs_less_than_half_as_many_questions_more() {
        AtomicInteger together = new AtomicInteger();
        AtomicInteger oneByOne = new AtomicInteger();
        everywhere(world -> {
            List<Set<DnsQuestion>> rounds = new ArrayList<>();
            drive(world, new HashMap<>(), question -> false, rounds);
            rounds.forEach(round -> together.addAndGet(round.size()));
            Map<DnsQuestion, DnsAnswer> asked = all(world, question -> false);
            world.reference().conclude(world.query(), asked);
            oneByOne.addAndGet(asked.size());
            return Optional.empty();
        });
        System.out.println("questions asked together: " + together + ", one by one: " + oneByOne);
        assertThat(together.get()).isBetween(oneByOne.get(), 3 * oneByOne.get() / 2);
    }

    private static boolean failsIn(SpfWorld world, DnsQuestion question, int oneOf) {
        return world.luck(question) % oneOf == 0;
    }
}
