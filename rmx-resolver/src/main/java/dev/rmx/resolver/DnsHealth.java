package dev.rmx.resolver;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether DNS answers this process at all ([TEMP-7]), for a readiness probe. One dead domain does not count: we
 * are cut off when no name server has answered anything for 30 seconds, not even a question that was answered before.
 *
 * <p>After such a silence it asks that question again, to be sure, and then every two seconds until DNS answers. It
 * logs one line when we are cut off and one when DNS answers again. Safe to share between threads.
 */
public final class DnsHealth {
    /** After this long without any response we may be cut off. */
    static final Duration SILENCE = Duration.ofSeconds(30);

    static final Duration PROBE_EVERY = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(DnsHealth.class.getName());
    private static final int PROBE_QUERIES = 8;

    private final RmxResolver resolver;
    private final InstantSource clock;
    private final CheckerThreads threads;
    private volatile Runnable whenAnsweredAgain = () -> {};

    /** The last question that was answered. This and the fields below are guarded by {@code this}. */
    private @Nullable DnsQuestion canary;

    private @Nullable Instant silentSince;
    private boolean probing;
    /** Written under the lock, read without it: every answer reads it. */
    private volatile @Nullable Instant cutOffSince;

    DnsHealth(RmxResolver resolver, InstantSource clock, CheckerThreads threads) {
        this.resolver = resolver;
        this.clock = clock;
        this.threads = threads;
    }

    /** Sets the task to run when DNS answers again. */
    void whenAnsweredAgain(Runnable task) {
        whenAnsweredAgain = task;
    }

    /**
     * Tells whether we are cut off from DNS.
     *
     * @return true if we are cut off; false also if nothing was asked yet
     */
    public boolean isCutOff() {
        return cutOffSince != null;
    }

    /**
     * Tells since when we are cut off from DNS.
     *
     * @return the time of the first unanswered question; empty if we are not cut off
     */
    public Optional<Instant> cutOffSince() {
        return Optional.ofNullable(cutOffSince);
    }

    /** Records the answer to a question. */
    void note(DnsQuestion question, DnsAnswer answer) {
        if (isSilence(answer)) {
            unanswered(question);
        } else if (isOfServer(answer)) {
            answered(question);
        }
    }

    private static boolean isSilence(DnsAnswer answer) {
        return answer instanceof DnsAnswer.Failed failed
                && (failed.kind() == DnsAnswer.Failed.Kind.TIMEOUT
                        || failed.kind() == DnsAnswer.Failed.Kind.UNREACHABLE);
    }

    /** Whether a server has responded, even with an error. */
    private static boolean isOfServer(DnsAnswer answer) {
        return !(answer instanceof DnsAnswer.Failed failed)
                || switch (failed.kind()) {
                    case SERVFAIL, REFUSED, BOGUS, UNUSABLE_RESPONSE -> true;
                    case TIMEOUT, UNREACHABLE, OVERLOADED, BUDGET_SPENT, OTHER -> false;
                };
    }

    private void answered(DnsQuestion question) {
        if (isCutOff()) {
            whenAnsweredAgain.run(); // first: a caller that sees the new state may ask at once
        }
        Instant since;
        synchronized (this) {
            canary = question;
            silentSince = null;
            since = cutOffSince;
            cutOffSince = null;
        }
        if (since != null) {
            LOG.log(System.Logger.Level.INFO, "DNS answers again; no name server had answered since " + since);
        }
    }

    private void unanswered(DnsQuestion question) {
        synchronized (this) {
            Instant now = clock.instant();
            if (silentSince == null || silentSince.isAfter(now)) {
                silentSince = now;
            }
            if (probing || cutOffSince != null || now.isBefore(silentSince.plus(SILENCE))) { // [TEMP-7]
                return;
            }
            probing = true;
            canary = canary == null ? question : canary;
        }
        threads.afterwards(this::probe);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stage records the answer
    private void probe() {
        DnsQuestion question;
        synchronized (this) {
            question = canary;
        }
        if (question != null) {
            CompletableFuture<DnsAnswer> answer = GuardedCall.ask(resolver, question, new QueryBudget(PROBE_QUERIES));
            answer.thenAccept(given -> probed(question, given));
        }
    }

    private void probed(DnsQuestion question, DnsAnswer answer) {
        Instant begun = null;
        synchronized (this) {
            probing = silentSince != null && !isOfServer(answer); // otherwise another question was answered meanwhile
            if (probing && isSilence(answer) && cutOffSince == null) {
                cutOffSince = silentSince; // [TEMP-7]
                begun = silentSince;
            }
        }
        if (begun != null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "no name server has answered since " + begun + ": we are cut off from DNS");
        }
        if (isOfServer(answer)) {
            answered(question);
        } else {
            threads.after(PROBE_EVERY, () -> threads.afterwards(this::probeAgain));
        }
    }

    private void probeAgain() {
        boolean go;
        synchronized (this) {
            go = probing && cutOffSince != null;
            probing = go;
        }
        if (go) {
            probe();
        }
    }
}
