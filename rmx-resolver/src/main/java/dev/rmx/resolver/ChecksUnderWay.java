package dev.rmx.resolver;

import dev.rmx.resolver.internal.DaemonThreads;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Sees to it that every check ends: by its deadline ([LIM-3]), or when this is closed. Safe to share between threads. */
final class ChecksUnderWay implements AutoCloseable {
    private static final String CLOSED = "the checker is closed";

    private final Duration limit;
    private final ScheduledThreadPoolExecutor deadlines;
    private final Set<Check> checks = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    ChecksUnderWay(Duration limit) {
        this.limit = limit;
        this.deadlines = new ScheduledThreadPoolExecutor(1, new DaemonThreads("rmx-deadline"));
        this.deadlines.setRemoveOnCancelPolicy(true);
    }

    /** Starts a check. One that does not end at once gets a deadline; after {@link #close}, each ends at once. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only tidies up
    void start(Check check) {
        if (closed) {
            check.end(CLOSED);
            return;
        }
        check.proceed();
        if (!check.verdict().isDone()) {
            checks.add(check);
            Future<?> deadline = schedule(check);
            check.verdict().whenComplete((verdict, fault) -> {
                deadline.cancel(false);
                checks.remove(check);
            });
            if (closed) { // it may have missed this check
                check.end(CLOSED);
            }
        }
    }

    private Future<?> schedule(Check check) {
        Runnable end = () -> check.end("no answer within " + limit.toMillis() + " ms");
        try {
            return deadlines.schedule(end, limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(check); // closed meanwhile, which ends the check
        }
    }

    /** Ends all checks, with every question still open counted as failed. */
    @Override
    public void close() {
        closed = true;
        checks.forEach(check -> check.end(CLOSED));
        deadlines.shutdownNow();
    }
}
