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
 * Whether DNS answers this process at all ([TEMP-7]), for a readiness probe. A dead domain is that domain's matter; where no name server has
 * answered anything for half a minute, not even what it answered before, it is we who are cut off.
 *
 * <p>It asks a question of its own only then: to be sure, and every two seconds until DNS answers again. It logs one line when we are cut
 * off, and one when that ends. Safe to share between threads.
 */
public final class DnsHealth {
    /** How long nothing is heard before we may be cut off. */
    static final Duration SILENCE = Duration.ofSeconds(30);

    static final Duration PROBE_EVERY = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(DnsHealth.class.getName());
    private static final int PROBE_QUERIES = 8;

    private final RmxResolver resolver;
    private final InstantSource clock;
    private final CheckerThreads threads;
    private volatile Runnable whenAnsweredAgain = () -> {};

    /** The last question that was answered; guarded by this, with all that follows. */
    private @Nullable DnsQuestion canary;

    private @Nullable Instant silentSince;
    private boolean probing;
    /** Written under the lock, and read without: each answer asks for it. */
    private volatile @Nullable Instant cutOffSince;

    DnsHealth(RmxResolver resolver, InstantSource clock, CheckerThreads threads) {
        this.resolver = resolver;
        this.clock = clock;
        this.threads = threads;
    }

    /** Sets what runs when we are no longer cut off. */
    void whenAnsweredAgain(Runnable task) {
        whenAnsweredAgain = task;
    }

    /**
     * Whether we are cut off from DNS.
     *
     * @return false also as long as nothing was asked
     */
    public boolean isCutOff() {
        return cutOffSince != null;
    }

    /**
     * Since when we are cut off from DNS.
     *
     * @return when the first question was put to which nobody answered; empty if we are not cut off
     */
    public Optional<Instant> cutOffSince() {
        return Optional.ofNullable(cutOffSince);
    }

    /** Takes note of what became of a question. */
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

    /** Whether a server has said something, if only that it cannot answer. */
    private static boolean isOfServer(DnsAnswer answer) {
        return !(answer instanceof DnsAnswer.Failed failed)
                || switch (failed.kind()) {
                    case SERVFAIL, REFUSED, BOGUS, UNUSABLE_RESPONSE -> true;
                    case TIMEOUT, UNREACHABLE, OVERLOADED, BUDGET_SPENT, OTHER -> false;
                };
    }

    private void answered(DnsQuestion question) {
        if (isCutOff()) {
            whenAnsweredAgain.run(); // first: who sees that we are not cut off any more may ask at once
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
            if (probing || cutOffSince != null || now.isBefore(silentSince.plus(SILENCE))) {
                return;
            }
            probing = true;
            canary = canary == null ? question : canary;
        }
        threads.afterwards(this::probe);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stage notes what comes of it
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
            probing = silentSince != null && !isOfServer(answer); // else somebody was answered meanwhile
            if (probing && isSilence(answer) && cutOffSince == null) {
                cutOffSince = silentSince;
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
