package dev.rmx.resolver;

import dev.rmx.dns.DnsAnswer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends every check: at its deadline ([LIM-3]), or when this is closed. Safe to share between threads. */
final class ChecksUnderWay implements AutoCloseable {
    private final Duration limit;
    private final CheckerThreads threads;
    private final Set<Check> checks = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    ChecksUnderWay(Duration limit, CheckerThreads threads) {
        this.limit = limit;
        this.threads = threads;
    }

    /** Starts a check. If it does not end at once, it gets a deadline; after {@link #close} it ends at once. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only cleans up
    void start(Check check) {
        if (closed) {
            end(check);
            return;
        }
        check.proceed();
        if (!check.verdict().isDone()) {
            checks.add(check);
            Runnable end = () -> check.end(
                    DnsAnswer.Failed.Kind.TIMEOUT, "no answer within " + limit.toMillis() + " ms", threads::afterwards);
            // [LIM-3]
            Runnable cancel = threads.after(limit.minus(check.age()), () -> threads.end(end));
            check.verdict().whenComplete((verdict, fault) -> {
                cancel.run();
                checks.remove(check);
            });
            if (closed) { // close() may have missed this check
                end(check);
            }
        }
    }

    /** How many checks are under way. */
    int count() {
        return checks.size();
    }

    /** Whether a check that starts now ends at once. */
    boolean isClosed() {
        return closed;
    }

    private static void end(Check check) {
        check.end(DnsAnswer.Failed.Kind.OTHER, "the checker is closed", Runnable::run);
    }

    /** Ends all checks; every question still open counts as failed. */
    @Override
    public void close() {
        closed = true;
        checks.forEach(ChecksUnderWay::end);
    }
}
