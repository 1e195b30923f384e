package dev.rmx.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RmxListenerTest {
    private static final RmxListener BROKEN = new RmxListener() {
        private void fail() {
            throw new IllegalStateException("a broken listener");
        }

        @Override
        public void asked(DnsQuestion question) {
            fail();
        }

        @Override
        public void answered(DnsQuestion question, DnsAnswer answer, Duration time) {
            fail();
        }

        @Override
        public void hit(DnsQuestion question) {
            fail();
        }

        @Override
        public void failureRemembered(DnsQuestion question, DnsAnswer.Failed failure) {
            fail();
        }

        @Override
        public void refused(DnsQuestion question, DnsAnswer.Failed failure) {
            fail();
        }

        @Override
        public void staleUsed(DnsQuestion question, DnsAnswer.Known answer, DnsAnswer.Failed failure) {
            fail();
        }

        @Override
        public void checked(RmxVerdict verdict, Duration time, boolean timedOut) {
            fail();
        }
    };

    private final FakeResolver dns = new FakeResolver();
    private final HeldClock clock = new HeldClock();

    @Test
    void a_checker_counts_what_it_does() {
        RmxCounters counters = new RmxCounters();
        DnsAnswer down = new DnsAnswer.Failed(DnsAnswer.Failed.Kind.SERVFAIL, "SERVFAIL", Instant.MIN);
        dns.rmx("a.x", "ipv4:192.0.2.1").answer("b.x", RecordType.RMX, down);
        try (RmxChecker checker =
                RmxChecker.builder(dns).clock(clock).listener(counters).build()) {
            checker.check("192.0.2.1", "joe@a.x");
            assertThat(counters).hasToString("""
                    checks 1, pass 1, questions 2, hits 0, failures remembered 0, refused 0, stale uses 0, time-outs 0""");
            Duration first = counters.checkTime();
            assertThat(first).isPositive();

            checker.check("192.0.2.1", "joe@a.x");
            assertThat(counters.checkTime()).isEqualTo(first); // all from the cache
            assertThat(counters.hits()).isEqualTo(1); // RMX only: there is a record, so TXT does not count
            assertThat(counters.questions()).isEqualTo(2);

            checker.check("192.0.2.1", "joe@b.x");
            checker.check("192.0.2.1", "joe@b.x");
        }
        assertThat(counters.failures(DnsAnswer.Failed.Kind.SERVFAIL)).isEqualTo(1);
        assertThat(counters.failures(DnsAnswer.Failed.Kind.TIMEOUT)).isZero();
        assertThat(counters.failuresRemembered()).isEqualTo(1);
        assertThat(counters.checks(RmxResult.TEMPERROR)).isEqualTo(2);
        assertThat(counters.checks(Optional.of(PublishedForm.RMX), RmxResult.PASS))
                .isEqualTo(2);
        assertThat(counters.checks(Optional.of(PublishedForm.SPF), RmxResult.PASS))
                .isZero();
        assertThat(counters.checks(Optional.empty(), RmxResult.PASS)).isZero();
        assertThat(counters.checks()).isEqualTo(4);
        assertThat(counters.timeOuts()).isZero();
    }

    @Test
    void a_cached_answer_that_counts_twice_is_one_hit() {
        RmxCounters counters = new RmxCounters();
        dns.rmx("a.x", "host:h.x host:h.x").a("h.x", "192.0.2.9");
        try (RmxChecker checker =
                RmxChecker.builder(dns).clock(clock).listener(counters).build()) {
            checker.check("192.0.2.1", "joe@a.x");
            checker.check("192.0.2.1", "joe@a.x");
        }
        assertThat(counters.hits()).isEqualTo(2); // RMX of a.x, A of h.x
    }

    @Test
    void LIM_3_a_check_ended_by_its_deadline_counts_once_as_timed_out() {
        RmxCounters counters = new RmxCounters();
        CompletableFuture<DnsAnswer> open = dns.open("a.x", RecordType.RMX);
        try (RmxChecker checker = RmxChecker.builder(dns)
                .deadline(Duration.ofMillis(20))
                .listener(counters)
                .build()) {
            checker.check("192.0.2.1", "joe@a.x");
        }
        while (counters.timeOuts() == 0) { // called on another thread, since it could block
            Thread.onSpinWait();
        }
        open.complete(new DnsAnswer.Absent(FakeResolver.UNTIL, false));
        assertThat(counters.checks()).isEqualTo(1);
    }

    @Test
    void LIM_3_a_blocking_listener_delays_no_deadline() throws Exception {
        RmxResolver silent = (question, budget) -> new CompletableFuture<>();
        CountDownLatch blocked = new CountDownLatch(1);
        RmxListener blocking = new RmxListener() {
            @Override
            public void checked(RmxVerdict verdict, Duration time, boolean timedOut) {
                try {
                    blocked.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        try (RmxChecker checker = RmxChecker.builder(silent)
                .deadline(Duration.ofMillis(50))
                .listener(blocking)
                .build()) {
            for (int i = 0; i < 5; i++) {
                assertThat(checker.check("192.0.2.1", "joe@n" + i + ".x").outcome())
                        .isEqualTo(RmxOutcome.TEMP_FAIL);
            }
            blocked.countDown();
        }
    }

    @Test
    void close_does_not_wait_for_a_blocking_listener() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(2);
        RmxListener blocking = new RmxListener() {
            @Override
            public void checked(RmxVerdict verdict, Duration time, boolean timedOut) {
                block();
            }

            @Override
            public void answered(DnsQuestion question, DnsAnswer answer, Duration time) {
                block();
            }

            private void block() {
                told.countDown();
                try {
                    blocked.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        CompletableFuture<DnsAnswer> open = new CompletableFuture<>();
        RmxResolver answersWhenClosed = new RmxResolver() {
            @Override
            public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
                return open;
            }

            @Override
            public void close() {
                open.complete(new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, "closed", HeldClock.START));
            }
        };
        RmxChecker checker =
                RmxChecker.builder(answersWhenClosed).listener(blocking).build();
        CompletableFuture<RmxVerdict> verdict =
                checker.checkAsync(EnvelopeSender.parse("joe@example.org").from(IpAddress.parse("192.0.2.1")));

        checker.close();

        assertThat(verdict.get().toString()).contains("closed");
        told.await(); // the listener is still called
        blocked.countDown();
    }

    @Test
    void each_listener_hears_of_a_check_though_another_is_broken() {
        List<Throwable> uncaught = new ArrayList<>();
        Thread.currentThread().setUncaughtExceptionHandler((thread, fault) -> uncaught.add(fault));
        RmxCounters first = new RmxCounters();
        RmxCounters last = new RmxCounters();
        try (RmxChecker checker = RmxChecker.builder(dns)
                .listener(first)
                .listener(BROKEN)
                .listener(last)
                .build()) {
            checker.check("192.0.2.1", "joe@a.x");
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(null);
        }
        assertThat(uncaught).isNotEmpty();
        assertThat(first.checks()).isEqualTo(1);
        assertThat(last.checks()).isEqualTo(1);
    }

    @Test
    void a_question_beyond_the_limit_is_reported() {
        RmxCounters counters = new RmxCounters();
        CompletableFuture<DnsAnswer> open = dns.open("a.x", RecordType.RMX);
        try (RmxChecker checker = RmxChecker.builder(dns)
                .questionsInFlight(1, 0)
                .listener(counters)
                .build()) {
            CompletableFuture<RmxVerdict> verdict = checker.checkAsync("192.0.2.1", "joe@a.x");
            assertThat(counters.refusals()).isEqualTo(1); // TXT, while RMX is open
            assertThat(counters.questions()).isEqualTo(1);
            open.complete(FakeResolver.rmx("ipv4:192.0.2.1"));
            verdict.join();
        }
    }

    @Test
    void an_exception_of_a_listener_changes_no_verdict_and_is_not_lost() {
        List<Throwable> uncaught = new ArrayList<>();
        Thread.currentThread().setUncaughtExceptionHandler((thread, fault) -> uncaught.add(fault));
        DnsAnswer down = new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "timed out", Instant.MIN);
        try (RmxChecker checker = RmxChecker.builder(dns)
                .clock(clock)
                .staleData()
                .listener(BROKEN)
                .build()) {
            dns.rmx("a.x", "ipv4:192.0.2.1");
            assertThat(checker.check("192.0.2.1", "joe@a.x").outcome()).isEqualTo(RmxOutcome.GRANTED);
            assertThat(uncaught).hasSize(5); // RMX and TXT asked and answered; checked
            assertThat(checker.check("192.0.2.1", "joe@a.x").outcome()).isEqualTo(RmxOutcome.GRANTED);
            assertThat(uncaught).hasSize(7); // RMX hit; checked

            clock.move(Duration.ofHours(1));
            dns.answer("a.x", RecordType.RMX, down);
            assertThat(checker.check("192.0.2.1", "joe@a.x").stale()).isTrue();
            assertThat(uncaught).hasSize(13); // asked and answered as before; stale; checked
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(null);
        }
        assertThat(uncaught).allSatisfy(fault -> assertThat(fault).hasMessage("a broken listener"));
    }
}
