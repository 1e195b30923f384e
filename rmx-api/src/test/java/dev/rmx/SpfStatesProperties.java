package dev.rmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Sets of states in one number, beside the same as sets of pairs ([SPF-3], [SPF-4]). */
class SpfStatesProperties {
    private record State(int terms, int voids) {
        static final Comparator<State> ORDER =
                Comparator.comparingInt(State::terms).thenComparingInt(State::voids);
    }

    /** Limits, and a set of states within them. */
    private record Sample(int terms, int voids, Set<State> set) {
        final SpfStates states() {
            return new SpfStates(terms, voids);
        }

        long bits() {
            return bits(set);
        }

        long bits(Set<State> some) {
            return some.stream()
                    .mapToLong(state -> 1L << (state.terms() * (voids + 1) + state.voids()))
                    .reduce(0, (one, other) -> one | other);
        }

        long bitsWithin(Function<State, State> change) {
            Set<State> changed = new HashSet<>();
            set.stream().map(change).filter(this::isWithin).forEach(changed::add);
            return bits(changed);
        }

        boolean isWithin(State state) {
            return state.terms() <= terms && state.voids() <= voids;
        }
    }

    @Provide
    Arbitrary<Sample> samples() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, RmxLimits.MOST_TERMS),
                        Arbitraries.integers().between(0, RmxLimits.MOST_VOIDS))
                .flatAs((terms, voids) -> Combinators.combine(
                                Arbitraries.integers().between(0, terms),
                                Arbitraries.integers().between(0, voids))
                        .as(State::new)
                        .set()
                        .ofMaxSize(12)
                        .map(set -> new Sample(terms, voids, set)));
    }

    @Property
    void SPF_3_a_count_moves_each_state_or_takes_it_over_the_limit(@ForAll("samples") Sample sample) {
        SpfStates states = sample.states();
        assertThat(states.counted(sample.bits()))
                .isEqualTo(sample.bitsWithin(state -> new State(state.terms() + 1, state.voids())));
        assertThat(states.voided(sample.bits()))
                .isEqualTo(sample.bitsWithin(state -> new State(state.terms(), state.voids() + 1)));
        assertThat(Long.bitCount(states.beyondTerms(sample.bits()))).isEqualTo((int) sample.set().stream()
                .filter(state -> state.terms() == sample.terms())
                .count());
        assertThat(Long.bitCount(states.beyondVoids(sample.bits()))).isEqualTo((int) sample.set().stream()
                .filter(state -> state.voids() == sample.voids())
                .count());
    }

    @Property
    void SPF_4_any_number_of_terms_reaches_as_many_voids_at_most(@ForAll("samples") Sample sample) {
        Set<State> reached = new HashSet<>();
        for (State state : sample.set()) {
            for (int terms = 0; state.terms() + terms <= sample.terms(); terms++) {
                for (int voids = 0; voids <= terms && state.voids() + voids <= sample.voids(); voids++) {
                    reached.add(new State(state.terms() + terms, state.voids() + voids));
                }
            }
        }
        assertThat(sample.states().withAnyNumber(sample.bits())).isEqualTo(sample.bits(reached));
    }

    @Property
    void SPF_2_the_greatest_state_is_told(@ForAll("samples") Sample sample) {
        sample.set().stream().max(State.ORDER).ifPresent(greatest -> {
            assertThat(sample.states().mostTerms(sample.bits())).isEqualTo(greatest.terms());
            assertThat(sample.states().mostVoids(sample.bits())).isEqualTo(greatest.voids());
        });
    }

    @Example
    void SPF_3_limits_that_no_number_holds_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SpfStates(20, 3));
    }
}
