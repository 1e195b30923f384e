package dev.rmx.quarantine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits without ending on an interrupt; the interrupt flag is set again afterwards. */
final class UninterruptibleWait {
    private UninterruptibleWait() {}

    /**
     * Waits for a latch.
     *
     * @param limit the longest time to wait
     * @return whether the latch is open
     */
    static boolean on(CountDownLatch latch, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return latch.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
