package dev.rmx.testkit.junit.stores;

import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineTurn;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Stores that get a part of a turn wrong. */
final class MisturnedStores {
    private static final String PARTS = "TEMP_3_a_turn_has_the_effect_of_its_parts";

    private MisturnedStores() {}

    private static Mutant part(String fault, String words, UnaryOperator<QuarantineTurn> without) {
        return part(fault, PARTS, words, without);
    }

    private static Mutant part(String fault, String test, String words, UnaryOperator<QuarantineTurn> without) {
        return new Mutant(fault, test, words, (s, t) -> new ShelfStore(s, t) {
            @Override
            public QuarantineTurn.Result turn(QuarantineTurn turn) throws QuarantineException {
                return super.turn(without.apply(turn));
            }
        });
    }

    static Stream<Mutant> all() {
        return Stream.of(
                part(
                        "a turn forgets what is done",
                        "what is done",
                        turn -> new QuarantineTurn(
                                List.of(), turn.retries(), turn.decisions(), turn.waits(), turn.most(), turn.mostOf())),
                part(
                        "a turn forgets retries",
                        "in 5 hours",
                        turn -> new QuarantineTurn(
                                turn.done(), Map.of(), turn.decisions(), turn.waits(), turn.most(), turn.mostOf())),
                part(
                        "a turn forgets decisions",
                        "decisions that stand",
                        turn -> new QuarantineTurn(
                                turn.done(), turn.retries(), Map.of(), turn.waits(), turn.most(), turn.mostOf())),
                part(
                        "a turn forgets waits",
                        "what a message waits for",
                        turn -> new QuarantineTurn(
                                turn.done(), turn.retries(), turn.decisions(), Map.of(), turn.most(), turn.mostOf())),
                part(
                        "a turn claims nothing that is due",
                        "what is due",
                        turn -> new QuarantineTurn(
                                turn.done(), turn.retries(), turn.decisions(), turn.waits(), 0, turn.mostOf())),
                part(
                        "a turn claims nothing of a question",
                        "first two of a question",
                        turn -> new QuarantineTurn(
                                turn.done(), turn.retries(), turn.decisions(), turn.waits(), turn.most(), Map.of())),
                part(
                        "a turn with decisions forgets waits",
                        "random_calls_have_the_effect_of_the_rules",
                        "with seed.*(after turn|claim)",
                        turn -> turn.decisions().isEmpty()
                                ? turn
                                : new QuarantineTurn(
                                        turn.done(),
                                        turn.retries(),
                                        turn.decisions(),
                                        Map.of(),
                                        turn.most(),
                                        turn.mostOf())),
                new Mutant(
                        "a turn claims first", "a_turn_claims_last", "again at once", (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public QuarantineTurn.Result turn(QuarantineTurn turn) throws QuarantineException {
                                QuarantineStore.Claimed due = claim(turn.most());
                                QuarantineTurn.Result rest = super.turn(new QuarantineTurn(
                                        turn.done(), turn.retries(), turn.decisions(), turn.waits(), 0, turn.mostOf()));
                                return new QuarantineTurn.Result(
                                        rest.standing(), due.now(), due.messages(), rest.ofQuestions());
                            }
                        }));
    }
}
