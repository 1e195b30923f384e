package dev.rmx.testkit.junit.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.testkit.junit.SharedQuarantineStoreContract;
import dev.rmx.testkit.junit.mutants.ContractRun;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** The contract of stores finds each mutant's fault by the intended test, and says what is wrong. */
class StoreMutantsTest {
    static {
        ContractRun.readLauncher();
    }

    private static final ThreadLocal<@Nullable Mutant> CURRENT = new ThreadLocal<>();

    /** In the order in which the contract runs them. */
    private static final List<String> RACES = List.of(
            "claim and claim",
            "claim and claim of what is due",
            "two claims of what is due",
            "two claims of what is decided",
            "decide and release",
            "await and release",
            "await and remove",
            "await and claim",
            "await and add",
            "retry and release",
            "retry and remove",
            "retry and renew",
            "giveBack and claim",
            "add and add",
            "two adds of what is decided",
            "add and claim",
            "add and remove",
            "claim and release",
            "claim and remove",
            "await and await",
            "decide and decide",
            "decide and remove",
            "giveBack and renew",
            "done and release",
            "release and release",
            "release and remove",
            "remove and remove");

    /** Random calls find a rare fault in most runs. */
    private static final int RANDOM_TRIES = 5;

    /** The contract of the mutant. */
    static final class OnMutant extends SharedQuarantineStoreContract {
        private Shelf shelf = new Shelf();

        @Override
        protected QuarantineStore newStore() {
            shelf = new Shelf();
            return another(Duration.ofHours(1));
        }

        @Override
        protected QuarantineStore another(Duration leaseTime) {
            return Objects.requireNonNull(CURRENT.get(), "no mutant").maker().apply(shelf, leaseTime);
        }

        @Override
        protected void passTime(Duration time) {
            shelf.passTime(time);
        }
    }

    static Stream<Mutant> mutants() {
        return Stream.of(
                        LimitedStores.all(),
                        LossyStores.all(),
                        MisreadStores.all(),
                        MisclaimingStores.all(),
                        MisaskingStores.all(),
                        MisturnedStores.all(),
                        WrongSharedStores.all(),
                        RacingStores.all())
                .flatMap(all -> all);
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void the_contract_finds_what_is_wrong(Mutant mutant) {
        List<String> failures = failures(mutant);
        for (int more = 0; failures.isEmpty() && mutant.test().startsWith("random") && more < RANDOM_TRIES; more++) {
            failures = failures(mutant);
        }

        assertThat(failures)
                .as("what %s says of a store where %s", mutant.test(), mutant.fault())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).containsPattern(Pattern.compile(mutant.words())));
    }

    /** The first line of each failure. */
    private static List<String> failures(Mutant mutant) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        Launcher launcher = LauncherFactory.create();
        String[] testAndRace = mutant.test().split("/", 2);
        DiscoverySelector selector = selectMethod(OnMutant.class, testAndRace[0]);
        if (testAndRace.length == 2) {
            selector = selectUniqueId(
                    factoryId(launcher, selector).append("dynamic-test", "#" + (RACES.indexOf(testAndRace[1]) + 1)));
        }
        CURRENT.set(mutant);
        try {
            launcher.execute(request(selector), listener);
        } finally {
            CURRENT.remove();
        }
        return listener.getSummary().getFailures().stream()
                .map(failure -> String.valueOf(failure.getException().getMessage())
                        .lines()
                        .findFirst()
                        .orElse(""))
                .toList();
    }

    private static UniqueId factoryId(Launcher launcher, DiscoverySelector selector) {
        TestPlan plan = launcher.discover(request(selector));
        return plan.getRoots().stream()
                .flatMap(root -> plan.getDescendants(root).stream())
                .map(TestIdentifier::getUniqueIdObject)
                .filter(id -> id.getLastSegment().getType().equals("test-factory"))
                .findFirst()
                .orElseThrow();
    }

    private static LauncherDiscoveryRequest request(DiscoverySelector selector) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(selector)
                .filters(EngineFilter.includeEngines("junit-jupiter"))
                .build();
    }
}
