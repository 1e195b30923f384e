package dev.rmx.testkit.junit.stores;

import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.testkit.junit.stores.Shelf.Asked;
import dev.rmx.testkit.junit.stores.Shelf.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a right store in memory decides, one thing a method: mutants override one, and get it wrong. {@link ShelfStore}
 * does the rest.
 */
abstract class ShelfRules implements QuarantineStore {
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration A_THOUSAND_YEARS = Duration.ofDays(365_000);

    final Shelf shelf;
    final Duration leaseTime;
    private int claims;

    ShelfRules(Shelf shelf, Duration leaseTime) {
        this.shelf = shelf;
        this.leaseTime = leaseTime;
    }

    Object lock() {
        return shelf;
    }

    Instant now() {
        return shelf.now();
    }

    Instant later(Instant time, Duration by) {
        return time.plus(by.isNegative() ? Duration.ZERO : by.compareTo(A_THOUSAND_YEARS) > 0 ? A_THOUSAND_YEARS : by);
    }

    boolean isMine(Row row) {
        return row.owner() == this;
    }

    boolean isFree(Row row) {
        return row.owner() == null || !row.leaseEnd().isAfter(now());
    }

    Row leased(Row row) {
        return row.leasedTo(this, now().plus(leaseTime));
    }

    Comparator<Row> decidedOrder() {
        return Comparator.comparing(Row::due);
    }

    Comparator<Row> timeOrder() {
        return Comparator.comparing(Row::until);
    }

    Comparator<DnsQuestion> questionOrder() {
        return Comparator.comparing(question -> asked(question).due());
    }

    /**
     * Which of the three kinds is claimed first this time: due questions, decided messages, or messages whose time is
     * up.
     */
    int firstKind() {
        return claims++;
    }

    /** The messages to claim for a question that is due. */
    List<Row> ofQuestion(DnsQuestion question) {
        return shelf.of(question).stream().filter(this::isFree).limit(1).toList();
    }

    boolean isDue(Row decided) {
        return !decided.due().isAfter(now());
    }

    boolean isDue(Asked asked) {
        return !asked.due().isAfter(now());
    }

    boolean isTimeUp(Row row) {
        return !row.until().isAfter(shelf.held());
    }

    /** The question after one of its messages was claimed. */
    Asked claimed(Asked asked) {
        return new Asked(now().plus(Duration.ofMinutes(1)), asked.attempts());
    }

    /** The known question after another message was added for it. */
    Asked known(Asked asked, Duration pause) {
        return asked;
    }

    /** The question after an attempt that was not answered. */
    Asked inVain(Asked asked, Duration pause) {
        return new Asked(later(now(), pause), asked.attempts() + 1);
    }

    Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    Row decided(Row row, Decision decision) {
        return row.decision().isPresent() ? row : row.decided(decision, now());
    }

    Row released(Row row, Decision decision) {
        return row.decision().isPresent() ? retriedNow(row) : row.decided(decision, now());
    }

    /** The message after {@code await}; it may be decided already. */
    Row waiting(Row row, DnsQuestion question) {
        return (row.decision().isPresent() ? row : row.waitsFor(question)).free();
    }

    Row retried(Row row, Duration pause) {
        return (row.decision().isPresent() ? row.due(later(now(), pause), row.attempts() + 1) : row).free();
    }

    Row givenBack(Row row) {
        return row.free();
    }

    /** The question after a cut-off has ended. */
    Asked afterCutOff(Asked asked) {
        return retriedNow(asked);
    }

    Asked retriedNow(Asked asked) {
        return new Asked(asked.due().isAfter(now()) ? now() : asked.due(), asked.attempts());
    }

    Row retriedNow(Row decided) {
        return decided.due().isAfter(now()) ? decided.due(now(), decided.attempts()) : decided;
    }

    void forget(DnsQuestion question) {
        shelf.forget(question);
    }

    /** Whether nobody has reported for half a minute that DNS answers. */
    boolean isSilent() {
        return shelf.heard.values().stream()
                .noneMatch(heard -> heard.plus(SILENCE).isAfter(now()));
    }

    // building blocks

    final Asked asked(DnsQuestion question) {
        return shelf.asked(question).orElse(new Asked(now(), 0));
    }

    final HeldMessage shown(Row row) {
        Optional<Asked> asked = row.question().map(this::asked);
        return new HeldMessage(
                row.id(),
                row.query(),
                row.reference(),
                row.since(),
                shelf.byClock(row.until()),
                row.question(),
                asked.map(Asked::due).orElse(row.due()),
                asked.map(Asked::attempts).orElse(row.attempts()),
                row.decision());
    }

    final List<Row> mine(Collection<Long> ids) {
        return ids.stream()
                .flatMap(id -> shelf.row(id).stream())
                .filter(this::isMine)
                .toList();
    }

    /** Stores a message that may wait for another question than before, or for none. */
    final void put(Row row) {
        Optional<DnsQuestion> before = shelf.row(row.id()).flatMap(Row::question);
        shelf.put(row);
        if (!before.equals(row.question())) {
            before.ifPresent(this::forget);
        }
    }

    Row row(RmxQuery query, MessageReference reference, Duration longest) {
        Instant until = later(shelf.held(), longest);
        return new Row(
                shelf.nextId(),
                query,
                reference,
                now(),
                until,
                Optional.empty(),
                now(),
                0,
                Optional.empty(),
                null,
                Instant.MIN);
    }

    final boolean take(long id) {
        Optional<DnsQuestion> question = shelf.row(id).flatMap(Row::question);
        boolean there = shelf.remove(id);
        question.ifPresent(this::forget);
        return there;
    }
}
