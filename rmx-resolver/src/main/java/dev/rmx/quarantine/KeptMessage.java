package dev.rmx.quarantine;

import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message in memory. Only the store's lock makes it safe to share between threads. */
final class KeptMessage {
    final long id;
    final RmxQuery query;
    final MessageReference reference;
    final Instant since;
    /** By the hold time, which stands still while we are cut off. */
    final Instant until;

    @Nullable
    Decision decision;

    Instant due;
    int attempts;

    @Nullable
    DnsQuestion question;

    boolean leased;

    KeptMessage(long id, RmxQuery query, MessageReference reference, Instant since, Instant until) {
        this.id = id;
        this.query = query;
        this.reference = reference;
        this.since = since;
        this.until = until;
        this.due = until;
    }
}
