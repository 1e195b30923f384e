package dev.rmx.testkit.cli;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A watch that goes on until a signal ends it, or its output is closed. */
final class WatchService {
    /** How long a stop waits for a pass to keep what it has said. */
    private static final long GRACE_SECONDS = 5;

    private final Watch watch;
    private final Duration every;
    private final ScheduledExecutorService scheduler;
    private final Service service;

    WatchService(Watch watch, Duration every, ScheduledExecutorService scheduler, Service service) {
        this.watch = watch;
        this.every = every;
        this.scheduler = scheduler;
        this.service = service;
    }

    /** Passes until it is stopped; returns the exit code. */
    int serve() {
        return service.run(this::start, this::stop);
    }

    /** Schedules the passes: the first one now. They end only with an exception. */
    Future<?> start() {
        return scheduler.scheduleWithFixedDelay(this::pass, 0, every.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void pass() {
        try {
            watch.pass();
        } catch (WatchPrinter.ClosedException e) {
            throw e; // nobody listens any more
        } catch (BadInputException e) {
            service.log(e.getMessage() + "; tries again later"); // the disk is full, say
        }
    }

    /** Lets the pass under way keep what it has said, and ends. */
    private void stop() {
        watch.stop();
        scheduler.shutdownNow(); // wakes the pass up if it waits for DNS
        try {
            if (!scheduler.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
                service.log("ends in the middle of a look; what it said may be said again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
