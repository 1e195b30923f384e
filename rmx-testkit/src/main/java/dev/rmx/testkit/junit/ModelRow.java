package dev.rmx.testkit.junit;

import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.record.DomainName;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A message, and which of the store objects it is leased to, if any. */
record ModelRow(HeldMessage message, @Nullable QuarantineStore lease) {
    ModelRow due(Instant due, int attempts) {
        HeldMessage m = message;
        return new ModelRow(
                new HeldMessage(m.id(), m.query(), m.reference(), m.since(), m.until(), due, attempts, m.decision()),
                lease);
    }

    ModelRow decided(Decision decision) {
        HeldMessage m = message;
        return new ModelRow(
                new HeldMessage(
                        m.id(),
                        m.query(),
                        m.reference(),
                        m.since(),
                        m.until(),
                        m.due(),
                        m.attempts(),
                        Optional.of(decision)),
                lease);
    }

    ModelRow leasedTo(@Nullable QuarantineStore store) {
        return new ModelRow(message, store);
    }

    /** When it is due that was put off to then. */
    Instant atMost(Instant due) {
        return due.isBefore(message.until()) ? due : message.until();
    }

    boolean isUndecidedOf(DomainName subject) {
        return message.decision().isEmpty()
                && message.query().subject().orElseThrow().equals(subject);
    }
}
