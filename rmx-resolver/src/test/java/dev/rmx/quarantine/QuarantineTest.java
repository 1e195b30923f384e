package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.resolver.FakeResolver;
import dev.rmx.resolver.HeldClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** When held messages are rechecked, and what happens to them. */
class QuarantineTest extends QuarantineFixture {
    @Test
    void TEMP_3_a_message_is_handed_back_as_decided_when_dns_answers_again() throws Exception {
        Quarantine quarantine = open();
        down("a.x");
        long id = hold(quarantine, "a.x", "message");
        assertThat(quarantine.find(id)).hasValueSatisfying(held -> {
            assertThat(held.reference()).isEqualTo(MessageReference.of("message"));
            assertThat(held.until()).isEqualTo(HeldClock.START.plus(SETTINGS.longestHold()));
        });

        clock.move(MINUTE.multipliedBy(2));
        awaitRetries(quarantine, 1);
        dns.rmx("a.x", "ipv4:192.0.2.1");
        clock.move(MINUTE.multipliedBy(10));

        Released back = next();
        assertThat(back.reference()).isEqualTo("message");
        assertThat(back.outcome()).isEqualTo(RmxOutcome.GRANTED);
        assertThat(back.decision().finding().mechanism()).contains("ipv4:192.0.2.1");
        assertThat(back.decision().source()).isEqualTo(Decision.Source.DNS);
        awaitEmpty(quarantine);
        assertThat(quarantine.find(id)).isEmpty();
        await(() -> quarantine
                .work()
                .released()
                .equals(Map.of(RmxOutcome.GRANTED, 1L))); // counted after the store has deleted it
        assertThat(released).isEmpty();
    }

    @Test
    void TEMP_3_no_message_is_rechecked_early() throws Exception {
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
        assertThat(next().reference()).isEqualTo("n"); // the loop has polled the store, and left m

        assertThat(dns.asked).isEmpty();
        assertThat(released).isEmpty();
    }

    @Test
    void TEMP_3_a_message_whose_time_is_up_is_handed_back_as_temperror() throws Exception {
        Quarantine quarantine = open(builder(this::take, SETTINGS.withLongestHold(Duration.ofHours(1))));
        down("a.x");
        hold(quarantine, "a.x", "m");

        clock.move(Duration.ofHours(1));

        Released back = next();
        assertThat(back.outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
        assertThat(back.decision().source()).isEqualTo(Decision.Source.TIME);
        assertThat(back.decision().reason()).contains("2026-01-01T01:00:00Z").endsWith("a.x RMX: no response in time");
    }

    @Test
    void TEMP_3_dns_is_asked_once_more_when_the_time_of_a_message_is_up() throws Exception {
        Quarantine quarantine = open();
        down("a.x");
        hold(quarantine, "a.x", "m");
        dns.rmx("a.x", "unused:");

        clock.move(SETTINGS.longestHold().plusDays(10));

        assertThat(next().outcome()).isEqualTo(RmxOutcome.DENIED);
    }

    @Test
    void TEMP_3_a_domain_that_recovers_releases_all_its_messages_without_a_query_for_each() throws Exception {
        Quarantine quarantine = open(builder(this::take, SETTINGS.withMostInFlight(10)));
        down("a.x");
        for (int i = 0; i < 1_000; i++) {
            hold(quarantine, "a.x", "m" + i);
        }
        clock.move(MINUTE.multipliedBy(2));
        awaitRetries(quarantine, 1);
        dns.rmx("a.x", "ipv4:192.0.2.1");
        dns.asked.clear();
        clock.move(Duration.ofSeconds(160)); // one is due by now; the others follow when their domain answers

        List<String> back = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            back.add(next().reference());
        }
        assertThat(back).doesNotHaveDuplicates();
        assertThat(dns.asked).hasSizeLessThanOrEqualTo(2); // RMX and TXT
    }

    @Test
    void TEMP_3_a_domain_that_stays_down_does_not_block_another() throws Exception {
        Quarantine quarantine = open();
        down("a.x");
        down("b.x");
        hold(quarantine, "a.x", "a");
        hold(quarantine, "b.x", "b");
        dns.rmx("b.x", "ipv4:192.0.2.1");

        clock.move(MINUTE.multipliedBy(2));

        assertThat(next().reference()).isEqualTo("b");
        await(() -> quarantine.held().count() <= 1);
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
    void a_clock_set_back_does_not_make_messages_wait_longer() throws Exception {
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
        assertThat(quarantine.held().oldest()).contains(HeldClock.START);

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
    void an_operators_decision_stands_against_a_check_under_way() throws Exception {
        Quarantine quarantine = open();
        down("a.x");
        long id = hold(quarantine, "a.x", "m");
        var open = dns.open("a.x", RecordType.RMX);
        dns.asked.clear();
        clock.move(MINUTE.multipliedBy(2));
        await(() -> !dns.asked.isEmpty());

        assertThat(quarantine.release(id, RmxOutcome.DENIED, "no")).isTrue();
        open.complete(new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "down", Instant.MIN));

        assertThat(next().outcome()).isEqualTo(RmxOutcome.DENIED);
    }

    @Test
    void hold_reports_a_full_store() throws Exception {
        InMemoryQuarantineStore small = new InMemoryQuarantineStore(1);
        Quarantine quarantine =
                open(Quarantine.builder(checker::checkAsync, small, this::take).clock(clock));
        down("a.x");
        hold(quarantine, "a.x", "m");

        assertThatThrownBy(() -> hold(quarantine, "a.x", "n"))
                .isInstanceOf(QuarantineException.class)
                .hasMessageContaining("full");
    }

    @Test
    void nonsense_is_refused_at_once() {
        assertThatThrownBy(() -> SETTINGS.withLongestHold(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SETTINGS.withPauses(Duration.ZERO, MINUTE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SETTINGS.withPauses(MINUTE, MINUTE.minusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SETTINGS.withHandlers(0, MINUTE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SETTINGS.withMostInFlight(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new InMemoryQuarantineStore(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MessageReference.of(new byte[1025])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void TEMP_3_a_domain_that_answers_only_some_questions_has_not_recovered() throws Exception {
        Quarantine quarantine = open();
        down("a.x");
        long open = hold(quarantine, "a.x", "open");
        long decided = quarantine.hold(checker.check("192.0.2.9", "joe@a.x"), MessageReference.of("decided"));
        dns.rmx("a.x", "ipv4:192.0.2.9 host:h.x");
        dns.answer("h.x", RecordType.A, new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "down", Instant.MIN));

        clock.move(MINUTE.multipliedBy(2));

        assertThat(next().reference()).isEqualTo("decided");
        awaitRetries(quarantine, 1);
        await(() -> quarantine.find(decided).isEmpty());
        assertThat(quarantine.find(open).orElseThrow().waitsFor()).contains(FakeResolver.question("h.x", RecordType.A));
        assertThat(quarantine.work().retries()).isEqualTo(1);
    }

    @Test
    void TEMP_5_a_dead_name_is_asked_for_once_for_all_messages_that_wait_for_it() throws Exception {
        Quarantine quarantine = open();
        dns.answer("dead.x", RecordType.A, new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "down", Instant.MIN));
        for (int i = 0; i < 1_000; i++) {
            dns.rmx("d" + i + ".x", "host:dead.x");
            hold(quarantine, "d" + i + ".x", "m" + i);
        }
        dns.asked.clear();

        clock.move(MINUTE.multipliedBy(2));
        awaitRetries(quarantine, 1);

        assertThat(dns.asked.stream()
                        .filter(question -> question.name().toString().equals("dead.x")))
                .hasSize(1);
        assertThat(quarantine.work().retries()).isEqualTo(1);
        dns.answer("dead.x", RecordType.A, new DnsAnswer.Absent(FakeResolver.UNTIL, false));
        clock.move(MINUTE.multipliedBy(10));
        for (int i = 0; i < 1_000; i++) {
            assertThat(next().outcome()).isEqualTo(RmxOutcome.NOT_IN_RMX);
        }
        awaitEmpty(quarantine);
    }

    @Test
    void TEMP_6_a_decided_message_is_handed_back_after_its_time_with_its_verdict_and_no_query() throws Exception {
        Quarantine quarantine = open(builder(this::take, SETTINGS)
                .policy(ReceiverPolicy.transitional().quarantining(Duration.ofHours(1))));
        dns.rmx("a.x", "unused:");
        RmxVerdict verdict = checker.check(CLIENT, "joe@a.x");
        quarantine.hold(verdict, MessageReference.of("m"));
        dns.asked.clear();

        clock.move(Duration.ofMinutes(59));
        down("b.x");
        quarantine.release(hold(quarantine, "b.x", "by hand"), RmxOutcome.NO_RMX, "by hand");
        assertThat(next().reference()).isEqualTo("by hand"); // the loop has polled the store, and left m
        dns.asked.clear();
        clock.move(Duration.ofMinutes(1));

        Released back = next();
        assertThat(back.reference()).isEqualTo("m");
        assertThat(back.decision()).isEqualTo(Decision.of(verdict));
        assertThat(dns.asked).isEmpty();
    }

    @Test
    void TEMP_6_a_message_without_a_subject_can_be_held_too() throws Exception {
        Quarantine quarantine = open();
        RmxVerdict nobody = checker.check(CLIENT, "<>");
        quarantine.hold(nobody, MessageReference.of("m"));

        clock.move(ReceiverPolicy.DEFAULT_QUARANTINE_TIME);

        assertThat(next().decision()).isEqualTo(Decision.of(nobody));
    }

    @Test
    void TEMP_7_time_stands_still_while_we_are_cut_off() throws Exception {
        AtomicBoolean cutOff = new AtomicBoolean(true);
        Quarantine quarantine = open(builder(this::take, SETTINGS.withLongestHold(Duration.ofHours(1)))
                .cutOff(cutOff::get));
        down("a.x");
        long id = hold(quarantine, "a.x", "m");
        await(() -> isTimeStill(quarantine, id));
        for (int hour = 1; hour <= 5; hour++) {
            long before = quarantine.work().retries();
            clock.move(Duration.ofHours(1));
            awaitRetries(quarantine, before + 1);
        }
        assertThat(released).isEmpty();

        long before = quarantine.work().retries();
        cutOff.set(false);
        awaitRetries(quarantine, before + 1); // at once
        clock.move(Duration.ofHours(1));

        assertThat(next().decision().source()).isEqualTo(Decision.Source.TIME);
    }

    @Test
    void TEMP_7_time_that_stood_still_during_a_check_does_not_end_the_hold() throws Exception {
        AtomicBoolean cutOff = new AtomicBoolean();
        Quarantine quarantine = open(builder(this::take, SETTINGS.withLongestHold(Duration.ofHours(1)))
                .cutOff(cutOff::get));
        down("a.x");
        long id = hold(quarantine, "a.x", "m");
        var open = dns.open("a.x", RecordType.RMX);
        dns.asked.clear();
        clock.move(MINUTE.multipliedBy(2));
        await(() -> !dns.asked.isEmpty());
        cutOff.set(true);
        await(() -> isTimeStill(quarantine, id));

        clock.move(Duration.ofHours(2));
        open.complete(new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "down", Instant.MIN));

        await(() -> quarantine.work().retries() > 0 || !released.isEmpty());
        assertThat(released).isEmpty();
    }

    /** Whether the store knows that we are cut off. */
    private boolean isTimeStill(Quarantine quarantine, long id) throws QuarantineException {
        Instant until = quarantine.find(id).orElseThrow().until();
        clock.move(Duration.ofMillis(1));
        return quarantine.find(id).orElseThrow().until().isAfter(until);
    }
}
