package dev.rmx.quarantine;

import dev.rmx.quarantine.Handlers.Handled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The conclusions from a batch of hand-backs.
 *
 * @param done messages that a handler took
 * @param retries when to hand the others back again, from now, by message id
 */
record HandledBatch(List<Long> done, Map<Long, Duration> retries) {
    static HandledBatch of(Collection<Handled> ends, Pauses pauses) {
        HandledBatch batch = new HandledBatch(new ArrayList<>(), new LinkedHashMap<>());
        for (Handled end : ends) {
            HeldMessage message = end.message();
            if (end.end() == Handlers.End.TAKEN) {
                batch.done.add(message.id()); // [TEMP-3] deleted only after a handler took it
            } else {
                int attempts = message.decision().isPresent() ? message.attempts() : 0;
                batch.retries.put(message.id(), pauses.next(attempts, Duration.ZERO));
            }
        }
        return batch;
    }
}
