package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Notes what an evaluation used and what it lacks: open questions, failures, malformed data, and how long and how surely the answers
 * hold. Each entry has a trace of its own, because what counts of it depends on the state that it turns out to have: {@link #add}.
 */
final class AnswerTrace {
    private @Nullable Set<DnsQuestion> open;
    private @Nullable FailedQuestion failure;
    private @Nullable String malformation;
    private @Nullable Instant validUntil;
    private boolean allAuthenticated = true;
    private boolean anyStale;

    /** Notes an answer. Null is a question that has none yet. */
    EntryState note(DnsQuestion question, @Nullable DnsAnswer answer) {
        if (answer instanceof DnsAnswer.Known known) {
            used(known);
            if (answer instanceof DnsAnswer.Malformed malformed) {
                malformation = malformation == null ? question + ": " + malformed.reason() : malformation;
                return EntryState.MALFORMED;
            }
            return answer instanceof DnsAnswer.Found ? EntryState.YES : EntryState.NO;
        }
        if (answer instanceof DnsAnswer.Failed failed) {
            failed(new FailedQuestion(question, failed, failed.retryAfter()));
            return EntryState.FAILED;
        }
        lacks(question);
        return EntryState.MISSING;
    }

    /** As {@link #note}, where a failure or malformed data is a <i>no</i> ([ENT-domain]), for as long as asking again makes no sense. */
    EntryState noteForgiving(DnsQuestion question, @Nullable DnsAnswer answer) {
        if (answer instanceof DnsAnswer.Failed failed) {
            used(failed.retryAfter(), false, false);
            return EntryState.NO;
        }
        if (answer instanceof DnsAnswer.Malformed malformed) {
            used(malformed);
            return EntryState.NO;
        }
        return note(question, answer);
    }

    /** Notes that data is malformed though each record is well formed by itself. */
    void malformed(String reason) {
        malformation = malformation == null ? reason : malformation;
    }

    /** Notes a question that has no answer yet. */
    void lacks(DnsQuestion question) {
        if (open == null) {
            open = new LinkedHashSet<>();
        }
        open.add(question);
    }

    private void failed(FailedQuestion other) {
        failure = failure == null ? other : failure.andRetryAfter(other.retryAfter());
    }

    private void used(DnsAnswer.Known answer) {
        used(answer.validUntil(), answer.authenticated(), answer.stale());
    }

    private void used(Instant until, boolean authenticated, boolean stale) {
        validUntil = earliest(validUntil, until);
        allAuthenticated &= authenticated;
        anyStale |= stale;
    }

    /** Adds what counts of an entry in this state: what it used, what it lacks, or why it is unknown. */
    void add(EntryState state, AnswerTrace entry) {
        if (state == EntryState.MISSING) {
            entry.open().forEach(this::lacks);
            return;
        }
        if (state == EntryState.FAILED) {
            failed(entry.failure());
            return;
        }
        if (entry.validUntil != null) {
            used(entry.validUntil, entry.allAuthenticated, entry.anyStale);
        }
        if (state == EntryState.MALFORMED) {
            malformed(entry.malformation());
        }
    }

    /** The questions that have no answer yet, in the order in which they came up. */
    Set<DnsQuestion> open() {
        return open == null ? Set.of() : open;
    }

    boolean anyFailure() {
        return failure != null;
    }

    /** The first question that failed, if any did. */
    FailedQuestion failure() {
        return Objects.requireNonNull(failure, "nothing failed");
    }

    /** The first data that is malformed, as "question: reason", if any is. */
    String malformation() {
        return Objects.requireNonNull(malformation, "nothing is malformed");
    }

    /** How long and how surely the answers hold that were used. */
    Evidence evidence() {
        return validUntil == null ? Evidence.NONE : new Evidence(validUntil, allAuthenticated, anyStale);
    }

    private static Instant earliest(@Nullable Instant one, Instant other) {
        return one != null && one.isBefore(other) ? one : other;
    }
}
