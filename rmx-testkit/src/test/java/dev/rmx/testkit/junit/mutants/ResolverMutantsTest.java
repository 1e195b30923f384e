package dev.rmx.testkit.junit.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.testkit.junit.RmxResolverContract;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The contract of resolvers fails each deliberately wrong resolver, and says why on one line. */
class ResolverMutantsTest {
    private static final boolean SOCKETS_ARE_SEEN = Files.isDirectory(Path.of("/proc/self/fd"));

    @AfterAll
    static void tidyUp() {
        Faulty.tidyUp();
    }

    /** Mutants that leak run last and alone, so that nothing else opens or ends meanwhile. */
    @TestFactory
    Stream<DynamicTest> the_contract_fails_each_mutant() {
        Map<ResolverMutant, CompletableFuture<List<String>>> runs = new EnumMap<>(ResolverMutant.class);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (ResolverMutant mutant : ResolverMutant.values()) {
            if (!mutant.leaks()) {
                runs.put(mutant, CompletableFuture.supplyAsync(() -> failuresOf(mutant), threads));
            }
        }
        threads.shutdown();
        return Arrays.stream(ResolverMutant.values())
                .filter(mutant -> SOCKETS_ARE_SEEN || !mutant.name().startsWith("LEAKS_A_SOCKET"))
                .sorted((one, other) -> Boolean.compare(one.leaks(), other.leaks()))
                .map(mutant -> DynamicTest.dynamicTest(mutant.name(), () -> {
                    List<String> failures = mutant.leaks()
                            ? failuresOf(mutant)
                            : Objects.requireNonNull(runs.get(mutant)).join();
                    assertThat(failures)
                            .as("what %s says of %s", mutant.test(), mutant)
                            .anyMatch(message -> message.contains(mutant.words()));
                }));
    }

    /** Otherwise a mutant could fail because of how it is made. */
    @Test
    void the_transport_of_mutants_fails_for_no_mutants_reason() {
        Map<String, List<ResolverMutant>> byTest =
                Arrays.stream(ResolverMutant.values()).collect(Collectors.groupingBy(ResolverMutant::test));
        byTest.forEach((test, mutants) -> {
            List<String> failures = ContractRun.failures(ResolverMutantContract.class, test, Map.of());
            for (ResolverMutant mutant : mutants) {
                assertThat(failures)
                        .as("what %s says without the fault of %s", test, mutant)
                        .noneMatch(message -> message.contains(mutant.words()));
            }
        });
    }

    /** Every test of the contract can fail. */
    @Test
    void each_test_of_the_contract_fails_a_mutant() {
        List<String> tests = Stream.of(RmxResolverContract.class.getDeclaredMethods())
                .filter(ResolverMutantsTest::isTest)
                .map(Method::getName)
                .toList();

        assertThat(Arrays.stream(ResolverMutant.values()).map(ResolverMutant::test))
                .containsAll(tests)
                .isSubsetOf(tests);
    }

    private static boolean isTest(Method method) {
        return method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(TestFactory.class);
    }

    private static List<String> failuresOf(ResolverMutant mutant) {
        return ContractRun.failures(
                ResolverMutantContract.class, mutant.test(), Map.of(ResolverMutantContract.PARAMETER, mutant.name()));
    }
}
