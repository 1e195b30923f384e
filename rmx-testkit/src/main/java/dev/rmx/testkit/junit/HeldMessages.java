package dev.rmx.testkit.junit;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.rmx.PublishedForm;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Wait;
import dev.rmx.receive.Finding;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Messages for the contract of quarantine stores, and short forms of calls.
 *
 * <p>The tests count in hours: on a slow machine a test may take minutes, and a store's clock may run meanwhile.
 */
final class HeldMessages {
    static final Duration LONGEST = Duration.ofDays(4);
    /** How long a question is not due after one of its messages was claimed. */
    static final Duration MINUTE = Duration.ofMinutes(1);
    /** More than all messages, even if questions without messages take up room too. */
    static final int ALL = 100_000;

    static final DnsQuestion QUESTION = question("a.example");
    static final DnsQuestion OTHER_QUESTION = question("b.example");
    static final Decision PASS =
            decision(RmxOutcome.GRANTED, Optional.of("ipv4:192.0.2.1/32"), "granted by a.example", Decision.Source.DNS);
    static final Decision RELEASED =
            new Decision(Finding.of(RmxOutcome.NO_RMX, "let it through"), Decision.Source.OPERATOR);
    static final RmxQuery QUERY = new RmxQuery(
            IpAddress.parse("192.0.2.1"), Optional.of(DomainName.parse("sender.example")), Optional.of("Someone"));
    static final MessageReference REFERENCE = MessageReference.of("queue id");

    private HeldMessages() {}

    /** A decision that tells of RMX. */
    static Decision decision(RmxOutcome outcome, Optional<String> mechanism, String reason, Decision.Source source) {
        Finding finding = new Finding(
                outcome,
                List.of(PublishedForm.RMX),
                Optional.empty(),
                mechanism,
                reason,
                Optional.empty(),
                outcome == RmxOutcome.GRANTED,
                BigInteger.valueOf(reason.length()));
        return new Decision(finding, source);
    }

    static Duration hours(long hours) {
        return Duration.ofHours(hours);
    }

    static DnsQuestion question(String name) {
        return new DnsQuestion(DomainName.parse(name), RecordType.RMX);
    }

    static Wait waitFor(DnsQuestion question, long hours) {
        return new Wait(question, hours(hours));
    }

    /** Adds a message that waits for {@link #QUESTION}, due at once. */
    static long add(QuarantineStore store) throws QuarantineException {
        return add(store, QUESTION, 0);
    }

    /** Adds a message that waits for a question, due in so many hours unless the store knows the question already. */
    static long add(QuarantineStore store, DnsQuestion question, long hours) throws QuarantineException {
        return store.add(QUERY, REFERENCE, waitFor(question, hours), LONGEST);
    }

    /** Adds a decided message that comes back in so many hours. */
    static long addDecided(QuarantineStore store, long hours) throws QuarantineException {
        return store.add(QUERY, REFERENCE, PASS, hours(hours));
    }

    /** Adds a message that waits for {@link #QUESTION}, and leases it. */
    static long addLeased(QuarantineStore store) throws QuarantineException {
        return addLeased(store, QUESTION);
    }

    static long addLeased(QuarantineStore store, DnsQuestion question) throws QuarantineException {
        long id = add(store, question, 0);
        List<Long> claimed = claim(store, question);
        if (!claimed.contains(id)) {
            throw new AssertionError("claim of " + question + ", for which message " + id + " waits, gave " + claimed);
        }
        return id;
    }

    /** Leases everything that is due. */
    static List<Long> claim(QuarantineStore store) throws QuarantineException {
        return ids(store.claim(ALL).messages());
    }

    /** Leases everything that waits for a question. */
    static List<Long> claim(QuarantineStore store, DnsQuestion question) throws QuarantineException {
        return ids(store.claim(question, ALL).messages());
    }

    /** The time by the store's clock. */
    static Instant now(QuarantineStore store) throws QuarantineException {
        return store.claim(0).now();
    }

    static HeldMessage find(QuarantineStore store, long id) throws QuarantineException {
        return store.find(id).orElseThrow(() -> new AssertionError("find does not find message " + id));
    }

    static List<Long> ids(Collection<HeldMessage> messages) {
        return messages.stream().map(HeldMessage::id).toList();
    }

    /**
     * Checks that {@code actual} is {@code time} after a moment from {@code before} to {@code after}, to the
     * microsecond.
     */
    static void assertAfter(String what, Instant before, Instant after, Duration time, Instant actual) {
        Duration early = Duration.between(actual, before.plus(time));
        Duration late = Duration.between(after.plus(time), actual);
        assertFalse(
                isSeen(early) || isSeen(late),
                () -> what + ": should be " + time + " after a moment from " + before + " to " + after + ", and is "
                        + actual);
    }

    /** Whether a store that counts microseconds sees the difference. */
    static boolean isSeen(Duration difference) {
        return difference.compareTo(Duration.ofNanos(1_000)) > 0;
    }

    /** Lists all ids, page by page. Stops at twice {@code count}, in case a store repeats pages. */
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
}
