package dev.rmx.quarantine;

import dev.rmx.RmxQuery;
import java.time.Instant;
import java.util.Optional;

/**
 * A message that is held.
 *
 * @param id what the store knows it by; never given twice by one store
 * @param query what is to be checked
 * @param reference what its owner knows it by
 * @param since since when it is held
 * @param until when its time is up
 * @param due when it is to be looked at next; at {@code until} at the latest
 * @param attempts how often that was done so far
 * @param decision what was decided, if anything: then it waits to be handed back
 */
public record HeldMessage(
        long id,
        RmxQuery query,
        MessageReference reference,
        Instant since,
        Instant until,
        Instant due,
        int attempts,
        Optional<Decision> decision) {}
