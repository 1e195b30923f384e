package dev.rmx.quarantine;

import dev.rmx.resolver.internal.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Hands messages back through the handler, several at once, with a time limit for each. */
final class Handlers {
    private final ReleaseHandler handler;
    private final int most;
    private final Duration limit;
    private final LongPredicate ours;
    private final Consumer<Handled> handled;
    private final ThreadPoolExecutor threads;
    /** Hand-backs that have begun and not returned, even after their time limit, by message id. */
    private final Map<Long, Handing> begun = new ConcurrentHashMap<>();

    /** The end of a hand-back. */
    enum End {
        /** The handler took the message. */
        TAKEN,
        /** The handler threw an exception or took too long. */
        FAILED,
        /** The handler did not start: another process may have the message by now. */
        LOST
    }

    /**
     * A finished hand-back.
     *
     * @param fault why it failed, or null
     */
    record Handled(
            HeldMessage message,
            Decision decision,
            End end,
            @Nullable Throwable fault) {}

    /**
     * Makes the handler threads.
     *
     * @param most how many handlers run at once
     * @param limit the time limit of each
     * @param ours whether the message with this id is still leased; called just before its handler starts
     * @param handled called once for each message
     */
    Handlers(ReleaseHandler handler, int most, Duration limit, LongPredicate ours, Consumer<Handled> handled) {
        this.handler = handler;
        this.most = most;
        this.limit = limit;
        this.ours = ours;
        this.handled = handled;
        this.threads = new ThreadPoolExecutor(
                most, most, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DaemonThreads("rmx-release"));
    }

    void submit(HeldMessage message, Decision decision) {
        Handing handing = new Handing(message, decision);
        try {
            threads.execute(handing);
        } catch (RuntimeException | Error e) { // no thread available
            handing.end(End.FAILED, e);
        }
    }

    /** Whether a hand-back of this message has begun, and perhaps not yet told how it ended. */
    boolean hasBegun(long id) {
        return begun.containsKey(id);
    }

    /** Interrupts the handlers that are past their time limit at this moment, and counts them as failed. */
    void interruptLate(long moment) {
        begun.values().forEach(handing -> handing.interruptIfLate(moment));
    }

    /** Whether all handlers are past their time limit and still running: then nothing can be handed back. */
    boolean areStuck() {
        return begun.values().stream().filter(handing -> handing.isLate).count() >= most;
    }

    /** Removes and returns the messages whose handlers have not started. */
    List<HeldMessage> withdraw() {
        List<Runnable> waiting = new ArrayList<>();
        threads.getQueue().drainTo(waiting);
        return waiting.stream().map(one -> ((Handing) one).message).toList();
    }

    /** Starts no more handlers. */
    void shutDown() {
        threads.getQueue().clear();
        threads.shutdown();
    }

    /** Waits until all handlers have returned; false if the time is up before. */
    boolean awaitEnd(Duration most) throws InterruptedException {
        return threads.awaitTermination(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Interrupts the handlers that still run. */
    void close() {
        threads.shutdownNow();
    }

    /** Hands one message back, once. */
    private final class Handing implements Runnable {
        private final HeldMessage message;
        private final Decision decision;
        private long since;
        private @Nullable Thread thread;
        /** Guarded by {@code this}: the thread is interrupted only while the handler runs. */
        private boolean ended;

        private volatile boolean isLate;

        Handing(HeldMessage message, Decision decision) {
            this.message = message;
            this.decision = decision;
        }

        @Override
        public void run() {
            since = System.nanoTime();
            thread = Thread.currentThread();
            if (begun.putIfAbsent(message.id(), this) != null) {
                end(End.FAILED, new IllegalStateException("its handler is still running from the last time"));
                return;
            }
            try {
                if (ours.test(message.id())) {
                    handler.release(message, decision);
                    end(End.TAKEN, null);
                } else {
                    end(End.LOST, null);
                }
            } catch (Throwable thrown) { // whatever it is, the message is handed back again
                end(End.FAILED, thrown);
            } finally {
                begun.remove(message.id()); // last: until then, only this knows how it ended
            }
        }

        void interruptIfLate(long moment) {
            synchronized (this) {
                if (ended || thread == null || moment - since < limit.toNanos()) {
                    return;
                }
                isLate = true;
                thread.interrupt();
            }
            end(End.FAILED, new TimeoutException("the handler took more than " + limit.toMillis() + " ms"));
        }

        private void end(End how, @Nullable Throwable fault) {
            synchronized (this) {
                if (ended) {
                    return;
                }
                ended = true;
            }
            handled.accept(new Handled(message, decision, how, fault));
        }
    }
}
