package dev.rmx.testkit;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Faults that a resolver can only wait out: nothing comes that it may take for the response. A test lets the time-out
 * pass when the server has been asked, so that it neither waits for one nor mistakes a slow machine for a late
 * response.
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

    /** The time by which the resolver must be made. */
    VirtualTime time() {
        return time;
    }

    private static boolean isSilent(DnsFault fault) {
        return fault instanceof DnsFault.Plain plain
                ? PLAIN.contains(plain)
                : true; // too late, or too short to be a message
    }

    /**
     * Waits for what hangs on one question. Where the fault leaves nothing else to wait for, the time-out passes.
     *
     * @param last how the server is asked last before it falls silent
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
