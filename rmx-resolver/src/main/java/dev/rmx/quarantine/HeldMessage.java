package dev.rmx.quarantine;

import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import java.time.Instant;
import java.util.Optional;

/**
 * A held message. All instants are by the store's clock.
 *
 * @param id the store's id for it; a store never uses an id twice
 * @param query the query to check
 * @param reference the owner's reference to the message
 * @param since when the hold began
 * @param until when its time is up; time during which {@linkplain QuarantineStore#report we are cut off from DNS} moves
 *     this back
 * @param waitsFor the DNS question that needs an answer before the message can be decided; empty if it is decided
 * @param due when that question may be asked again; for a decided message, when to hand it back
 * @param attempts how often that question was asked again without an answer; for a decided message, how often the
 *     handler failed
 * @param decision the decision, if there is one: then the message waits to be handed back
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
