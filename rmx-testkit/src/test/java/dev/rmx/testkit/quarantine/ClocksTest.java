package dev.rmx.testkit.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineSettings;
import dev.rmx.resolver.RmxChecker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two mail servers whose clocks are an hour apart share a quarantine in PostgreSQL, whose clock counts. A statement
 * lets its time pass: it makes due what would be due later.
 */
@Timeout(300)
class ClocksTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int DOMAINS = 20;

    @RegisterExtension
    static final SharedPostgres postgres = new SharedPostgres();

    /** The answer when name servers are down. */
    private static final DnsAnswer DOWN = new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "down", Instant.MIN);

    private final InstantSource wrong = () -> Instant.now().plus(HOUR);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final Queue<Decision> back = new ConcurrentLinkedQueue<>();
    /** Opens when each message of two nodes was handed back. */
    private final CountDownLatch allBack = new CountDownLatch(2 * 3 * DOMAINS);

    private final Warnings warnings = new Warnings();

    /** Collects the quarantine's warnings about clocks. */
    private static final class Warnings extends Handler {
        final Queue<String> ofClocks = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord record) {
            if (record.getMessage().contains("clock")) {
                ofClocks.add(record.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private final Logger log = Logger.getLogger("dev.rmx.quarantine.ReleaseLoop");

    @BeforeEach
    void listen() {
        log.addHandler(warnings);
    }

    @AfterEach
    void close() throws Exception {
        log.removeHandler(warnings);
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    /** A mail server with the given clock. */
    private final class Node {
        final RmxChecker checker;
        final Quarantine quarantine;
        /** How often this node has asked the store. */
        final AtomicInteger looks = new AtomicInteger();

        Node(HikariDataSource pool, InstantSource clock, Duration longestHold) throws QuarantineException {
            checker = RmxChecker.builder((question, budget) -> CompletableFuture.completedFuture(DOWN))
                    .clock(clock)
                    .withoutCache()
                    .withoutFailureMemory()
                    .build();
            quarantine = Quarantine.builder(this::check, Databases.store(pool), this::take)
                    .cutOff(() -> looks.incrementAndGet() == 0)
                    .clock(clock)
                    .settings(QuarantineSettings.DEFAULT
                            .withPollEvery(Duration.ofMillis(5))
                            .withPauses(HOUR, HOUR)
                            .withLongestHold(longestHold))
                    .build();
            opened.add(checker);
            opened.add(quarantine);
        }

        private CompletableFuture<RmxVerdict> check(RmxQuery query) {
            asked.computeIfAbsent(query.subject().orElseThrow().toString(), name -> new AtomicInteger())
                    .incrementAndGet();
            return checker.checkAsync(query);
        }

        private void take(HeldMessage message, Decision decision) {
            back.add(decision);
            allBack.countDown();
        }

        /** Waits until this node has asked the store several times more. */
        void awaitLooks() {
            int until = looks.get() + 20;
            while (looks.get() < until) {
                Thread.onSpinWait();
            }
        }
    }

    private HikariDataSource pool() throws Exception {
        HikariDataSource pool = Databases.postgres(postgres.newSchemaUrl());
        opened.add(pool);
        return pool;
    }

    private static void holdMany(Node node) throws QuarantineException {
        for (int i = 0; i < DOMAINS * 3; i++) {
            RmxVerdict verdict = node.checker.check("192.0.2.1", "joe@d" + i % DOMAINS + ".example");
            node.quarantine.hold(verdict, MessageReference.of("m" + i));
        }
    }

    @Test
    void TEMP_5_the_number_of_questions_is_bounded_whatever_the_clocks_show() throws Exception {
        HikariDataSource pool = pool();
        List<Node> nodes = List.of(
                new Node(pool, InstantSource.system(), Duration.ofDays(4)), new Node(pool, wrong, Duration.ofDays(4)));
        holdMany(nodes.get(0));
        holdMany(nodes.get(1));
        nodes.forEach(Node::awaitLooks);
        int rounds = 3;
        for (int round = 0; round < rounds; round++) {
            Databases.execute(pool, "UPDATE rmx_question SET due = 0");
            for (int i = 0; i < 3; i++) {
                nodes.forEach(Node::awaitLooks);
            }
        }

        assertThat(asked).hasSize(DOMAINS);
        // 6 messages of each domain: one of the two nodes asks for the domain once a round
        assertThat(asked.values()).allSatisfy(count -> assertThat(count).hasValueBetween(1, 2 * rounds));
        assertThat(nodes.get(0).quarantine.held().count()).isEqualTo(2L * 3 * DOMAINS);
        assertThat(back).isEmpty();
        assertThat(warnings.ofClocks).hasSize(1);
    }

    @Test
    void TEMP_5_no_hold_ends_early_or_late() throws Exception {
        HikariDataSource pool = pool();
        Node right = new Node(pool, InstantSource.system(), HOUR.dividedBy(2));
        Node ahead = new Node(pool, wrong, HOUR.dividedBy(2));
        holdMany(right);
        holdMany(ahead);
        right.awaitLooks();
        ahead.awaitLooks();
        assertThat(back).isEmpty();
        for (HeldMessage message : right.quarantine.list(0, 1_000)) {
            assertThat(message.until()).isEqualTo(message.since().plus(HOUR.dividedBy(2)));
            assertThat(message.since()).isBefore(Instant.now().plus(HOUR.dividedBy(4)));
        }

        Databases.execute(pool, "UPDATE rmx_held SET held_until = held_until - 1800000000");
        allBack.await();
        assertThat(back)
                .hasSize(2 * 3 * DOMAINS)
                .allSatisfy(decision -> assertThat(decision.outcome()).isEqualTo(RmxOutcome.TEMP_FAIL))
                .allSatisfy(decision -> assertThat(decision.source()).isEqualTo(Decision.Source.TIME));
    }
}
