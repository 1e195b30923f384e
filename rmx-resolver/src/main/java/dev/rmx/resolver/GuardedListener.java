package dev.rmx.resolver;

import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps exceptions of listeners out of the checks, and out of each other: they go to the thread's handler of uncaught
 * exceptions. Calls the listeners on the thread of the event, until {@link #tellOn} sets another.
 */
final class GuardedListener implements RmxListener {
    private final RmxListener[] listeners;
    /** Calls the listeners; null for the thread of the event. */
    private volatile @Nullable Consumer<Runnable> thread;

    private GuardedListener(List<RmxListener> listeners) {
        this.listeners = listeners.toArray(RmxListener[]::new);
    }

    static RmxListener of(List<RmxListener> listeners) {
        return listeners.isEmpty() ? NONE : new GuardedListener(listeners);
    }

    /** Sets the executor that calls the listeners from now on. */
    void tellOn(Consumer<Runnable> other) {
        thread = other;
    }

    @Override
    public void asked(DnsQuestion question) {
        tell(listener -> listener.asked(question));
    }

    @Override
    public void answered(DnsQuestion question, DnsAnswer answer, Duration time) {
        tell(listener -> listener.answered(question, answer, time));
    }

    @Override
    public void hit(DnsQuestion question) {
        tell(listener -> listener.hit(question));
    }

    @Override
    public void failureRemembered(DnsQuestion question, DnsAnswer.Failed failure) {
        tell(listener -> listener.failureRemembered(question, failure));
    }

    @Override
    public void refused(DnsQuestion question, DnsAnswer.Failed failure) {
        tell(listener -> listener.refused(question, failure));
    }

    @Override
    public void staleUsed(DnsQuestion question, DnsAnswer.Known answer, DnsAnswer.Failed failure) {
        tell(listener -> listener.staleUsed(question, answer, failure));
    }

    @Override
    public void checked(RmxVerdict verdict, Duration time, boolean timedOut) {
        tell(listener -> listener.checked(verdict, time, timedOut));
    }

    private void tell(Consumer<RmxListener> event) {
        Consumer<Runnable> other = thread;
        if (other == null) {
            for (RmxListener listener : listeners) {
                guarded(event, listener);
            }
        } else {
            tellOn(other, event);
        }
    }

    private void tellOn(Consumer<Runnable> other, Consumer<RmxListener> event) {
        for (RmxListener listener : listeners) {
            other.accept(() -> guarded(event, listener));
        }
    }

    private static void guarded(Consumer<RmxListener> event, RmxListener listener) {
        try {
            event.accept(listener);
        } catch (RuntimeException | Error fault) {
            Thread here = Thread.currentThread();
            here.getUncaughtExceptionHandler().uncaughtException(here, fault);
        }
    }
}
