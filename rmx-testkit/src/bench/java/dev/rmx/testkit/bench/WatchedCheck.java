package dev.rmx.testkit.bench;

import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxCounters;
import dev.rmx.resolver.RmxListener;
import dev.rmx.resolver.metrics.RmxMetrics;
import dev.rmx.testkit.RmxZone;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a listener costs a check with cached DNS answers. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class WatchedCheck {
    @Param({"none", "counters", "metrics"})
    String listener;

    RmxChecker checker;
    RmxQuery query;
    SimpleMeterRegistry registry;

    @Setup
    public void setUp() {
        registry = new SimpleMeterRegistry();
        RmxMetrics metrics = new RmxMetrics();
        RmxListener listening = switch (listener) {
            case "counters" -> new RmxCounters();
            case "metrics" -> metrics;
            default -> RmxListener.NONE;
        };
        checker = RmxChecker.builder(RmxZone.parse(Published.rmxLine(1)).resolver())
                .listener(listening)
                .build();
        metrics.watch(checker).bindTo(registry);
        query = Published.queryFor(1);
        WarmCheck.requirePass(checker.check(query));
    }

    @TearDown
    public void tearDown() {
        checker.close();
        registry.close();
    }

    @Benchmark
    public RmxVerdict rmx() {
        return checker.check(query);
    }
}
