package dev.rmx.resolver;

import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;

/** Keeps what a listener throws away from the checks: the thread's handler of uncaught exceptions gets it. */
record GuardedListener(RmxListener listener) implements RmxListener {
    static RmxListener of(RmxListener listener) {
        return listener == NONE ? NONE : new GuardedListener(listener);
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

    private static void tell(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException | Error fault) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, fault);
        }
    }
}
