package dev.rmx.quarantine;

import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.quarantine.CheckedBatch.Checked;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Rechecks held messages, with a time limit for each, and reports each check once. Used by the loop's thread. */
final class Checks {
    /** The usual time limit. A checker's own deadline is shorter, but an application's function may have none. */
    static final Duration LIMIT = Duration.ofMinutes(5);

    private final Function<RmxQuery, CompletableFuture<RmxVerdict>> check;
    private final Duration limit;
    private final Executor loop;
    private final Consumer<Checked> checked;
    private final ReleaseLog log;
    private final LongSupplier nanoTime;
    /** By message id, oldest first. */
    private final Map<Long, Running> running = new LinkedHashMap<>();

    /**
     * A check under way.
     *
     * @param failed what to report if it fails
     * @param since when it began, by the monotonic clock
     */
    private record Running(Checked failed, long since, CompletableFuture<RmxVerdict> future) {
        long id() {
            return failed.message().id();
        }
    }

    /**
     * Starts without checks.
     *
     * @param check may complete on any thread
     * @param limit how long a check may take
     * @param loop runs tasks on the loop's thread, later
     * @param checked takes the finished checks, on the loop's thread
     * @param nanoTime the monotonic clock, as {@link System#nanoTime}
     */
    Checks(
            Function<RmxQuery, CompletableFuture<RmxVerdict>> check,
            Duration limit,
            Executor loop,
            Consumer<Checked> checked,
            ReleaseLog log,
            LongSupplier nanoTime) {
        this.check = check;
        this.limit = limit;
        this.loop = loop;
        this.checked = checked;
        this.log = log;
        this.nanoTime = nanoTime;
    }

    /**
     * Starts the check of a claimed message.
     *
     * @param failed what to report if it fails
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only reports the result
    void start(Checked failed) {
        HeldMessage message = failed.message();
        if (message.decision().isPresent()) { // [TEMP-6] no recheck
            loop.execute(() -> checked.accept(failed));
            return;
        }
        try {
            Running one = new Running(failed, nanoTime.getAsLong(), check.apply(message.query()));
            one.future.whenCompleteAsync((verdict, fault) -> end(one, verdict), loop);
            running.put(one.id(), one);
        } catch (Exception | Error e) { // a function in another language may throw what it does not declare
            log.cannotCheck(message.id(), e);
            loop.execute(() -> checked.accept(failed));
        }
    }

    /** Reports a check unless it was given up before. */
    private void end(Running one, @Nullable RmxVerdict verdict) {
        if (running.remove(one.id(), one)) {
            checked.accept(one.failed.with(verdict));
        }
    }

    /** Gives up the checks that are past their time limit. */
    void giveUpLate() {
        long now = nanoTime.getAsLong();
        List<Running> late = running.values().stream()
                .takeWhile(one -> now - one.since >= limit.toNanos())
                .toList();
        for (Running one : late) {
            log.cannotCheck(
                    one.id(), new TimeoutException("the check took more than " + LIMIT.toMinutes() + " minutes"));
            end(one, null);
            one.future.cancel(false);
        }
    }
}
