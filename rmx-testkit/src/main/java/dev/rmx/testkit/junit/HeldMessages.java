package dev.rmx.testkit.junit;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Messages that the contract of quarantine stores holds, at times around {@link #NOW}, which is no real now. */
final class HeldMessages {
    static final Instant NOW = Instant.parse("2026-11-05T06:07:08.123456Z");
    static final Instant UNTIL = NOW.plus(Duration.ofDays(4));
    /** Nothing is put that far. */
    static final Instant HORIZON = NOW.plus(Duration.ofDays(30));

    static final DomainName SUBJECT = DomainName.parse("a.example");
    static final DomainName OTHER_SUBJECT = DomainName.parse("b.example");
    static final Decision PASS = new Decision(
            RmxOutcome.GRANTED, Optional.of("ipv4:192.0.2.1/32"), "granted by a.example", Decision.Source.DNS);
    static final Decision RELEASED =
            new Decision(RmxOutcome.NO_RMX, Optional.empty(), "let it through", Decision.Source.OPERATOR);

    private HeldMessages() {}

    static Instant minutes(long minutes) {
        return NOW.plus(Duration.ofMinutes(minutes));
    }

    static RmxQuery query(DomainName subject) {
        return new RmxQuery(IpAddress.parse("192.0.2.1"), Optional.of(subject), Optional.of("Someone"));
    }

    /** Adds a message of {@link #SUBJECT}. */
    static long add(QuarantineStore store, Instant due) throws QuarantineException {
        return add(store, SUBJECT, due);
    }

    static long add(QuarantineStore store, DomainName subject, Instant due) throws QuarantineException {
        return store.add(query(subject), MessageReference.of("queue id"), NOW, UNTIL, due);
    }

    /** Adds a message that is due, and leases it. */
    static long addLeased(QuarantineStore store) throws QuarantineException {
        long id = add(store, NOW);
        if (!ids(store.claim(NOW, HORIZON, 100)).contains(id)) {
            throw new AssertionError("message " + id + " is due, and was not claimed");
        }
        return id;
    }

    /** Lists all ids, page by page; no more than twice as many as there are, should a store give pages again. */
    static List<Long> idsInPages(QuarantineStore store, int pageSize, int count) throws QuarantineException {
        List<Long> listed = new ArrayList<>();
        List<HeldMessage> page = store.list(Long.MIN_VALUE, pageSize);
        while (!page.isEmpty() && listed.size() <= 2 * count) {
            if (page.size() > pageSize) {
                throw new AssertionError("list of " + pageSize + " messages at most gave " + page.size());
            }
            listed.addAll(ids(page));
            page = store.list(listed.get(listed.size() - 1), pageSize);
        }
        return listed;
    }

    static List<Long> ids(Collection<HeldMessage> messages) {
        return messages.stream().map(HeldMessage::id).toList();
    }

    /** Leases everything that is due at {@link #NOW}. */
    static List<Long> claimDue(QuarantineStore store) throws QuarantineException {
        return ids(store.claim(NOW, HORIZON, 100_000));
    }
}
