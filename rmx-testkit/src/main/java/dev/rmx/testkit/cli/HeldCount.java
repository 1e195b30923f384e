package dev.rmx.testkit.cli;

import dev.rmx.quarantine.HeldMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Counts held messages by outcome, and finds the oldest. */
final class HeldCount {
    private final TreeMap<String, Long> byOutcome = new TreeMap<>();
    private @Nullable Instant oldest;
    private long held;
    private long undecided;
    private long unreadable;

    void add(HeldMessage message) {
        held++;
        Instant since = message.since();
        oldest = oldest == null || since.isBefore(oldest) ? since : oldest;
        HeldLine.outcome(message)
                .ifPresentOrElse(outcome -> byOutcome.merge(outcome.toString(), 1L, Long::sum), () -> undecided++);
    }

    /** Takes the number of all messages, of which some may be unreadable. */
    void ofAll(long all) {
        unreadable = Math.max(0, all - held); // others may have been handed back meanwhile
    }

    private Optional<Duration> age(Instant now) {
        return Optional.ofNullable(oldest).map(since -> Duration.between(since, now));
    }

    /** For people, as in {@code 3 held, 2 undecided, 1 Denied; the oldest for 2h 5m}. */
    String text(Instant now) {
        String decided = byOutcome.entrySet().stream()
                .map(one -> ", " + one.getValue() + " " + one.getKey())
                .collect(Collectors.joining());
        return held + " held, " + undecided + " undecided" + decided
                + (unreadable == 0 ? "" : ", and " + unreadable + " that this release cannot read")
                + age(now).map(age -> "; the oldest for " + HeldLine.age(age)).orElse("");
    }

    /** As JSON, with the age of the oldest in seconds, for monitoring. */
    String json(Instant now) {
        Json json = new Json().field("held", held).field(HeldLine.UNDECIDED, undecided);
        byOutcome.forEach(json::field);
        return json.field("unreadable", unreadable)
                .json(
                        "oldestSeconds",
                        age(now).map(age -> String.valueOf(Math.max(0, age.toSeconds())))
                                .orElse("null"))
                .end();
    }
}
