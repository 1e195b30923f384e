package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects what an evaluation used and what it lacks: open questions, failures, malformed data, and how long and how
 * surely the answers hold. Each entry has its own trace, since {@link #add} keeps only what matters for the entry's
 * state.
 */
final class AnswerTrace {
    /** Null while all is known, as in most evaluations. */
    private @Nullable Unknown unknown;

    private @Nullable Instant validUntil;
    private boolean allAuthenticated = true;
    private boolean anyStale;

    /** What is not known. */
    private static final class Unknown {
        final Set<DnsQuestion> open = new LinkedHashSet<>();

        @Nullable
        FailedQuestion failure;

        @Nullable
        String malformation;
    }

    private Unknown unknown() {
        if (unknown == null) {
            unknown = new Unknown();
        }
        return unknown;
    }

    /** Notes an answer, or null if the question has none yet. Gives the state that follows from it. */
    EntryState note(DnsQuestion question, @Nullable DnsAnswer answer) {
        if (answer instanceof DnsAnswer.Found found) {
            used(found);
            return EntryState.YES;
        }
        if (answer instanceof DnsAnswer.Absent absent) {
            used(absent);
            return EntryState.NO;
        }
        if (answer instanceof DnsAnswer.Malformed malformed) {
            used(malformed);
            malformed(question + ": " + malformed.reason());
            return EntryState.MALFORMED; // [EVAL-2]
        }
        if (answer instanceof DnsAnswer.Failed failed) {
            failed(new FailedQuestion(question, failed, failed.retryAfter()));
            return EntryState.FAILED; // [EVAL-2]
        }
        lacks(question);
        return EntryState.MISSING; // [EVAL-2]
    }

    /**
     * As {@link #note}, but a failure or malformed data is a <i>no</i> ([ENT-domain]). After a failure, the verdict
     * holds only until DNS may be asked again.
     */
    EntryState noteForgiving(DnsQuestion question, @Nullable DnsAnswer answer) {
        if (answer instanceof DnsAnswer.Failed failed) {
            used(failed.retryAfter(), false, false);
            return EntryState.NO; // [ENT-domain]
        }
        if (answer instanceof DnsAnswer.Malformed malformed) {
            used(malformed);
            return EntryState.NO;
        }
        return note(question, answer);
    }

    /** Notes that data is malformed although each record is well formed. */
    void malformed(String reason) {
        Unknown here = unknown();
        here.malformation = here.malformation == null ? reason : here.malformation;
    }

    void lacks(DnsQuestion question) {
        unknown().open.add(question);
    }

    private void failed(FailedQuestion other) {
        Unknown here = unknown();
        here.failure = here.failure == null ? other : here.failure.andRetryAfter(other.retryAfter());
    }

    private void used(DnsAnswer.Known answer) {
        used(answer.validUntil(), answer.authenticated(), answer.stale());
    }

    private void used(Instant until, boolean authenticated, boolean stale) {
        validUntil = earliest(validUntil, until); // [RES-2]
        allAuthenticated &= authenticated;
        anyStale |= stale;
    }

    /** Adds what matters of an entry in this state: what it used, what it lacks, or why it is unknown. */
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

    /** The questions without an answer, in the order in which the evaluation met them. */
    Set<DnsQuestion> open() {
        return unknown == null ? Set.of() : unknown.open;
    }

    /** The step of a check whose result is open: the questions that it needs, else why it can have no result. */
    RmxStep undecided(RmxQuery query, PublishedForm form) {
        if (!open().isEmpty()) {
            return new RmxStep.Needs(open()); // [EVAL-1], [EVAL-4], [SPF-5]
        }
        return unknown().failure != null // [EVAL-5], [SPF-4], [FORM-2]
                ? RmxVerdict.tempFail(query, form, failure())
                : RmxVerdict.badData(query, form, malformation(), evidence());
    }

    private FailedQuestion failure() {
        return Objects.requireNonNull(unknown().failure, "nothing failed");
    }

    /** The first malformed data, as "question: reason". */
    String malformation() {
        return Objects.requireNonNull(unknown().malformation, "nothing is malformed");
    }

    /** How long and how surely the answers used hold. */
    Evidence evidence() {
        return new Evidence(validUntil, allAuthenticated && validUntil != null, anyStale);
    }

    private static Instant earliest(@Nullable Instant one, Instant other) {
        return one != null && one.isBefore(other) ? one : other;
    }
}
