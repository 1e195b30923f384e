package dev.rmx.testkit.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.ReleaseHandler;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.testkit.SoakClock;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two quarantines at one database, whose leases are shorter than their handlers take: nobody gets what another one works on. Leases run in
 * real time here: where the machine was too late to renew one, the attempt says nothing, and is made again.
 */
@Timeout(300)
class SharedLeaseTest {
    private static final Duration LEASE = Duration.ofSeconds(1);
    /** Longer than a lease holds that nobody renews. */
    private static final Duration SLOW = LEASE.multipliedBy(3);

    private final DataSource database = Databases.h2("mem:leases;DB_CLOSE_DELAY=-1");
    private final RmxChecker checker = RmxChecker.builder((question, budget) -> CompletableFuture.completedFuture(
                    new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "down", Instant.MIN)))
            .build();
    private final AtomicInteger calls = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        checker.close();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
    }

    private Quarantine open(ReleaseHandler handler) throws QuarantineException {
        return Quarantine.builder(
                        checker,
                        JdbcQuarantineStore.builder(database)
                                .createSchema()
                                .leaseTime(LEASE)
                                .open(),
                        handler)
                .pollEvery(Duration.ofMillis(20))
                .build();
    }

    private static void release(Quarantine quarantine, RmxChecker checker) throws QuarantineException {
        long id = quarantine.hold(checker.check("192.0.2.1", "joe@a.example"), MessageReference.of("m"));
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
        while (quarantine.counts().held() > 0) {
            Thread.onSpinWait();
        }
    }

    private interface Attempt {
        void run() throws Exception;
    }

    /** Two calls are one too many, unless the machine itself was as late as makes a lease run out. */
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
    void TEMP_3_a_lease_is_renewed_for_as_long_as_the_handler_takes() throws Exception {
        assertOneCall(() -> {
            try (Quarantine slow = open((message, decision) -> takeSlowly())) {
                release(slow, checker);
                awaitCall();
                try (Quarantine other = open((message, decision) -> calls.incrementAndGet())) {
                    awaitEmpty(other);
                }
            }
        });
    }

    @Test
    void TEMP_3_a_lease_is_renewed_also_while_the_quarantine_closes() throws Exception {
        assertOneCall(() -> {
            Quarantine slow = open((message, decision) -> takeSlowly());
            release(slow, checker);
            awaitCall();
            try (Quarantine other = open((message, decision) -> calls.incrementAndGet())) {
                slow.close();
                awaitEmpty(other);
            }
        });
    }
}
