package dev.rmx.resolver.metrics;

import dev.rmx.RmxResult;
import dev.rmx.dns.DnsAnswer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The timers in one registry. */
final class Durations {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<RmxResult, Timer> checks = new EnumMap<>(RmxResult.class);
    private final Map<DnsAnswer.Failed.Kind, Timer> failures = new EnumMap<>(DnsAnswer.Failed.Kind.class);
    private final Timer found;
    private final Timer absent;
    private final Timer malformed;

    Durations(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
        for (RmxResult result : RmxResult.values()) {
            checks.put(
                    result,
                    Timer.builder("rmx.check.duration")
                            .description("Time of checks that the cache alone could not decide")
                            .tags(TagWord.with(tags, "result", result))
                            .register(registry));
        }
        for (DnsAnswer.Failed.Kind kind : DnsAnswer.Failed.Kind.values()) {
            failures.put(kind, question(kind));
        }
        found = question("found");
        absent = question("absent");
        malformed = question("malformed");
    }

    private Timer question(Object answer) {
        return Timer.builder("rmx.question.duration")
                .description("Time of questions to DNS, with retries and aliases")
                .tags(TagWord.with(tags, "answer", answer))
                .register(registry);
    }

    MeterRegistry registry() {
        return registry;
    }

    /** Records a check. One from the cache has no measurable time, and would hide the others. */
    void checked(RmxResult result, Duration time) {
        if (!time.isZero()) {
            Objects.requireNonNull(checks.get(result)).record(time);
        }
    }

    void answered(DnsAnswer answer, Duration time) {
        timer(answer).record(time);
    }

    private Timer timer(DnsAnswer answer) {
        if (answer instanceof DnsAnswer.Failed failed) {
            return Objects.requireNonNull(failures.get(failed.kind()));
        }
        if (answer instanceof DnsAnswer.Found) {
            return found;
        }
        return answer instanceof DnsAnswer.Absent ? absent : malformed;
    }
}
