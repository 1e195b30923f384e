package dev.rmx.testkit.junit;

import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineStore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message's state according to the rules. */
final class ModelRow {
    final long id;
    final RmxQuery query;
    final MessageReference reference;
    /** Taken from the store. */
    final Instant since;
    /** The end of its longest hold, if no further cut-off extends it. */
    Span until;

    @Nullable
    DnsQuestion question;

    @Nullable
    Decision decision;

    /** Only for a decided message. */
    Span due;

    /** Only for a decided message. */
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

    /** Whether the message can be claimed at a moment, provided it is due. */
    Span.Answer isFree(Instant now) {
        return owner == null ? Span.Answer.YES : leaseEnd.isOver(now);
    }

    void lease(QuarantineStore store, Span now) {
        owner = store;
        leaseEnd = now.plus(store.leaseTime());
    }

    void giveBack(Span now) {
        owner = null;
        leaseEnd = now;
    }

    void decide(Decision decided, Span now) {
        decision = decided;
        question = null;
        due = now;
        attempts = 0;
    }

    @Override
    public String toString() {
        return "message " + id + (decision == null ? ", which waits for " + question : ", which is decided");
    }
}
