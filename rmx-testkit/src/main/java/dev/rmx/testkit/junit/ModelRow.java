package dev.rmx.testkit.junit;

import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineStore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message, as the rules have it. */
final class ModelRow {
    final long id;
    final RmxQuery query;
    final MessageReference reference;
    /** As the store says. */
    final Instant since;
    /** When its time is up, if we are not cut off any more from now on. */
    Span until;

    @Nullable
    DnsQuestion question;

    @Nullable
    Decision decision;

    /** For what is decided. */
    Span due;

    /** For what is decided. */
    int attempts;

    @Nullable
    QuarantineStore owner;

    Span leaseEnd;

    ModelRow(HeldMessage added, Span until, @Nullable DnsQuestion question, @Nullable Decision decision, Span due) {
        this.id = added.id();
        this.query = added.query();
        this.reference = added.reference();
        this.since = added.since();
        this.until = until;
        this.question = question;
        this.decision = decision;
        this.due = due;
        this.leaseEnd = Span.at(since);
    }

    /** Whether it can be claimed at a moment, if it is due. */
    Span.Answer isFree(Instant now) {
        return owner == null ? Span.Answer.YES : leaseEnd.isOver(now);
    }

    void decide(Decision decided, Span now) {
        decision = decided;
        question = null;
        due = now;
        attempts = 0;
    }

    /** In words, for failures. */
    @Override
    public String toString() {
        return "message " + id + (decision == null ? ", which waits for " + question : ", which is decided");
    }
}
