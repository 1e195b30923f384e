package dev.rmx.testkit.jqwik;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * A row of numbers from which decisions are taken, the plain one where the row has ended. So what is decided shrinks as the
 * row does: to few decisions, and to plain ones. Not safe to share between threads.
 */
final class Choices {
    private final List<Integer> numbers;
    private int used;

    private Choices(List<Integer> numbers) {
        this.numbers = numbers;
    }

    /** A new row is begun each time that one of these is used: keep the numbers, not the {@code Choices}. */
    static Arbitrary<List<Integer>> rows(int longest) {
        return Arbitraries.integers().between(0, 255).list().ofMaxSize(longest);
    }

    static Choices from(List<Integer> row) {
        return new Choices(row);
    }

    /** A number from 0, which is the plain one, to {@code bound - 1}. */
    int below(int bound) {
        return used < numbers.size() ? numbers.get(used++) % bound : 0;
    }

    /** True in one of {@code n} cases; false is plain. */
    boolean oneIn(int n) {
        return below(n) == n - 1;
    }
}
