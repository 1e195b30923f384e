package dev.rmx.testkit.quarantine;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Claimed;
import dev.rmx.quarantine.QuarantineStore.Wait;
import dev.rmx.receive.Finding;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.resolver.RmxChecker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A message that waits for a question due at once, and other values for tests of stores. */
final class Samples {
    static final DnsQuestion QUESTION = new DnsQuestion(DomainName.parse("a.example"), RecordType.RMX);
    static final Wait WAIT = new Wait(QUESTION, Duration.ZERO);
    static final Duration LONGEST = Duration.ofDays(4);
    static final RmxQuery QUERY =
            new RmxQuery(IpAddress.parse("192.0.2.1"), Optional.of(QUESTION.name()), Optional.of("someone"));
    static final MessageReference REFERENCE = MessageReference.of("queue id");
    static final Decision DECISION = new Decision(Finding.of(RmxOutcome.NO_RMX, "no record"), Decision.Source.DNS);

    private Samples() {}

    static long add(QuarantineStore store) throws QuarantineException {
        return add(store, REFERENCE);
    }

    static long add(QuarantineStore store, MessageReference reference) throws QuarantineException {
        return store.add(QUERY, reference, WAIT, LONGEST);
    }

    static List<Long> ids(Claimed claimed) {
        return ids(claimed.messages());
    }

    static List<Long> ids(List<HeldMessage> messages) {
        return messages.stream().map(HeldMessage::id).toList();
    }

    /** A verdict for a domain whose name server does not answer. */
    static RmxVerdict undecided(String domain) {
        try (RmxChecker checker = RmxChecker.builder((question, budget) -> CompletableFuture.completedFuture(
                        new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "down", Instant.MIN)))
                .build()) {
            return checker.check("192.0.2.1", "joe@" + domain);
        }
    }

    /** A verdict for a domain without a record. */
    static CompletableFuture<RmxVerdict> decided(RmxQuery query) {
        try (RmxChecker checker = RmxChecker.builder((question, budget) ->
                        CompletableFuture.completedFuture(new DnsAnswer.Absent(Instant.now(), false)))
                .build()) {
            return checker.checkAsync(query);
        }
    }
}
