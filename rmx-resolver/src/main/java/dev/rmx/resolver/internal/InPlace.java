package dev.rmx.resolver.internal;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Saves changes of threads between a response and what follows from it: the answer completes on the thread that reads
 * responses, and a caller that waits can be this thread. What runs there must be short and never block.
 *
 * <p>Safe to share between threads.
 *
 * @param <R> what gives the answers
 */
public interface InPlace<R> {
    /**
     * Gives the same answers, on the thread that reads responses where that is possible.
     *
     * @return a view; closing it closes the original
     */
    R inPlace();

    /**
     * Makes the calling thread the one that reads responses.
     *
     * @return what to read with; null if another thread reads, or if the calling thread is virtual
     */
    @Nullable
    Reading startReading();

    /**
     * Sets how to find what a resolver offers. A class for users calls this once, as it must not show an interface that
     * is not for users.
     *
     * @param finder gives null for an object of another class
     */
    static void foundBy(Function<Object, @Nullable InPlace<?>> finder) {
        Finder.finder = finder;
    }

    /**
     * Finds what a resolver offers.
     *
     * @param resolver the resolver
     * @return null if it offers nothing of the kind
     */
    static @Nullable InPlace<?> of(Object resolver) {
        return Finder.finder.apply(resolver);
    }

    /** Holds how to find it. */
    final class Finder {
        private static volatile Function<Object, @Nullable InPlace<?>> finder = resolver -> null;

        private Finder() {}
    }

    /** The reading by the thread that started it. */
    interface Reading {
        /**
         * Reads responses, and runs what follows from them, until a future is complete. Returns earlier if reading
         * ends, for example because the resolver is closed.
         *
         * @param done the future that the caller waits for
         * @throws InterruptedException if the thread is interrupted
         */
        void until(CompletableFuture<?> done) throws InterruptedException;

        /** Leaves the reading to other threads. */
        void stop();
    }
}
