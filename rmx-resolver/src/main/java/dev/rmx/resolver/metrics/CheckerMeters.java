package dev.rmx.resolver.metrics;

import dev.rmx.resolver.CheckerLoad;
import dev.rmx.resolver.RmxChecker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The gauges of a checker. */
record CheckerMeters(RmxChecker checker, Tags tags) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        add(registry, "rmx.checks.active", null, "Checks under way", CheckerLoad::checks);
        add(registry, "rmx.questions.active", null, "Questions to DNS under way", CheckerLoad::questions);
        add(registry, "rmx.questions.waiting", null, "Questions that wait for others", CheckerLoad::waiting);
        add(registry, "rmx.cache.answers", "answers", "Answers in the cache", CheckerLoad::cachedAnswers);
        add(registry, "rmx.cache.size", "bytes", "Estimated memory of the cache", CheckerLoad::cacheOctets);
        add(registry, "rmx.failures.remembered", null, "Failures remembered", CheckerLoad::rememberedFailures);
        Gauge.builder("rmx.dns.cutoff", checker, c -> c.health().isCutOff() ? 1 : 0)
                .description("1 while no name server answers anything, otherwise 0")
                .tags(tags)
                .register(registry);
    }

    private void add(
            MeterRegistry registry,
            String name,
            @Nullable String unit,
            String description,
            ToDoubleFunction<CheckerLoad> count) {
        Gauge.builder(name, checker, c -> count.applyAsDouble(c.load()))
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
