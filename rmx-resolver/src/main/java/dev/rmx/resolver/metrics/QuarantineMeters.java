package dev.rmx.resolver.metrics;

import dev.rmx.RmxOutcome;
import dev.rmx.quarantine.Quarantine;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The meters of a quarantine. */
record QuarantineMeters(Quarantine quarantine, HeldCounts held, Tags tags) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        held.refresh(); // so that the first reading of the gauges finds something
        Gauge.builder("rmx.quarantine.held", held, HeldCounts::held)
                .baseUnit("messages")
                .description("Messages held")
                .tags(tags)
                .register(registry);
        TimeGauge.builder("rmx.quarantine.oldest", held, TimeUnit.SECONDS, HeldCounts::secondsOfOldest)
                .description("For how long the oldest message has been held")
                .tags(tags)
                .register(registry);
        for (RmxOutcome outcome : RmxOutcome.values()) {
            Tags with = TagWord.with(tags, "outcome", outcome.name());
            String description = "Messages handed back";
            add(
                    registry,
                    "rmx.quarantine.released",
                    "messages",
                    description,
                    with,
                    work -> work.released().getOrDefault(outcome, 0L));
        }
        String retries = "Rechecks that still gave temperror";
        add(registry, "rmx.quarantine.retries", null, retries, tags, Quarantine.Work::retries);
        failures(registry, "handler", Quarantine.Work::handlerFailures);
        failures(registry, "store", Quarantine.Work::storeFailures);
    }

    private void failures(MeterRegistry registry, String of, ToDoubleFunction<Quarantine.Work> count) {
        Tags with = tags.and("of", of);
        add(registry, "rmx.quarantine.failures", null, "Calls of the handler and the store that failed", with, count);
    }

    private void add(
            MeterRegistry registry,
            String name,
            @Nullable String unit,
            String description,
            Tags tags,
            ToDoubleFunction<Quarantine.Work> count) {
        FunctionCounter.builder(name, quarantine, q -> count.applyAsDouble(q.work()))
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
