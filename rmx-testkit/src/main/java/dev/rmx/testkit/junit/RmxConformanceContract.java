package dev.rmx.testkit.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rmx.testkit.conformance.RmxConformance;
import dev.rmx.testkit.conformance.RmxImplementation;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * All conformance vectors as tests. Extend this class to test your implementation:
 *
 * <pre>{@code
 * class MyConformanceTest extends RmxConformanceContract {
 *     @Override
 *     protected RmxImplementation implementation() {
 *         return new MyImplementation();
 *     }
 * }
 * }</pre>
 */
public abstract class RmxConformanceContract {
    /** For subclasses. */
    protected RmxConformanceContract() {}

    /**
     * The implementation under test.
     *
     * @return the implementation; called once
     */
    protected abstract RmxImplementation implementation();

    @TestFactory
    final Stream<DynamicTest> every_vector_gives_the_expected_result() {
        RmxImplementation implementation = implementation();
        return RmxConformance.vectors().stream()
                .map(vector -> DynamicTest.dynamicTest(
                        vector.id() + " " + vector.says(),
                        () -> assertEquals(Optional.empty(), RmxConformance.run(vector, implementation))));
    }
}
