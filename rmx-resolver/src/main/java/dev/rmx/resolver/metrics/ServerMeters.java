package dev.rmx.resolver.metrics;

import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/** The gauges of a resolver's name servers. */
record ServerMeters(DnsjavaResolver resolver, Tags tags) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        add(registry, "responding", DnsjavaResolver.Servers::responding);
        add(registry, "silent", DnsjavaResolver.Servers::silent);
    }

    private void add(MeterRegistry registry, String state, ToDoubleFunction<DnsjavaResolver.Servers> count) {
        Gauge.builder("rmx.servers", resolver, r -> count.applyAsDouble(r.servers()))
                .baseUnit("servers")
                .description("Name servers, by whether they respond")
                .tags(tags.and("state", state))
                .register(registry);
    }
}
