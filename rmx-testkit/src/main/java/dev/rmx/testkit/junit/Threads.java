package dev.rmx.testkit.junit;

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

/** Runs parts of a test at once, on threads that do not keep the JVM if a store never comes back. */
final class Threads {
    /** How long something may take that has to happen: far more than any machine needs. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private Threads() {}

    interface Part {
        void run(int number) throws Exception;
    }

    /** Runs a part so many times at once, each with its number from 0, and throws what the first one threw that failed. */
    static void atOnce(int count, Part part) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count, work -> {
            Thread thread = new Thread(work, "rmx-store-contract");
            thread.setDaemon(true);
            return thread;
        });
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
