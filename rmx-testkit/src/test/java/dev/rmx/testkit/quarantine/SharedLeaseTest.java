package dev.rmx.testkit.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineSettings;
import dev.rmx.quarantine.ReleaseHandler;
import dev.rmx.testkit.SoakClock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two quarantines on one PostgreSQL, with leases shorter than their handlers: neither gets a message while the other
 * works on it. Leases run in real time here. If the machine was too late to renew one, the attempt proves nothing and
 * is repeated.
 */
@Timeout(300)
class SharedLeaseTest {
    private static final Duration LEASE = Duration.ofSeconds(1);
    /** Longer than a lease that is not renewed. */
    private static final Duration SLOW = LEASE.multipliedBy(3);

    @RegisterExtension
    static final SharedPostgres postgres = new SharedPostgres();

    private final RmxVerdict undecided = Samples.undecided("a.example");
    private final AtomicInteger calls = new AtomicInteger();

    private @Nullable HikariDataSource pool;

    @BeforeEach
    void open() throws Exception {
        pool = Databases.postgres(postgres.newSchemaUrl());
    }

    @AfterEach
    void close() {
        pool().close();
    }

    private HikariDataSource pool() {
        return Objects.requireNonNull(pool, "pool");
    }

    private Quarantine open(ReleaseHandler handler) throws QuarantineException {
        return Quarantine.builder(Samples::decided, Databases.store(pool(), LEASE), handler)
                .settings(QuarantineSettings.DEFAULT.withPollEvery(Duration.ofMillis(20)))
                .build();
    }

    private void release(Quarantine quarantine) throws QuarantineException {
        long id = quarantine.hold(undecided, MessageReference.of("m"));
        quarantine.release(id, RmxOutcome.NO_RMX, "by hand");
    }

    private void takeSlowly() throws InterruptedException {
        calls.incrementAndGet();
        assertThat(new CountDownLatch(1).await(SLOW.toMillis(), TimeUnit.MILLISECONDS))
                .isFalse();
    }

    private void awaitCall() {
        while (calls.get() == 0) {
            Thread.onSpinWait();
        }
    }

    private static void awaitEmpty(Quarantine quarantine) throws QuarantineException {
        while (quarantine.held().count() > 0) {
            Thread.onSpinWait();
        }
    }

    private interface Attempt {
        void run() throws Exception;
    }

    /** Asserts one call, unless the machine was late enough for a lease to run out. */
    private void assertOneCall(Attempt attempt) throws Exception {
        try (SoakClock clock = new SoakClock()) {
            Duration late;
            do {
                calls.set(0);
                long start = System.nanoTime();
                attempt.run();
                late = clock.lateness(start, System.nanoTime());
            } while (calls.get() != 1 && late.compareTo(LEASE.dividedBy(4)) > 0);
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void TEMP_3_a_lease_is_renewed_while_the_handler_runs() throws Exception {
        assertOneCall(() -> {
            try (Quarantine slow = open((message, decision) -> takeSlowly())) {
                release(slow);
                awaitCall();
                try (Quarantine other = open((message, decision) -> calls.incrementAndGet())) {
                    awaitEmpty(other);
                }
            }
        });
    }

    @Test
    void TEMP_3_a_lease_is_renewed_while_the_quarantine_closes() throws Exception {
        assertOneCall(() -> {
            Quarantine slow = open((message, decision) -> takeSlowly());
            release(slow);
            awaitCall();
            try (Quarantine other = open((message, decision) -> calls.incrementAndGet())) {
                slow.close();
                awaitEmpty(other);
            }
        });
    }
}
