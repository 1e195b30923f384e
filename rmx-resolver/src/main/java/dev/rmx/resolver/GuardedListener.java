package dev.rmx.resolver;

import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
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

    GuardedListener(List<RmxListener> listeners) {
        this.listeners = listeners.toArray(RmxListener[]::new);
    }

    /** Whether there is a listener. */
    boolean tellsAnybody() {
        return listeners.length > 0;
    }

    /** Sets the executor that calls the listeners from now on. */
    void tellOn(Consumer<Runnable> other) {
        thread = other;
    }

    @Override
    public void asked(DnsQuestion question) {
        tell(RmxListener::asked, question);
    }

    @Override
    public void answered(DnsQuestion question, DnsAnswer answer, Duration time) {
        tell((listener, asked) -> listener.answered(asked, answer, time), question);
    }

    @Override
    public void hit(DnsQuestion question) {
        tell(RmxListener::hit, question);
    }

    @Override
    public void failureRemembered(DnsQuestion question, DnsAnswer.Failed failure) {
        tell((listener, asked) -> listener.failureRemembered(asked, failure), question);
    }

    @Override
    public void refused(DnsQuestion question, DnsAnswer.Failed failure) {
        tell((listener, asked) -> listener.refused(asked, failure), question);
    }

    @Override
    public void staleUsed(DnsQuestion question, DnsAnswer.Known answer, DnsAnswer.Failed failure) {
        tell((listener, asked) -> listener.staleUsed(asked, answer, failure), question);
    }

    @Override
    public void checked(RmxVerdict verdict, Duration time, boolean timedOut) {
        tell((listener, its) -> listener.checked(its, time, timedOut), verdict);
    }

    /** Tells the listeners of an event. Makes no object if {@code event} captures nothing. */
    <T> void tell(BiConsumer<RmxListener, T> event, T subject) {
        Consumer<Runnable> other = thread;
        for (RmxListener listener : listeners) {
            if (other == null) {
                guarded(event, listener, subject);
            } else {
                other.accept(() -> guarded(event, listener, subject));
            }
        }
    }

    private static <T> void guarded(BiConsumer<RmxListener, T> event, RmxListener listener, T subject) {
        try {
            event.accept(listener, subject);
        } catch (RuntimeException | Error fault) {
            Thread here = Thread.currentThread();
            here.getUncaughtExceptionHandler().uncaughtException(here, fault);
        }
    }
}
