package dev.rmx.resolver;

import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.resolver.internal.InPlace;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Starts checks, takes their verdicts to the callers, and ends every check: at its deadline ([LIM-3]), when its caller
 * no longer waits, or when this is closed. Safe to share between threads.
 */
final class ChecksUnderWay implements AutoCloseable {
    private final Function<RmxQuery, Check> newCheck;
    private final Duration limit;
    private final CheckerThreads threads;
    /** Completes callers' futures. */
    private final Executor callbacks;
    /** Lets blocking callers read responses; null if that is not possible. */
    private final @Nullable InPlace<?> inPlace;

    private final Set<Check> checks = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Starts with no check.
     *
     * @param newCheck makes a check, which is not started yet
     * @param limit the deadline of each check
     */
    ChecksUnderWay(
            Function<RmxQuery, Check> newCheck,
            Duration limit,
            CheckerThreads threads,
            Executor callbacks,
            @Nullable InPlace<?> inPlace) {
        this.newCheck = newCheck;
        this.limit = limit;
        this.threads = threads;
        this.callbacks = callbacks;
        this.inPlace = inPlace;
    }

    /** Starts a check. If it does not end at once, it gets a deadline; after {@link #close} it ends at once. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only cleans up
    Check start(RmxQuery query) {
        Check check = newCheck.apply(query);
        if (closed) {
            end(check);
            return check;
        }
        check.proceed();
        if (!check.verdict().isDone()) {
            checks.add(check);
            Runnable end = () -> check.end(
                    DnsAnswer.Failed.Kind.TIMEOUT, "no answer within " + limit.toMillis() + " ms", threads::afterwards);
            Runnable cancel = threads.after(limit.minus(check.age()), () -> threads.end(end)); // [LIM-3], [LIM-4]
            check.verdict().whenComplete((verdict, fault) -> {
                cancel.run();
                checks.remove(check);
            });
            if (closed) { // close() may have missed this check
                end(check);
            }
        }
        return check;
    }

    /** Starts a check, and waits for its verdict. If no other thread reads responses, this one does. */
    Check finish(RmxQuery query) {
        InPlace.Reading reading = inPlace == null ? null : inPlace.startReading();
        try {
            Check check = start(query);
            await(check, reading);
            return check;
        } finally {
            if (reading != null) {
                reading.stop();
            }
        }
    }

    /** Waits for the verdict of a check that was started. An interrupt ends the check. */
    static RmxVerdict await(Check check) {
        return await(check, null);
    }

    private static RmxVerdict await(Check check, InPlace.@Nullable Reading reading) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (reading != null) {
                        reading.until(check.verdict());
                    }
                    return check.verdict().get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    check.end(DnsAnswer.Failed.Kind.OTHER, "the check was interrupted", Runnable::run);
                } catch (ExecutionException e) {
                    throw new IllegalStateException("a fault in " + check, e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A caller's future, with what follows from the verdict. Cancelling it ends the check. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stages only pass it on
    <T> CompletableFuture<T> future(Check check, Function<RmxVerdict, T> from) {
        CompletableFuture<T> result = new CompletableFuture<>();
        BiConsumer<RmxVerdict, Throwable> passOn = (verdict, fault) -> {
            if (fault == null) {
                result.complete(from.apply(verdict));
            } else {
                result.completeExceptionally(new IllegalStateException("a fault in " + check, fault));
            }
        };
        if (check.verdict().isDone()) {
            check.verdict().whenComplete(passOn);
            return result;
        }
        check.verdict().whenCompleteAsync(passOn, callbacks);
        result.whenComplete((given, fault) -> {
            if (result.isCancelled()) {
                check.end(DnsAnswer.Failed.Kind.OTHER, "the check was cancelled", Runnable::run);
            }
        });
        return result;
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
