package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Instant;

/**
 * A question to DNS that failed, and others with it perhaps. Its {@code toString} is what strangers may read ([HDR-6]): the question and the kind of failure, not what
 * our resolver says of its servers.
 *
 * @param question the first question that failed
 * @param answer how it failed
 * @param retryAfter when the first of all that failed can be asked again
 */
record FailedQuestion(DnsQuestion question, DnsAnswer.Failed answer, Instant retryAfter) {
    /** This one, where another question failed too. */
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
        return question + ": " + kind;
    }
}
