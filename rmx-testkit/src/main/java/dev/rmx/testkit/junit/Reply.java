package dev.rmx.testkit.junit;

import static org.junit.jupiter.api.Assertions.fail;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.record.RmxRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A resolver's answer to a question, and checks of it. Every failure message begins with the fault and the type.
 *
 * @param question the question in words: "SERVFAIL to an MX question"
 * @param answer the answer
 * @param before a time before the question was asked, by the system's clock
 * @param after a time after it was answered
 */
record Reply(String question, DnsAnswer answer, Instant before, Instant after) {
    /** For clocks that count whole seconds. */
    private static final Duration ROUNDING = Duration.ofSeconds(1);
    /** [TEMP-1] */
    private static final Duration LONGEST_MEMORY = Duration.ofMinutes(5);
    /** Every kind of failure. */
    static final Set<DnsAnswer.Failed.Kind> ANY = EnumSet.allOf(DnsAnswer.Failed.Kind.class);

    DnsAnswer.Found found(DnsData expected) {
        DnsAnswer.Found found = as(DnsAnswer.Found.class);
        if (!same(expected, found.data())) {
            fail(question + ": expected " + expected + ", found " + found.data());
        }
        return known(found);
    }

    DnsAnswer.Absent absent() {
        return known(as(DnsAnswer.Absent.class));
    }

    DnsAnswer.Malformed malformed() {
        DnsAnswer.Malformed malformed = as(DnsAnswer.Malformed.class);
        check(!malformed.reason().isBlank(), () -> question + ": a malformed record needs a reason for people");
        return known(malformed);
    }

    /** Checks for a failure of one of these kinds. */
    DnsAnswer.Failed failed(Set<DnsAnswer.Failed.Kind> kinds) {
        DnsAnswer.Failed failed = as(DnsAnswer.Failed.class);
        check(
                kinds.contains(failed.kind()),
                () -> question + ": the failure must be of kind " + words(kinds) + ", was " + failed);
        check(!failed.reason().isBlank(), () -> question + ": a failure needs a reason for people");
        Instant retry = failed.retryAfter();
        check(
                !retry.isAfter(after.plus(LONGEST_MEMORY).plus(ROUNDING)),
                () -> question + ": retryAfter must be at most 300 seconds after the failure [TEMP-1], was " + retry
                        + "; asked at " + before);
        return failed;
    }

    /** Checks that the answer is valid for this long after it came. */
    void validFor(Duration timeToLive) {
        Instant until = ((DnsAnswer.Known) answer).validUntil();
        Instant earliest = before.plus(timeToLive).minus(ROUNDING);
        Instant latest = after.plus(timeToLive).plus(ROUNDING);
        check(
                !until.isBefore(earliest) && !until.isAfter(latest),
                () -> question + ": validUntil must be " + timeToLive + " after the answer came, that is " + earliest
                        + " to " + latest + ", was " + until);
    }

    /** Checks the flags: the zone is not signed, and the answer is fresh. */
    private <A extends DnsAnswer.Known> A known(A given) {
        check(
                !given.authenticated(),
                () -> question + ": must not be authenticated, because the zone is not signed; was " + given);
        check(!given.stale(), () -> question + ": must not be stale, because the server just said it; was " + given);
        return given;
    }

    private <A extends DnsAnswer> A as(Class<A> kind) {
        if (!kind.isInstance(answer)) {
            fail(question + " must be " + kind.getSimpleName() + ", was " + answer);
        }
        return kind.cast(answer);
    }

    private static String words(Set<DnsAnswer.Failed.Kind> kinds) {
        return String.join(" or ", kinds.stream().map(Enum::name).toList());
    }

    /** Compares data; the order of RMX records does not matter ([REC-3]). */
    private static boolean same(DnsData expected, DnsData actual) {
        if (expected instanceof DnsData.RmxRecords some && actual instanceof DnsData.RmxRecords others) {
            return sorted(some.records()).equals(sorted(others.records()));
        }
        return expected.equals(actual);
    }

    private static List<RmxRecord> sorted(List<RmxRecord> records) {
        return records.stream().sorted().toList();
    }

    /** Like {@code assertTrue}, but without "expected: true" at the end of the message. */
    static void check(boolean asItMustBe, Supplier<String> otherwise) {
        if (!asItMustBe) {
            fail(otherwise);
        }
    }
}
