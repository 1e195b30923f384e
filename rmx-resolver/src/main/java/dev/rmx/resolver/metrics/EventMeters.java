package dev.rmx.resolver.metrics;

import dev.rmx.PublishedForm;
import dev.rmx.RmxResult;
import dev.rmx.resolver.RmxCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The counters of checks and questions. */
record EventMeters(RmxCounters counters, Tags tags) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        List<Optional<PublishedForm>> forms = new ArrayList<>(List.of(Optional.empty()));
        for (PublishedForm form : PublishedForm.values()) {
            forms.add(Optional.of(form));
        }
        for (Optional<PublishedForm> form : forms) {
            for (RmxResult result : RmxResult.values()) {
                Tags both = TagWord.with(
                        TagWord.with(
                                tags, "form", form.map(PublishedForm::toString).orElse("none")),
                        "result",
                        result);
                add(registry, "rmx.checks", "checks", "Checks that ended", both, c -> c.checks(form, result));
            }
        }
        add(registry, "rmx.check.timeouts", null, "Checks ended by their deadline", tags, RmxCounters::timeOuts);
        question(registry, "cache", RmxCounters::hits);
        question(registry, "dns", RmxCounters::questions);
        question(registry, "memory", RmxCounters::failuresRemembered);
        question(registry, "refused", RmxCounters::refusals);
        add(registry, "rmx.stale", "questions", "Failures answered with stale data", tags, RmxCounters::staleUses);
    }

    private void question(MeterRegistry registry, String source, ToDoubleFunction<RmxCounters> count) {
        String description = "Questions, by where their answers come from";
        add(registry, "rmx.questions", "questions", description, tags.and("source", source), count);
    }

    private void add(
            MeterRegistry registry,
            String name,
            @Nullable String unit,
            String description,
            Tags tags,
            ToDoubleFunction<RmxCounters> count) {
        FunctionCounter.builder(name, counters, count)
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
