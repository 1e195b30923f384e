package dev.rmx.testkit.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.testkit.DnsFault;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the answers of a resolver, and says which kind one has to be. */
final class Answers {
    /** How long an answer may take, whatever happens. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private Answers() {}

    static DnsAnswer get(CompletableFuture<DnsAnswer> future) throws InterruptedException {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("a failure is a value, not an exception", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("no answer within " + PATIENCE, e);
        }
    }

    static void assertFound(DnsData expected, DnsAnswer answer) {
        assertEquals(expected, assertInstanceOf(DnsAnswer.Found.class, answer).data());
    }

    static void assertAbsent(DnsAnswer answer) {
        assertInstanceOf(DnsAnswer.Absent.class, answer);
    }

    static DnsAnswer.Failed assertFailed(DnsAnswer answer) {
        return assertInstanceOf(DnsAnswer.Failed.class, answer);
    }

    /** The answer is one of these readings of {@code right}. */
    static void assertOneOf(Set<DnsFault.Reading> allowed, DnsData right, DnsAnswer answer) {
        DnsFault.Reading reading = DnsFault.Reading.RIGHT;
        if (answer instanceof DnsAnswer.Absent) {
            reading = DnsFault.Reading.ABSENT;
        } else if (answer instanceof DnsAnswer.Failed) {
            reading = DnsFault.Reading.FAILED;
        } else {
            assertFound(right, answer);
        }
        assertTrue(allowed.contains(reading), () -> allowed + " should come of it, not " + answer);
    }
}
