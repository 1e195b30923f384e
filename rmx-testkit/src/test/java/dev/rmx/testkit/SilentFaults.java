package dev.rmx.testkit;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Faults that a resolver can only wait out, because nothing arrives that it may take for the response. Once the server
 * has received the question, the test lets the time-out pass. So it waits for no real time-out, and a slow machine
 * makes no response late.
 */
final class SilentFaults {
    private static final Set<DnsFault.Plain> PLAIN = EnumSet.of(
            DnsFault.Plain.NO_ANSWER,
            DnsFault.Plain.ECHO,
            DnsFault.Plain.TCP_SILENT,
            DnsFault.Plain.WRONG_ID,
            DnsFault.Plain.WRONG_SOURCE,
            DnsFault.Plain.WRONG_QUESTION,
            DnsFault.Plain.GARBAGE);

    private final VirtualTime time = new VirtualTime();
    private final Duration timeout;

    SilentFaults(Duration timeout) {
        this.timeout = timeout;
    }

    /** The clock that the resolver must use. */
    VirtualTime time() {
        return time;
    }

    private static boolean isSilent(DnsFault fault) {
        return fault instanceof DnsFault.Plain plain
                ? PLAIN.contains(plain)
                : true; // too late, or too short to be a message
    }

    /**
     * Waits for a result that depends on one question. If the fault leaves only the time-out to wait for, lets it pass.
     *
     * @param last the last question that the server receives before it falls silent
     */
    <T> T join(CompletableFuture<T> result, DnsFault fault, RmxDnsServer server, RmxDnsServer.Asked last)
            throws ExecutionException, InterruptedException {
        while (true) {
            try {
                return result.get(5, TimeUnit.MILLISECONDS);
            } catch (TimeoutException open) {
                if (isSilent(fault) && server.asked().contains(last)) {
                    time.pass(timeout);
                }
            }
        }
    }
}
