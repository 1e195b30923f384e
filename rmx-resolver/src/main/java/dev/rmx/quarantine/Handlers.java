package dev.rmx.quarantine;

import dev.rmx.resolver.internal.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Hands messages back, several at once, each for a limited time. */
final class Handlers {
    private final ReleaseHandler handler;
    private final int most;
    private final Duration limit;
    private final LongPredicate ours;
    private final Consumer<Handled> handled;
    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor timer;
    /** Messages whose handler has not returned, though its time may be up. */
    private final Set<Long> running = ConcurrentHashMap.newKeySet();
    /** How many of those have no time left. */
    private final AtomicInteger stuck = new AtomicInteger();

    /** How handing a message back ended. */
    enum End {
        /** The handler has it. */
        TAKEN,
        /** The handler threw, or took too long. */
        FAILED,
        /** It was not begun, since somebody else may have the message by now. */
        LOST
    }

    /**
     * How handing a message back ended.
     *
     * @param fault why it failed; null if it did not
     */
    record Handled(
            HeldMessage message,
            Decision decision,
            End end,
            @Nullable Throwable fault) {}

    /**
     * Handlers.
     *
     * @param most how many messages are handed back at once
     * @param limit how long one may take
     * @param ours whether the message with this id is still leased, which is asked just before it is handed back
     * @param handled is told once of each message how it ended
     */
    Handlers(ReleaseHandler handler, int most, Duration limit, LongPredicate ours, Consumer<Handled> handled) {
        this.handler = handler;
        this.most = most;
        this.limit = limit;
        this.ours = ours;
        this.handled = handled;
        this.threads = new ThreadPoolExecutor(
                most, most, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DaemonThreads("rmx-release"));
        this.timer = new ScheduledThreadPoolExecutor(1, new DaemonThreads("rmx-release-timer"));
        this.timer.setRemoveOnCancelPolicy(true);
    }

    void submit(HeldMessage message, Decision decision) {
        Handing handing = new Handing(message, decision);
        try {
            threads.execute(handing);
        } catch (RuntimeException | Error e) { // no thread is to be had
            handing.end(End.FAILED, e);
        }
    }

    /** Whether the handler of this message has not returned. */
    boolean isRunning(long id) {
        return running.contains(id);
    }

    /** Whether each of the handlers at once has had all of its time, and does not return: nothing can be handed back. */
    boolean areStuck() {
        return stuck.get() >= most;
    }

    /** Takes out what has not begun. */
    List<HeldMessage> withdraw() {
        List<Runnable> waiting = new ArrayList<>();
        threads.getQueue().drainTo(waiting);
        return waiting.stream().map(one -> ((Handing) one).message).toList();
    }

    /** Has nothing begin any more. */
    void shutDown() {
        threads.getQueue().clear();
        threads.shutdown();
    }

    /** Waits until all handlers have returned. */
    boolean awaitEnd(Duration most) throws InterruptedException {
        return threads.awaitTermination(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends what is left. */
    void close() {
        threads.shutdownNow();
        timer.shutdownNow();
    }

    /** One message, handed back once. */
    private final class Handing implements Runnable {
        private final HeldMessage message;
        private final Decision decision;
        /** Guarded by this; the thread is interrupted only while the handler has it. */
        private boolean ended;

        private boolean timedOut;

        Handing(HeldMessage message, Decision decision) {
            this.message = message;
            this.decision = decision;
        }

        @Override
        public void run() {
            if (!running.add(message.id())) {
                end(End.FAILED, new IllegalStateException("its handler has not returned from the last time"));
                return;
            }
            Thread thread = Thread.currentThread();
            Future<?> timeOut = null;
            End how = End.TAKEN;
            Throwable fault = null;
            try {
                if (ours.test(message.id())) {
                    timeOut = timer.schedule(() -> timeOut(thread), limit.toNanos(), TimeUnit.NANOSECONDS);
                    handler.release(message, decision);
                } else {
                    how = End.LOST;
                }
            } catch (Throwable thrown) { // whatever it is, the message comes again
                how = End.FAILED;
                fault = thrown;
            }
            if (timeOut != null) {
                timeOut.cancel(false);
            }
            running.remove(message.id());
            end(how, fault);
            synchronized (this) {
                if (timedOut) {
                    stuck.decrementAndGet();
                }
            }
        }

        private void timeOut(Thread thread) {
            synchronized (this) {
                if (ended) {
                    return;
                }
                timedOut = true;
                stuck.incrementAndGet();
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
