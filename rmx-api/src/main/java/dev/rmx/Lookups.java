package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks answers up among those known, and notes what the looking brought to light: open questions, failures, and how long
 * and how surely the answers used hold. One is made for each entry (and each record looked for), so that an entry which
 * is decided leaves none of its open questions behind; {@link #add} joins the notes that count.
 */
final class Lookups {
    /** Nothing was asked. */
    static final Lookups NONE = new Lookups(Map.of());

    private final Map<DnsQuestion, DnsAnswer> known;

    final List<DnsQuestion> open = new ArrayList<>();

    /** The first failure, and the question that failed. */
    @Nullable
    Failure failure;

    @Nullable
    String malformation;

    @Nullable
    Instant retryAfter;

    @Nullable
    Instant validUntil;

    boolean allAuthenticated = true;

    /** Whether one of the answers used had run out ([TEMP-2]). */
    boolean anyStale;

    /** A question that failed. */
    record Failure(DnsQuestion question, DnsAnswer.Failed answer) {
        /** What strangers may read ([HDR-6]): the question and the kind, and not what our resolver says of its servers. */
        @Override
        public String toString() {
            String kind = switch (answer.kind()) {
                case TIMEOUT -> "no response in time";
                case UNREACHABLE -> "no name server can be reached";
                case SERVFAIL -> "the name server says SERVFAIL";
                case REFUSED -> "the name server refuses to answer";
                case BOGUS -> "the answer fails DNSSEC validation";
                case UNUSABLE_RESPONSE -> "no usable response";
                case OVERLOADED -> "too many questions are under way";
                case BUDGET_SPENT -> "the check needs too many queries";
                case OTHER -> "DNS cannot be asked";
            };
            return question + ": " + kind;
        }
    }

    Lookups(Map<DnsQuestion, DnsAnswer> known) {
        this.known = known;
    }

    /** What {@code found} says of the data; NO where it is absent; a kind of unknown where there is no such answer. */
    Match ask(DnsQuestion question, Function<DnsData, Match> found) {
        return ask(question, known.get(question), found);
    }

    private Match ask(DnsQuestion question, @Nullable DnsAnswer answer, Function<DnsData, Match> found) {
        if (answer == null) {
            open.add(question);
            return Match.MISSING;
        }
        if (answer instanceof DnsAnswer.Found data) {
            if (!question.type().dataType().isInstance(data.data())) {
                throw new IllegalArgumentException("the answer to " + question + " should be "
                        + question.type().dataType().getSimpleName() + ", not " + data.data());
            }
            used(data);
            return found.apply(data.data());
        }
        if (answer instanceof DnsAnswer.Absent absent) {
            used(absent);
            return Match.NO;
        }
        if (answer instanceof DnsAnswer.Malformed malformed) {
            used(malformed);
            if (malformation == null) {
                malformation = question + ": " + malformed.reason();
            }
            return Match.MALFORMED;
        }
        DnsAnswer.Failed failed = (DnsAnswer.Failed) answer;
        if (failure == null) {
            failure = new Failure(question, failed);
        }
        retryAfter = earliest(retryAfter, failed.retryAfter());
        return Match.FAILED;
    }

    /** As {@link #ask}, where a failure of DNS counts as "no" ([ENT-domain]): for as long as it is not worth a retry. */
    Match askForgiving(DnsQuestion question, Function<DnsData, Match> found) {
        DnsAnswer answer = known.get(question);
        if (answer instanceof DnsAnswer.Failed failed) {
            used(failed.retryAfter(), false, false);
            return Match.NO;
        }
        if (answer instanceof DnsAnswer.Malformed malformed) {
            used(malformed);
            return Match.NO;
        }
        return ask(question, answer, found); // not looked up again: it may be there by now, and be a failure
    }

    private void used(DnsAnswer.Known answer) {
        used(answer.validUntil(), answer.authenticated(), answer.stale());
    }

    private void used(Instant until, boolean authenticated, boolean stale) {
        validUntil = earliest(validUntil, until);
        allAuthenticated &= authenticated;
        anyStale |= stale;
    }

    /** Joins what counts of an entry that turned out {@code match}: what it used, what it lacks, or why it is unknown. */
    void add(Match match, Lookups entry) {
        switch (match) {
            case YES, NO -> joinUsed(entry);
            case MISSING -> open.addAll(entry.open);
            case FAILED -> joinFailure(entry);
            case MALFORMED -> {
                joinUsed(entry);
                joinMalformation(entry);
            }
        }
    }

    /** Joins all that another pass noted. */
    void join(Lookups other) {
        open.addAll(other.open);
        joinUsed(other);
        joinFailure(other);
        joinMalformation(other);
    }

    private void joinUsed(Lookups other) {
        if (other.validUntil != null) {
            used(other.validUntil, other.allAuthenticated, other.anyStale);
        }
    }

    private void joinFailure(Lookups other) {
        failure = failure == null ? other.failure : failure;
        if (other.retryAfter != null) {
            retryAfter = earliest(retryAfter, other.retryAfter);
        }
    }

    private void joinMalformation(Lookups other) {
        malformation = malformation == null ? other.malformation : malformation;
    }

    /** What is malformed, as "question: reason". */
    String malformation() {
        return String.valueOf(malformation);
    }

    private static Instant earliest(@Nullable Instant one, Instant other) {
        return one != null && one.isBefore(other) ? one : other;
    }
}
