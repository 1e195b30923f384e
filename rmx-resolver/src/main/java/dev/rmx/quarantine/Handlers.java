package dev.rmx.quarantine;

import dev.rmx.resolver.internal.DaemonThreads;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands messages back, several at once, each for a limited time. */
final class Handlers {
    private final ReleaseHandler handler;
    private final Duration limit;
    private final Consumer<Handled> handled;
    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor timer;
    /** Messages whose handler has not returned, though its time may be up. */
    private final Set<Long> running = ConcurrentHashMap.newKeySet();

    /**
     * How handing a message back ended.
     *
     * @param fault what the handler threw; null if the message was taken
     */
    record Handled(
            HeldMessage message,
            Decision decision,
            @Nullable Throwable fault) {}

    /**
     * Handlers.
     *
     * @param most how many messages are handed back at once
     * @param limit how long one may take
     * @param handled is told once of each message how it ended
     */
    Handlers(ReleaseHandler handler, int most, Duration limit, Consumer<Handled> handled) {
        this.handler = handler;
        this.limit = limit;
        this.handled = handled;
        this.threads = new ThreadPoolExecutor(
                most, most, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DaemonThreads("rmx-release"));
        this.timer = new ScheduledThreadPoolExecutor(1, new DaemonThreads("rmx-release-timer"));
        this.timer.setRemoveOnCancelPolicy(true);
    }

    void submit(HeldMessage message, Decision decision) {
        threads.execute(new Handing(message, decision));
    }

    /** Ends: what has not begun is not handed back any more; what has may go on to the end of its time. */
    void close() throws InterruptedException {
        threads.getQueue().clear();
        threads.shutdown();
        if (!threads.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            threads.shutdownNow();
        }
        timer.shutdownNow();
    }

    /** One message, handed back once. */
    private final class Handing implements Runnable {
        private final HeldMessage message;
        private final Decision decision;
        /** Guarded by this; the thread is interrupted only while the handler has it. */
        private boolean ended;

        Handing(HeldMessage message, Decision decision) {
            this.message = message;
            this.decision = decision;
        }

        @Override
        public void run() {
            if (!running.add(message.id())) {
                end(new IllegalStateException("its handler has not returned from the last time"));
                return;
            }
            Thread thread = Thread.currentThread();
            var timeOut = timer.schedule(() -> timeOut(thread), limit.toNanos(), TimeUnit.NANOSECONDS);
            Throwable fault = null;
            try {
                handler.release(message, decision);
            } catch (Throwable thrown) { // whatever it is, the message comes again
                fault = thrown;
            } finally {
                timeOut.cancel(false);
                running.remove(message.id());
            }
            end(fault);
        }

        private void timeOut(Thread thread) {
            synchronized (this) {
                if (!ended) {
                    thread.interrupt();
                }
            }
            end(new TimeoutException("the handler took more than " + limit.toMillis() + " ms"));
        }

        private void end(@Nullable Throwable fault) {
            synchronized (this) {
                if (ended) {
                    return;
                }
                ended = true;
            }
            handled.accept(new Handled(message, decision, fault));
        }
    }
}
