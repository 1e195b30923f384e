package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.RecordType;
import dev.rmx.resolver.FakeResolver;
import dev.rmx.resolver.HeldClock;
import dev.rmx.resolver.RmxChecker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class QuarantineTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String CLIENT = "192.0.2.1";

    private final HeldClock clock = new HeldClock();
    private final FakeResolver dns = new FakeResolver();
    private final RmxChecker checker = RmxChecker.builder(dns).clock(clock).build();
    private final InMemoryQuarantineStore store = new InMemoryQuarantineStore(10_000);
    private final BlockingQueue<Released> released = new LinkedBlockingQueue<>();
    private final List<Quarantine> opened = new ArrayList<>();

    private static final Decision OPERATORS =
            new Decision(RmxOutcome.NO_RMX, Optional.empty(), "by hand", Decision.Source.OPERATOR);

    private record Released(String reference, RmxOutcome outcome, Decision decision) {}

    @AfterEach
    void close() {
        opened.forEach(Quarantine::close);
        checker.close();
    }

    private Quarantine.Builder builder(ReleaseHandler handler) {
        return Quarantine.builder(checker, store, handler)
                .clock(clock)
                .pollEvery(Duration.ofMillis(5))
                .pauses(MINUTE, Duration.ofMinutes(8));
    }

    private Quarantine open(Quarantine.Builder builder) {
        Quarantine quarantine = builder.build();
        opened.add(quarantine);
        return quarantine;
    }

    private Quarantine open() {
        return open(builder(this::take));
    }

    private void take(HeldMessage message, Decision decision) {
        released.add(new Released(message.reference().toString(), decision.outcome(), decision));
    }

    private void down(String domain) {
        dns.answer(domain, RecordType.RMX, new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "down", Instant.MIN));
    }

    private long hold(Quarantine quarantine, String domain, String reference) throws QuarantineException {
        RmxVerdict verdict = checker.check(CLIENT, "joe@" + domain);
        return quarantine.hold(verdict, MessageReference.of(reference));
    }

    private Released next() throws InterruptedException {
        Released next = released.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("a message that is handed back").isNotNull();
        return next;
    }

    /** Waits until the quarantine has looked at something again in vain. */
    private static void awaitRetries(Quarantine quarantine, long retries) throws Exception {
        while (quarantine.counts().retries() < retries) {
            Thread.onSpinWait();
        }
    }

    @Test
    void TEMP_3_a_message_is_handed_back_as_decided_when_dns_answers_again() throws Exception {
        Quarantine quarantine = open();
        down("a.x");
        long id = hold(quarantine, "a.x", "message");
        assertThat(quarantine.find(id)).hasValueSatisfying(held -> {
            assertThat(held.reference()).isEqualTo(MessageReference.of("message"));
            assertThat(held.until()).isEqualTo(HeldClock.START.plus(Quarantine.LONGEST_HOLD));
        });

        clock.move(MINUTE.multipliedBy(2));
        awaitRetries(quarantine, 1);
        dns.rmx("a.x", "ipv4:192.0.2.1");
        clock.move(MINUTE.multipliedBy(10));

        Released back = next();
        assertThat(back.reference()).isEqualTo("message");
        assertThat(back.outcome()).isEqualTo(RmxOutcome.GRANTED);
        assertThat(back.decision().mechanism()).contains("ipv4:192.0.2.1");
        assertThat(back.decision().source()).isEqualTo(Decision.Source.DNS);
        awaitEmpty(quarantine);
        assertThat(quarantine.find(id)).isEmpty();
        assertThat(quarantine.counts().released()).containsOnly(Map.entry(RmxOutcome.GRANTED, 1L));
        assertThat(released).isEmpty();
    }

    private static void awaitEmpty(Quarantine quarantine) throws Exception {
        while (quarantine.counts().held() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void TEMP_3_nothing_is_looked_at_before_its_time() throws Exception {
        Quarantine quarantine = open();
        down("a.x");
        RmxVerdict verdict = checker.check(CLIENT, "joe@a.x");
        long id = quarantine.hold(verdict, MessageReference.of("m"));
        Instant due = quarantine.find(id).orElseThrow().due();
        assertThat(due)
                .isAfterOrEqualTo(verdict.retryAfter().orElseThrow())
                .isBetween(
                        HeldClock.START.plus(MINUTE),
                        HeldClock.START.plus(MINUTE.multipliedBy(5).dividedBy(4)));
        dns.rmx("a.x", "ipv4:192.0.2.1");
        dns.asked.clear();

        clock.move(MINUTE.minusMillis(1));
        long other = quarantine.hold(verdict, MessageReference.of("n"));
        assertThat(quarantine.release(other, RmxOutcome.NO_RMX, "by hand")).isTrue();
        assertThat(next().reference()).isEqualTo("n"); // the store was looked at, and m not taken

        assertThat(dns.asked).isEmpty();
        assertThat(released).isEmpty();
    }

    @Test
    void TEMP_3_a_message_whose_time_is_up_is_handed_back_as_temperror() throws Exception {
        Quarantine quarantine = open(builder(this::take).longestHold(Duration.ofHours(1)));
        down("a.x");
        hold(quarantine, "a.x", "m");

        clock.move(Duration.ofHours(1));

        Released back = next();
        assertThat(back.outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
        assertThat(back.decision().source()).isEqualTo(Decision.Source.TIME);
        assertThat(back.decision().reason()).contains("2026-01-01T01:00:00Z").contains("down");
    }

    @Test
    void TEMP_3_dns_is_asked_once_more_before_a_message_is_given_up() throws Exception {
        Quarantine quarantine = open();
        down("a.x");
        hold(quarantine, "a.x", "m");
        dns.rmx("a.x", "unused:");

        clock.move(Quarantine.LONGEST_HOLD.plusDays(10));

        assertThat(next().outcome()).isEqualTo(RmxOutcome.DENIED);
    }

    @Test
    void TEMP_3_a_domain_that_recovers_releases_all_of_its_messages_and_is_not_asked_for_each() throws Exception {
        Quarantine quarantine = open(builder(this::take).mostInFlight(10));
        down("a.x");
        for (int i = 0; i < 1_000; i++) {
            hold(quarantine, "a.x", "m" + i);
        }
        clock.move(MINUTE.multipliedBy(2));
        awaitRetries(quarantine, 1);
        dns.rmx("a.x", "ipv4:192.0.2.1");
        dns.asked.clear();
        clock.move(Duration.ofSeconds(160)); // one is due by now, the others are when their domain is seen to answer

        List<String> back = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            back.add(next().reference());
        }
        assertThat(back).doesNotHaveDuplicates();
        assertThat(dns.asked).hasSizeLessThanOrEqualTo(2); // RMX and TXT
    }

    @Test
    void TEMP_3_a_domain_that_stays_down_does_not_keep_another_waiting() throws Exception {
        Quarantine quarantine = open();
        down("a.x");
        down("b.x");
        hold(quarantine, "a.x", "a");
        hold(quarantine, "b.x", "b");
        dns.rmx("b.x", "ipv4:192.0.2.1");

        clock.move(MINUTE.multipliedBy(2));

        assertThat(next().reference()).isEqualTo("b");
        while (quarantine.counts().held() > 1) {
            Thread.onSpinWait();
        }
        assertThat(released).isEmpty();
    }

    @Test
    void TEMP_3_pauses_grow() throws Exception {
        Quarantine quarantine = open();
        down("a.x");
        long id = hold(quarantine, "a.x", "m");
        Duration pause = MINUTE;
        for (int attempt = 1; attempt <= 6; attempt++) {
            clock.move(Duration.between(
                    clock.instant(), quarantine.find(id).orElseThrow().due()));
            awaitRetries(quarantine, attempt);
            pause = attempt < 4 ? pause.multipliedBy(2) : pause; // 8 minutes at most
            assertThat(quarantine.find(id).orElseThrow().due())
                    .isBetween(
                            clock.instant().plus(pause),
                            clock.instant().plus(pause.multipliedBy(5).dividedBy(4)));
        }
    }

    @Test
    void a_handler_that_throws_gets_the_message_again_with_the_same_decision() throws Exception {
        AtomicInteger failures = new AtomicInteger(2);
        Quarantine quarantine = open(builder((message, decision) -> {
            if (failures.getAndDecrement() > 0) {
                dns.rmx("a.x", "unused:"); // it would be decided differently now
                throw new IllegalStateException("not now");
            }
            take(message, decision);
        }));
        down("a.x");
        hold(quarantine, "a.x", "m");
        dns.rmx("a.x", "ipv4:192.0.2.1");

        for (int i = 0; i < 3; i++) {
            clock.move(Duration.ofHours(1));
            while (quarantine.counts().handlerFailures() == i
                    && quarantine.counts().held() > 0) {
                Thread.onSpinWait();
            }
        }

        assertThat(next().outcome()).isEqualTo(RmxOutcome.GRANTED);
        assertThat(quarantine.counts().handlerFailures()).isEqualTo(2);
    }

    @Test
    void a_handler_that_hangs_is_interrupted_and_gets_the_message_again() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Quarantine quarantine = open(builder((message, decision) -> {
                    if (calls.getAndIncrement() == 0) {
                        new CountDownLatch(1).await();
                    }
                    take(message, decision);
                })
                .handlers(1, Duration.ofMillis(20)));
        down("a.x");
        hold(quarantine, "a.x", "m");
        dns.rmx("a.x", "ipv4:192.0.2.1");
        clock.move(Duration.ofHours(1));
        while (quarantine.counts().handlerFailures() == 0) {
            Thread.onSpinWait();
        }

        clock.move(Duration.ofHours(1));

        assertThat(next().reference()).isEqualTo("m");
        awaitEmpty(quarantine);
        assertThat(calls).hasValue(2);
    }

    @Test
    void a_handler_that_ignores_being_interrupted_does_not_get_the_message_twice_at_once() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Quarantine quarantine = open(builder((message, decision) -> {
                    calls.incrementAndGet();
                    while (stuck.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    take(message, decision);
                })
                .handlers(2, Duration.ofMillis(20)));
        down("a.x");
        hold(quarantine, "a.x", "m");
        dns.rmx("a.x", "ipv4:192.0.2.1");
        for (int failures = 1; failures <= 2; failures++) {
            clock.move(Duration.ofHours(1));
            while (quarantine.counts().handlerFailures() < failures) {
                Thread.onSpinWait();
            }
        }
        assertThat(calls).hasValue(1);
        assertThat(quarantine.counts().held()).isEqualTo(1);

        stuck.countDown();
        next();
        clock.move(Duration.ofHours(1));
        next();
        awaitEmpty(quarantine);
    }

    @Test
    void a_clock_that_is_set_back_does_not_make_messages_wait_for_longer() throws Exception {
        Quarantine quarantine = open();
        down("a.x");
        hold(quarantine, "a.x", "m");
        dns.rmx("a.x", "ipv4:192.0.2.1");

        clock.move(Duration.ofDays(-365));

        assertThat(next().reference()).isEqualTo("m");
    }

    @Test
    void an_operator_can_list_release_and_remove() throws Exception {
        Quarantine quarantine = open();
        down("a.x");
        long first = hold(quarantine, "a.x", "first");
        long second = hold(quarantine, "a.x", "second");
        assertThat(quarantine.list(0, 10)).extracting(HeldMessage::id).containsExactly(first, second);
        assertThat(quarantine.list(first, 10)).extracting(HeldMessage::id).containsExactly(second);
        assertThat(quarantine.counts().oldest()).contains(HeldClock.START);

        assertThat(quarantine.remove(first)).isTrue();
        assertThat(quarantine.remove(first)).isFalse();
        assertThat(quarantine.release(first, RmxOutcome.GRANTED, "gone")).isFalse();
        assertThat(quarantine.release(second, RmxOutcome.NO_RMX, "I know them")).isTrue();

        Released back = next();
        assertThat(back.reference()).isEqualTo("second");
        assertThat(back.decision().source()).isEqualTo(Decision.Source.OPERATOR);
        assertThat(back.decision().reason()).isEqualTo("I know them");
        awaitEmpty(quarantine);
        assertThat(released).isEmpty();
    }

    @Test
    void an_operators_word_stands_against_a_check_that_is_under_way() throws Exception {
        Quarantine quarantine = open();
        down("a.x");
        long id = hold(quarantine, "a.x", "m");
        var open = dns.open("a.x", RecordType.RMX);
        dns.asked.clear();
        clock.move(MINUTE.multipliedBy(2));
        while (dns.asked.isEmpty()) {
            Thread.onSpinWait();
        }

        assertThat(quarantine.release(id, RmxOutcome.DENIED, "no")).isTrue();
        open.complete(new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "down", Instant.MIN));

        assertThat(next().outcome()).isEqualTo(RmxOutcome.DENIED);
    }

    @Test
    void close_gives_back_what_was_taken_and_another_goes_on() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Quarantine first = open(builder((message, decision) -> never.await()).handlers(1, Duration.ofMillis(50)));
        down("a.x");
        for (int i = 0; i < 10; i++) {
            hold(first, "a.x", "m" + i);
        }
        dns.rmx("a.x", "ipv4:192.0.2.1");
        clock.move(MINUTE.multipliedBy(2));
        while (first.counts().handlerFailures() == 0) {
            Thread.onSpinWait();
        }

        first.close();
        down("b.x");
        assertThatThrownBy(() -> hold(first, "b.x", "n"))
                .isInstanceOf(QuarantineException.class)
                .hasMessageContaining("closed");
        open();
        clock.move(Duration.ofHours(1));

        List<String> back = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            back.add(next().reference());
        }
        assertThat(back).doesNotHaveDuplicates();
    }

    @Test
    void hold_refuses_what_is_decided_and_says_when_the_store_is_full() throws Exception {
        InMemoryQuarantineStore small = new InMemoryQuarantineStore(1);
        Quarantine quarantine =
                open(Quarantine.builder(checker, small, this::take).clock(clock));
        down("a.x");
        hold(quarantine, "a.x", "m");

        assertThatThrownBy(() -> hold(quarantine, "a.x", "n"))
                .isInstanceOf(QuarantineException.class)
                .hasMessageContaining("full");
        dns.rmx("b.x", "unused:");
        assertThatThrownBy(() -> hold(quarantine, "b.x", "n")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nonsense_is_refused_at_once() {
        Quarantine.Builder builder = builder(this::take);
        assertThatThrownBy(() -> builder.longestHold(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.pauses(Duration.ZERO, MINUTE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.pauses(MINUTE, MINUTE.minusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.handlers(0, MINUTE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.mostInFlight(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new InMemoryQuarantineStore(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MessageReference.of(new byte[1025])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void threads_end_with_close() throws Exception {
        Quarantine quarantine = open();
        down("a.x");
        quarantine.release(hold(quarantine, "a.x", "m"), RmxOutcome.NO_RMX, "by hand");
        next();
        assertThat(threads()).anyMatch(name -> name.startsWith("rmx-release"));

        quarantine.close();

        while (!threads().isEmpty()) { // a thread that was told to end takes a moment
            Thread.onSpinWait();
        }
        quarantine.close(); // once more does no harm
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("rmx-quarantine") || name.startsWith("rmx-release"))
                .toList();
    }

    @Test
    void what_a_handler_has_taken_is_noted_though_the_thread_that_closes_is_interrupted() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Quarantine quarantine = open(builder((message, decision) -> {
            begun.countDown();
            go.await();
            take(message, decision);
        }));
        down("a.x");
        quarantine.release(hold(quarantine, "a.x", "m"), RmxOutcome.NO_RMX, "by hand");
        begun.await();

        Thread closer = new Thread(() -> {
            Thread.currentThread().interrupt();
            quarantine.close();
            released.add(new Released(
                    "interrupted: " + Thread.currentThread().isInterrupted(), RmxOutcome.NO_RMX, OPERATORS));
        });
        closer.start();
        while (closer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        go.countDown();

        assertThat(next().reference()).isEqualTo("m");
        assertThat(next().reference()).isEqualTo("interrupted: true");
        assertThat(store.held().count()).isZero();
    }

    @Test
    void a_message_that_is_removed_while_it_waits_for_a_handler_is_not_handed_back() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Quarantine quarantine = open(builder((message, decision) -> {
                    begun.countDown();
                    go.await();
                    take(message, decision);
                })
                .handlers(1, MINUTE));
        down("a.x");
        long first = hold(quarantine, "a.x", "first");
        long second = hold(quarantine, "a.x", "second");
        long third = hold(quarantine, "a.x", "third");
        quarantine.release(first, RmxOutcome.NO_RMX, "by hand");
        begun.await();
        quarantine.release(second, RmxOutcome.NO_RMX, "by hand");
        quarantine.release(third, RmxOutcome.NO_RMX, "by hand");

        List<HeldMessage> free = store.claim(clock.instant(), Instant.MAX, 10);
        while (!free.isEmpty()) { // until the quarantine has claimed them
            store.retry(free.stream()
                    .map(message -> new QuarantineStore.Retry(message.id(), clock.instant(), 0, true))
                    .toList());
            free = store.claim(clock.instant(), Instant.MAX, 10);
        }
        assertThat(quarantine.remove(second)).isTrue();
        go.countDown();

        assertThat(next().reference()).isEqualTo("first");
        assertThat(next().reference()).isEqualTo("third");
        awaitEmpty(quarantine);
        assertThat(released).isEmpty();
    }

    @Test
    void when_no_handler_returns_messages_are_left_to_others() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Quarantine hung = open(builder((message, decision) -> {
                    calls.incrementAndGet();
                    while (stuck.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    take(message, decision);
                })
                .handlers(1, Duration.ofMillis(20)));
        down("a.x");
        for (int i = 0; i < 10; i++) {
            hung.release(hold(hung, "a.x", "m" + i), RmxOutcome.NO_RMX, "by hand");
        }
        while (hung.counts().handlerFailures() == 0) {
            Thread.onSpinWait();
        }

        Quarantine well = open();
        List<String> back = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            back.add(next().reference());
        }
        assertThat(back).doesNotHaveDuplicates();
        assertThat(calls).hasValue(1);

        stuck.countDown();
        next(); // from the one that hung, after its time
        well.close();
        down("b.x");
        hung.release(hold(hung, "b.x", "last"), RmxOutcome.NO_RMX, "by hand");
        List<String> rest = new ArrayList<>();
        while (!rest.contains("last")) { // and perhaps the first again, since its handler took too long
            rest.add(next().reference());
        }
    }

    @Test
    void a_message_that_cannot_be_checked_is_looked_at_again() throws Exception {
        Quarantine quarantine = open();
        down("a.x");
        hold(quarantine, "a.x", "m");
        checker.close(); // no check ends well from here on

        clock.move(MINUTE.multipliedBy(2));

        awaitRetries(quarantine, 1);
        assertThat(released).isEmpty();
    }

    @Test
    void TEMP_3_a_domain_that_answers_some_questions_is_not_taken_for_recovered() throws Exception {
        Quarantine quarantine = open();
        down("a.x");
        long open = hold(quarantine, "a.x", "open");
        long decided = quarantine.hold(checker.check("192.0.2.9", "joe@a.x"), MessageReference.of("decided"));
        dns.rmx("a.x", "ipv4:192.0.2.9 host:h.x");
        dns.answer("h.x", RecordType.A, new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "down", Instant.MIN));

        clock.move(MINUTE.multipliedBy(2));

        assertThat(next().reference()).isEqualTo("decided");
        awaitRetries(quarantine, 1);
        while (quarantine.find(decided).isPresent()) {
            Thread.onSpinWait();
        }
        assertThat(quarantine.find(open).orElseThrow().attempts()).isEqualTo(1);
        assertThat(quarantine.counts().retries()).isEqualTo(1);
    }
}
