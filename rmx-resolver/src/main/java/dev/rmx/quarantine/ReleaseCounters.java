package dev.rmx.quarantine;

import dev.rmx.RmxOutcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happened to held messages since the quarantine was built. */
final class ReleaseCounters {
    final LongAdder retries = new LongAdder();
    final LongAdder handlerFailures = new LongAdder();
    final LongAdder storeFailures = new LongAdder();
    private final Map<RmxOutcome, LongAdder> released = new EnumMap<>(RmxOutcome.class);

    ReleaseCounters() {
        for (RmxOutcome outcome : RmxOutcome.values()) {
            released.put(outcome, new LongAdder());
        }
    }

    void released(RmxOutcome outcome) {
        Objects.requireNonNull(released.get(outcome)).increment();
    }

    Quarantine.Work work() {
        return new Quarantine.Work(retries.sum(), releasedSoFar(), handlerFailures.sum(), storeFailures.sum());
    }

    private Map<RmxOutcome, Long> releasedSoFar() {
        Map<RmxOutcome, Long> counts = new EnumMap<>(RmxOutcome.class);
        released.forEach((outcome, adder) -> {
            if (adder.sum() != 0) {
                counts.put(outcome, adder.sum());
            }
        });
        return counts;
    }
}
