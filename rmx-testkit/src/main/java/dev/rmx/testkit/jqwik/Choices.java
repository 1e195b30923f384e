package dev.rmx.testkit.jqwik;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * A sequence of numbers that decisions consume. Once it is used up, every decision is the plain one. So decisions
 * shrink as the sequence does: to fewer and plainer ones. Not thread-safe.
 */
final class Choices {
    private final List<Integer> numbers;
    private int used;

    private Choices(List<Integer> numbers) {
        this.numbers = numbers;
    }

    /** Sequences for {@link #from}. Keep the numbers, not the {@code Choices}, which can be used only once. */
    static Arbitrary<List<Integer>> rows(int longest) {
        return Arbitraries.integers().between(0, 255).list().ofMaxSize(longest);
    }

    static Choices from(List<Integer> row) {
        return new Choices(row);
    }

    /** A number from 0 to {@code bound - 1}; 0 is the plain one. */
    int below(int bound) {
        return used < numbers.size() ? numbers.get(used++) % bound : 0;
    }

    /** True in one of {@code n} cases; false is the plain one. */
    boolean oneIn(int n) {
        return below(n) == n - 1;
    }
}
