package dev.rmx.testkit.junit;

import dev.rmx.resolver.internal.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs parts of a test at once, on daemon threads: the JVM can end even if a call to a store never returns. */
final class Threads {
    /** How long a test waits for a call: far longer than any machine needs. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private Threads() {}

    interface Part {
        void run(int number) throws Exception;
    }

    /** Runs a part this many times at once, numbered from 0, and throws what the first failed one threw. */
    static void atOnce(int count, Part part) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count, new DaemonThreads("rmx-store-contract"));
        try {
            List<Future<Void>> ends = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                Callable<Void> call = () -> {
                    part.run(number);
                    return null;
                };
                ends.add(threads.submit(call));
            }
            long giveUp = System.nanoTime() + PATIENCE.toNanos();
            for (Future<Void> end : ends) {
                end.get(Math.max(0, giveUp - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException e) {
            throw new AssertionError("calls of the store did not return within " + PATIENCE, e);
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static Exception rethrown(@Nullable Throwable cause) {
        if (cause instanceof AssertionError failure) {
            throw failure;
        }
        throw new AssertionError("while several threads use the store, it throws " + cause, cause);
    }
}
