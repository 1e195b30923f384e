package dev.rmx.resolver;

import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps exceptions of a listener out of the checks: they go to the thread's handler of uncaught exceptions. Calls the
 * listener on the thread of the event, until {@link #tellOn} sets another.
 */
final class GuardedListener implements RmxListener {
    private final RmxListener listener;
    /** Calls the listener; null for the thread of the event. */
    private volatile @Nullable Consumer<Runnable> thread;

    private GuardedListener(RmxListener listener) {
        this.listener = listener;
    }

    static RmxListener of(RmxListener listener) {
        return listener == NONE ? NONE : new GuardedListener(listener);
    }

    /** Sets the executor that calls the listener from now on. */
    void tellOn(Consumer<Runnable> other) {
        thread = other;
    }

    @Override
    public void asked(DnsQuestion question) {
        tell(() -> listener.asked(question));
    }

    @Override
    public void answered(DnsQuestion question, DnsAnswer answer, Duration time) {
        tell(() -> listener.answered(question, answer, time));
    }

    @Override
    public void hit(DnsQuestion question) {
        tell(() -> listener.hit(question));
    }

    @Override
    public void failureRemembered(DnsQuestion question, DnsAnswer.Failed failure) {
        tell(() -> listener.failureRemembered(question, failure));
    }

    @Override
    public void staleUsed(DnsQuestion question, DnsAnswer.Known answer, DnsAnswer.Failed failure) {
        tell(() -> listener.staleUsed(question, answer, failure));
    }

    @Override
    public void checked(RmxVerdict verdict, Duration time, boolean timedOut) {
        tell(() -> listener.checked(verdict, time, timedOut));
    }

    private void tell(Runnable event) {
        Consumer<Runnable> other = thread;
        if (other == null) {
            guarded(event);
        } else {
            other.accept(() -> guarded(event));
        }
    }

    private static void guarded(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException | Error fault) {
            Thread here = Thread.currentThread();
            here.getUncaughtExceptionHandler().uncaughtException(here, fault);
        }
    }
}
