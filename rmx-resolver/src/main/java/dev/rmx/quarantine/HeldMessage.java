package dev.rmx.quarantine;

import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import java.time.Instant;
import java.util.Optional;

/**
 * A message that is held. All instants are by the store's clock.
 *
 * @param id what the store knows it by; never given twice by one store
 * @param query what is to be checked
 * @param reference what its owner knows it by
 * @param since since when it is held
 * @param until when its time is up; later by as long as {@linkplain QuarantineStore#report we are cut off from DNS}
 * @param waitsFor the question to DNS that has to be answered before the message can be decided; empty if it is decided
 * @param due when that question may be asked again, or when the decided message is to be handed back
 * @param attempts how often that question was asked again without an answer, or how often the handler failed
 * @param decision what was decided, if anything: then the message waits to be handed back
 */
public record HeldMessage(
        long id,
        RmxQuery query,
        MessageReference reference,
        Instant since,
        Instant until,
        Optional<DnsQuestion> waitsFor,
        Instant due,
        int attempts,
        Optional<Decision> decision) {}
