package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.record.DomainName;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Handlers that fail, hang or are interrupted, and checks and stores that fail. */
class QuarantineHandlersTest extends QuarantineFixture {
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
            int before = i;
            clock.move(Duration.ofHours(1));
            await(() -> quarantine.work().handlerFailures() > before
                    || quarantine.held().count() == 0);
        }

        assertThat(next().outcome()).isEqualTo(RmxOutcome.GRANTED);
        await(() -> quarantine.work().handlerFailures() == 2);
    }

    @Test
    void a_handler_that_hangs_is_interrupted_and_gets_the_message_again() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Quarantine quarantine = open(builder(
                (message, decision) -> {
                    if (calls.getAndIncrement() == 0) {
                        new CountDownLatch(1).await();
                    }
                    take(message, decision);
                },
                SETTINGS.withHandlers(1, Duration.ofMillis(20))));
        down("a.x");
        hold(quarantine, "a.x", "m");
        dns.rmx("a.x", "ipv4:192.0.2.1");
        clock.move(Duration.ofHours(1));
        await(() -> quarantine.work().handlerFailures() > 0);

        await(
                () -> { // on a slow machine the handler may take longer than its limit once more
                    clock.move(Duration.ofHours(1));
                    return quarantine.held().count() == 0;
                });

        assertThat(next().reference()).isEqualTo("m");
        assertThat(calls).hasValueGreaterThan(1);
    }

    @Test
    void a_handler_that_ignores_its_interrupt_does_not_get_the_message_twice_at_once() throws Exception {
        Quarantine quarantine = open(builder(stuck, SETTINGS.withHandlers(2, Duration.ofMillis(20))));
        down("a.x");
        hold(quarantine, "a.x", "m");
        dns.rmx("a.x", "ipv4:192.0.2.1");
        for (int failures = 1; failures <= 2; failures++) {
            int wanted = failures;
            clock.move(Duration.ofHours(1));
            await(() -> quarantine.work().handlerFailures() >= wanted);
        }
        assertThat(stuck.calls).hasValue(1);
        assertThat(quarantine.held().count()).isEqualTo(1);

        stuck.letGo();
        next();
        await(
                () -> { // the handler may still be on its way back when the message is due again
                    clock.move(Duration.ofHours(1));
                    return quarantine.held().count() == 0;
                });
        assertThat(next().reference()).isEqualTo("m");
    }

    @Test
    void TEMP_4_what_the_store_refuses_of_a_turn_holds_up_nothing_else() throws Exception {
        QuarantineStore refusing = store((method, arguments) -> {
            if (method.equals("turn") && waitsForStuck((QuarantineTurn) arguments[0])) {
                throw new QuarantineException("another transaction has this question");
            }
        });
        Quarantine quarantine = open(builder(refusing, this::take));
        down("stuck.x");
        down("a.x");
        hold(quarantine, "stuck.x", "stuck");
        hold(quarantine, "a.x", "m");
        clock.move(MINUTE.multipliedBy(2));
        await(() -> quarantine.work().storeFailures() > 0);

        quarantine.release(hold(quarantine, "a.x", "released"), RmxOutcome.NO_RMX, "by hand");
        assertThat(next().reference()).isEqualTo("released");
        await(() -> store.held().count() == 2); // it is deleted, too
    }

    private static boolean waitsForStuck(QuarantineTurn turn) {
        return turn.waits().values().stream()
                .anyMatch(wait -> wait.question().name().equals(DomainName.parse("stuck.x")));
    }

    @Test
    void TEMP_4_a_check_that_throws_what_it_does_not_declare_does_not_end_the_quarantine() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        Quarantine quarantine = open(Quarantine.builder(
                        query -> broken.getAndSet(false)
                                ? QuarantineHandlersTest.<RuntimeException>throwing(new IOException("of Kotlin"))
                                : checker.checkAsync(query),
                        store,
                        this::take)
                .clock(clock)
                .settings(SETTINGS));
        down("a.x");
        hold(quarantine, "a.x", "m");
        dns.answer("a.x", RecordType.RMX, new DnsAnswer.Absent(Instant.MAX, false));
        clock.move(MINUTE.multipliedBy(2));
        awaitRetries(quarantine, 1);
        clock.move(MINUTE.multipliedBy(10));
        assertThat(next().reference()).isEqualTo("m");
    }

    @SuppressWarnings("unchecked") // what a compiler of another language lets through
    private static <E extends Exception> CompletableFuture<RmxVerdict> throwing(Exception fault) throws E {
        throw (E) fault;
    }

    @Test
    void a_message_removed_while_it_waits_for_a_handler_is_not_handed_back() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Quarantine quarantine = open(builder(
                (message, decision) -> {
                    begun.countDown();
                    go.await();
                    take(message, decision);
                },
                SETTINGS.withHandlers(1, MINUTE)));
        down("a.x");
        long first = hold(quarantine, "a.x", "first");
        long second = hold(quarantine, "a.x", "second");
        long third = hold(quarantine, "a.x", "third");
        quarantine.release(first, RmxOutcome.NO_RMX, "by hand");
        begun.await();
        quarantine.release(second, RmxOutcome.NO_RMX, "by hand");
        quarantine.release(third, RmxOutcome.NO_RMX, "by hand");

        List<HeldMessage> free = store.claim(10).messages();
        while (!free.isEmpty()) { // until the quarantine has claimed them
            store.giveBack(free.stream().map(HeldMessage::id).toList());
            free = store.claim(10).messages();
        }
        assertThat(quarantine.remove(second)).isTrue();
        go.countDown();

        assertThat(next().reference()).isEqualTo("first");
        assertThat(next().reference()).isEqualTo("third");
        awaitEmpty(quarantine);
        assertThat(released).isEmpty();
    }

    @Test
    void when_no_handler_returns_messages_are_left_to_other_processes() throws Exception {
        Quarantine hung = open(builder(stuck, SETTINGS.withHandlers(1, Duration.ofMillis(20))));
        down("a.x");
        for (int i = 0; i < 10; i++) {
            hung.release(hold(hung, "a.x", "m" + i), RmxOutcome.NO_RMX, "by hand");
        }
        await(() -> hung.work().handlerFailures() > 0);

        Quarantine well = open();
        List<String> back = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            back.add(next().reference());
        }
        assertThat(back).doesNotHaveDuplicates();
        assertThat(stuck.calls).hasValue(1);

        stuck.letGo();
        next(); // from the handler that hung, after its time limit
        well.close();
        down("b.x");
        hung.release(hold(hung, "b.x", "last"), RmxOutcome.NO_RMX, "by hand");
        List<String> rest = new ArrayList<>();
        while (!rest.contains("last")) { // perhaps the first again too, since its handler took too long
            rest.add(next().reference());
        }
    }

    @Test
    void messages_withdrawn_from_stuck_handlers_are_given_back_once_the_store_takes_them() throws Exception {
        AtomicInteger failures = new AtomicInteger(3);
        QuarantineStore failing = store((method, arguments) -> {
            if (method.equals("giveBack") && failures.getAndDecrement() > 0) {
                throw new QuarantineException("the store is down");
            }
        });
        Quarantine hung = open(builder(failing, stuck).settings(SETTINGS.withHandlers(1, Duration.ofMillis(20))));
        down("a.x");
        for (int i = 0; i < 3; i++) {
            hung.release(hold(hung, "a.x", "m" + i), RmxOutcome.NO_RMX, "by hand");
        }
        await(() -> hung.work().storeFailures() == 3);

        open();
        assertThat(List.of(next().reference(), next().reference())).containsExactlyInAnyOrder("m1", "m2");
    }

    @Test
    void a_message_whose_lease_is_lost_is_not_handed_back_and_not_kept_from_others() throws Exception {
        InvocationHandler keeping = (proxy, method, arguments) ->
                method.getName().equals("remove") ? false : method.invoke(store, arguments);
        QuarantineStore store = (QuarantineStore)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {QuarantineStore.class}, keeping);
        AtomicReference<Quarantine> own = new AtomicReference<>();
        Quarantine quarantine = open(builder(store, (message, decision) -> {
                    if (message.reference().equals(MessageReference.of("first"))) {
                        own.get().remove(2); // drops the lease, while the second message waits for this handler
                    }
                    take(message, decision);
                })
                .settings(SETTINGS.withHandlers(1, MINUTE)));
        own.set(quarantine);
        RmxVerdict verdict = checker.check(CLIENT, "<>"); // it is decided
        quarantine.hold(verdict, MessageReference.of("first"));
        quarantine.hold(verdict, MessageReference.of("second"));

        clock.move(ReceiverPolicy.DEFAULT_QUARANTINE_TIME);

        assertThat(next().reference()).isEqualTo("first");
        assertThat(next().reference()).isEqualTo("second");
        awaitEmpty(quarantine);
    }

    @Test
    void a_check_that_never_ends_gives_its_place_to_others() throws Exception {
        AtomicBoolean hangs = new AtomicBoolean(true);
        Quarantine quarantine = open(Quarantine.builder(
                        query -> hangs.getAndSet(false) ? new CompletableFuture<>() : checker.checkAsync(query),
                        store,
                        this::take)
                .clock(clock)
                .checkLimit(Duration.ofMillis(20))
                .settings(SETTINGS.withMostInFlight(1)));
        down("a.x");
        hold(quarantine, "a.x", "m");
        clock.move(MINUTE.multipliedBy(2));
        awaitRetries(quarantine, 1);
        dns.rmx("a.x", "unused:");
        clock.move(MINUTE.multipliedBy(10));
        assertThat(next().outcome()).isEqualTo(RmxOutcome.DENIED);
    }

    @Test
    void a_message_that_cannot_be_checked_is_rechecked() throws Exception {
        Quarantine quarantine = open();
        down("a.x");
        hold(quarantine, "a.x", "m");
        checker.close(); // from here on every check fails

        clock.move(MINUTE.multipliedBy(2));

        awaitRetries(quarantine, 1);
        assertThat(released).isEmpty();
    }
}
