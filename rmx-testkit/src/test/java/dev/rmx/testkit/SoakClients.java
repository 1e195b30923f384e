package dev.rmx.testkit;

import dev.rmx.RmxVerdict;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.testkit.SoakWorld.Ask;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a number of checks open, half of them by {@code checkAsync}, half on threads that wait. When one ends, the next
 * begins at once; one in sixteen is cancelled. A check that the cache or failure memory answers at once is followed by
 * the next. So all open checks wait for DNS, and the server sets the pace, not the processors.
 */
final class SoakClients {
    private static final int GIVEN_UP = 16;
    private static final int PATIENCE_MILLIS = 1000;

    private final RmxChecker checker;
    private final SoakWorld world;
    private final Random random;
    private final ScheduledExecutorService timer;
    private final Duration longestAllowed;

    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();
    private final AtomicLong interrupted = new AtomicLong();
    private final LongAccumulator longestNanos = new LongAccumulator(Math::max, 0);
    private final Queue<Late> late = new ConcurrentLinkedQueue<>();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    /** A check that took too long; times are from {@link System#nanoTime}. */
    record Late(Ask ask, long begin, long end) {}

    SoakClients(
            RmxChecker checker,
            SoakWorld world,
            Random random,
            ScheduledExecutorService timer,
            Duration longestAllowed) {
        this.checker = checker;
        this.world = world;
        this.random = random;
        this.timer = timer;
        this.longestAllowed = longestAllowed;
    }

    void start(int checks) {
        for (int i = 0; i < checks / 2; i++) {
            keepOpen();
            Thread thread = new Thread(this::keepWaiting, "soak-caller-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Begins no more checks; open ones end. */
    void stop() {
        over = true;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends in ended()
    private void keepOpen() {
        while (!over) {
            Ask ask = world.any(random);
            long begin = begin();
            CompletableFuture<RmxVerdict> check = checker.checkAsync(ask.query());
            if (!check.isDone()) {
                check.whenComplete((verdict, fault) -> {
                    ended(ask, begin, verdict, fault);
                    keepOpen();
                });
                if (random.nextInt(GIVEN_UP) == 0) {
                    timer.schedule(() -> check.cancel(false), random.nextInt(PATIENCE_MILLIS), TimeUnit.MILLISECONDS);
                }
                return;
            }
            check.whenComplete((verdict, fault) -> ended(ask, begin, verdict, fault));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // an interrupted thread does not need the result
    private void keepWaiting() {
        while (!over) {
            Ask ask = world.any(random);
            if (random.nextInt(GIVEN_UP) == 0) {
                timer.schedule(
                        Thread.currentThread()::interrupt, random.nextInt(PATIENCE_MILLIS), TimeUnit.MILLISECONDS);
            }
            long begin = begin();
            try {
                ended(ask, begin, checker.check(ask.query()), null);
            } catch (RuntimeException e) {
                ended(ask, begin, null, e);
            }
            if (Thread.interrupted()) {
                interrupted.incrementAndGet();
            }
        }
    }

    private long begin() {
        begun.incrementAndGet();
        return System.nanoTime();
    }

    private void ended(Ask ask, long begin, @Nullable RmxVerdict verdict, @Nullable Throwable fault) {
        long end = System.nanoTime();
        longestNanos.accumulate(end - begin);
        if (end - begin > longestAllowed.toNanos()) {
            late.add(new Late(ask, begin, end));
        }
        if (verdict != null && !ask.possible().contains(verdict.result())) {
            complaints.add(ask + " came to " + verdict);
        } else if (fault instanceof CancellationException) {
            cancelled.incrementAndGet();
        } else if (fault != null) {
            complaints.add(ask + " broke with " + fault);
        }
        ended.incrementAndGet();
    }

    Queue<Late> late() {
        return late;
    }

    /** Impossible results and failed checks. */
    Queue<String> complaints() {
        return complaints;
    }

    /** How many checks have begun and not ended. */
    long open() {
        long endedBefore = ended.get();
        return begun.get() - endedBefore;
    }

    long ended() {
        return ended.get();
    }

    long cancelled() {
        return cancelled.get();
    }

    long interrupted() {
        return interrupted.get();
    }

    /** The longest check since the last call. */
    Duration longest() {
        return Duration.ofNanos(longestNanos.getThenReset());
    }
}
