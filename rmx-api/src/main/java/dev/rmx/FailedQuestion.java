package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Instant;

/**
 * The first question of an evaluation that failed. Strangers may read its {@code toString} ([HDR-6]): it gives the
 * question and the kind of failure, but not what the resolver says about its servers.
 *
 * @param question the question
 * @param answer how it failed
 * @param retryAfter when the first of all failed questions can be asked again
 */
record FailedQuestion(DnsQuestion question, DnsAnswer.Failed answer, Instant retryAfter) implements VerdictReason {
    /** This question, after another one failed too. */
    FailedQuestion andRetryAfter(Instant other) {
        return other.isBefore(retryAfter) ? new FailedQuestion(question, answer, other) : this;
    }

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
        return question + ": " + kind; // [HDR-6] without the resolver's own reason
    }
}
