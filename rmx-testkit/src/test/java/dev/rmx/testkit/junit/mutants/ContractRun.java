package dev.rmx.testkit.junit.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs one test of a contract within a test, and reports how it failed. */
public final class ContractRun {
    static {
        readLauncher();
    }

    private ContractRun() {}

    /** Lets the test kit's module read JUnit's launcher, which it does not require. */
    public static void readLauncher() {
        for (Module module : ModuleLayer.boot().modules()) {
            if (module.isNamed() && module.getName().startsWith("org.junit.platform.")) {
                ContractRun.class.getModule().addReads(module);
            }
        }
    }

    /**
     * Runs a test, or the dynamic tests of a factory.
     *
     * @param parameters configuration parameters for the contract
     * @return the first line of each failure; empty if nothing failed
     */
    static List<String> failures(Class<?> contract, String test, Map<String, String> parameters) {
        List<String> failures = new ArrayList<>();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(contract, test))
                .filters(EngineFilter.includeEngines("junit-jupiter"))
                .configurationParameters(parameters)
                .build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier finished, TestExecutionResult result) {
                result.getThrowable()
                        .ifPresent(failure -> failures.add(String.valueOf(failure.getMessage())
                                .lines()
                                .findFirst()
                                .orElse("")));
            }
        });
        return failures;
    }
}
