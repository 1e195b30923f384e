package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.RmxOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The end of a quarantine. */
class QuarantineCloseTest extends QuarantineFixture {
    /** Holds the message {@code m}, and decides it, so that a handler starts at once. */
    private long releaseByHand(Quarantine quarantine) throws QuarantineException {
        down("a.x");
        long id = hold(quarantine, "a.x", "m");
        quarantine.release(id, RmxOutcome.NO_RMX, "by hand");
        return id;
    }

    @Test
    void close_gives_back_claimed_messages_for_another_process() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Quarantine first =
                open(builder((message, decision) -> never.await(), SETTINGS.withHandlers(1, Duration.ofMillis(50))));
        down("a.x");
        for (int i = 0; i < 10; i++) {
            hold(first, "a.x", "m" + i);
        }
        dns.rmx("a.x", "ipv4:192.0.2.1");
        clock.move(MINUTE.multipliedBy(2));
        await(() -> first.work().handlerFailures() > 0);

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
    void TEMP_3_a_handler_past_its_limit_at_the_end_has_failed() throws Exception {
        Quarantine quarantine = open(builder(stuck, SETTINGS.withHandlers(1, Duration.ofMillis(200))));
        long id = releaseByHand(quarantine);
        await(() -> stuck.calls.get() == 1);

        quarantine.close();

        assertThat(quarantine.work().handlerFailures()).isEqualTo(1);
        assertThat(store.find(id)).get().as("it comes back after a pause").satisfies(held -> {
            assertThat(held.attempts()).isEqualTo(1);
            assertThat(held.due()).isAfter(clock.instant());
        });
    }

    @Test
    void threads_end_with_close() throws Exception {
        Quarantine quarantine = open();
        releaseByHand(quarantine);
        next();
        assertThat(threads()).anyMatch(name -> name.startsWith("rmx-release"));

        quarantine.close();

        await(() -> threads().isEmpty()); // threads take a moment to end
        quarantine.close(); // closing twice does no harm
    }

    @Test
    void taken_messages_are_recorded_although_the_closing_thread_is_interrupted() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Quarantine quarantine = open(builder((message, decision) -> {
            begun.countDown();
            go.await();
            take(message, decision);
        }));
        releaseByHand(quarantine);
        begun.await();

        Thread closer = new Thread(() -> {
            Thread.currentThread().interrupt();
            quarantine.close();
            released.add(new Released(
                    "interrupted: " + Thread.currentThread().isInterrupted(), RmxOutcome.NO_RMX, OPERATORS));
        });
        closer.start();
        await(() -> closer.getState() == Thread.State.WAITING);
        go.countDown();

        assertThat(next().reference()).isEqualTo("m");
        assertThat(next().reference()).isEqualTo("interrupted: true");
        assertThat(store.held().count()).isZero();
    }

    @Test
    void handlers_finish_although_the_store_does_not_take_messages_back() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean down = new AtomicBoolean();
        QuarantineStore failing = store((method, arguments) -> {
            if (down.get() && method.equals("giveBack")) {
                go.countDown();
                throw new QuarantineException("the store is down");
            }
        });
        Quarantine quarantine = open(builder(failing, (message, decision) -> {
            begun.countDown();
            go.await();
            take(message, decision);
        }));
        releaseByHand(quarantine);
        begun.await();

        down.set(true);
        quarantine.close();

        assertThat(next().reference()).isEqualTo("m");
        assertThat(store.held().count()).isZero();
    }

    /** The handler returns while the loop waits for the store, which learns of it only at the end. */
    @Test
    void TEMP_3_what_a_handler_has_just_taken_is_not_given_back() throws Exception {
        CountDownLatch returns = new CountDownLatch(1);
        AtomicReference<Thread> handler = new AtomicReference<>();
        AtomicReference<Quarantine> closed = new AtomicReference<>();
        QuarantineStore busy = store((method, arguments) -> {
            Thread thread = handler.get();
            if (method.equals("turn") && thread != null && closed.get() == null) {
                Quarantine quarantine = opened.get(0);
                closed.set(quarantine);
                Thread closer = new Thread(quarantine::close);
                closer.start();
                await(() -> closer.getState() == Thread.State.WAITING);
                returns.countDown();
                await(() -> thread.getState() == Thread.State.WAITING); // for its next message
            }
        });
        Quarantine quarantine = open(builder(busy, (message, decision) -> {
            handler.set(Thread.currentThread());
            while (returns.getCount() > 0) {
                Thread.onSpinWait(); // not WAITING
            }
            take(message, decision);
        }));
        releaseByHand(quarantine);

        assertThat(next().reference()).isEqualTo("m");
        quarantine.close();
        assertThat(store.held().count())
                .as("it is deleted, since nobody gave it back")
                .isZero();
    }

    @Test
    void TEMP_3_what_handlers_took_is_stored_although_the_store_fails_twice_at_the_end() throws Exception {
        closeWhileTheStoreFails(2);
        assertThat(store.held().count()).isZero();
    }

    @Test
    void TEMP_3_what_a_handler_took_is_not_given_back_if_the_store_never_learns_of_it() throws Exception {
        closeWhileTheStoreFails(Integer.MAX_VALUE);
        assertThat(store.held().count()).isEqualTo(1);
        assertThat(store.claim(10).messages()).as("what others can have").isEmpty();
    }

    /** Closes a quarantine, whose store does not take this many turns, while a handler runs. */
    private void closeWhileTheStoreFails(int turns) throws Exception {
        AtomicInteger failures = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        QuarantineStore failing = store((method, arguments) -> {
            if (method.equals("turn") && failures.getAndDecrement() > 0) {
                throw new QuarantineException("the store is down");
            }
            if (method.equals("giveBack")) { // which close calls first
                failures.set(turns);
                go.countDown();
            }
        });
        Quarantine quarantine = open(builder(failing, (message, decision) -> {
            begun.countDown();
            go.await();
            take(message, decision);
        }));
        releaseByHand(quarantine);
        begun.await();
        quarantine.close();
        assertThat(next().reference()).isEqualTo("m");
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("rmx-quarantine") || name.startsWith("rmx-release"))
                .toList();
    }
}
