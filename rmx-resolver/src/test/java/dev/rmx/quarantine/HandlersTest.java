package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.quarantine.Handlers.End;
import dev.rmx.quarantine.Handlers.Handled;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HandlersTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final HeldMessage MESSAGE = new HeldMessage(
            7,
            EnvelopeSender.parse("joe@a.example").from(IpAddress.parse("192.0.2.1")),
            MessageReference.of("m"),
            Instant.EPOCH,
            Instant.MAX,
            Optional.empty(),
            Instant.EPOCH,
            0,
            Optional.of(QuarantineFixture.OPERATORS));

    private static void put(BlockingQueue<Handled> ends, Handled end) {
        try {
            ends.put(end);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Otherwise close would give a message back that the handler took. */
    @Test
    void TEMP_3_a_hand_back_has_begun_until_it_has_told_how_it_ended() throws Exception {
        BlockingQueue<Handled> ends = new SynchronousQueue<>(); // put waits for take
        CountDownLatch returned = new CountDownLatch(1);
        Handlers handlers = new Handlers((message, decision) -> {}, 1, LIMIT, id -> true, end -> {
            returned.countDown();
            put(ends, end);
        });
        assertThat(handlers.hasBegun(7)).isFalse();
        handlers.submit(MESSAGE, QuarantineFixture.OPERATORS);
        returned.await();

        assertThat(handlers.hasBegun(7)).isTrue();

        assertThat(ends.take().end()).isEqualTo(End.TAKEN);
        QuarantineFixture.await(() -> !handlers.hasBegun(7));
        handlers.close();
    }

    @Test
    void a_handler_is_interrupted_after_its_time_limit_and_not_before() throws Exception {
        BlockingQueue<Handled> ends = new LinkedBlockingQueue<>();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        long before = System.nanoTime();
        Handlers handlers = new Handlers(
                (message, decision) -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        go.await();
                    }
                },
                1,
                LIMIT,
                id -> true,
                end -> put(ends, end));
        handlers.submit(MESSAGE, QuarantineFixture.OPERATORS);
        begun.await();
        long after = System.nanoTime();

        handlers.interruptLate(before + LIMIT.toNanos() - 1);
        assertThat(ends).isEmpty();
        assertThat(handlers.areStuck()).isFalse();

        handlers.interruptLate(after + LIMIT.toNanos());
        interrupted.await();
        assertThat(handlers.areStuck()).isTrue();
        assertThat(ends.take().end()).isEqualTo(End.FAILED);

        go.countDown();
        QuarantineFixture.await(() -> !handlers.areStuck());
        assertThat(ends).as("told once").isEmpty();
        handlers.close();
    }
}
