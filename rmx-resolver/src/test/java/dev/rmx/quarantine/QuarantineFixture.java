package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.Finding;
import dev.rmx.resolver.FakeResolver;
import dev.rmx.resolver.HeldClock;
import dev.rmx.resolver.RmxChecker;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A quarantine in memory, with a clock and a DNS that the test controls. */
@Timeout(120)
abstract class QuarantineFixture {
    static final Duration MINUTE = Duration.ofMinutes(1);
    static final QuarantineSettings SETTINGS =
            QuarantineSettings.DEFAULT.withPollEvery(Duration.ofMillis(5)).withPauses(MINUTE, Duration.ofMinutes(8));
    static final String CLIENT = "192.0.2.1";

    final HeldClock clock = new HeldClock();
    final FakeResolver dns = new FakeResolver();
    final RmxChecker checker = RmxChecker.builder(dns).clock(clock).build();
    final InMemoryQuarantineStore store = new InMemoryQuarantineStore(10_000, clock);
    final BlockingQueue<Released> released = new LinkedBlockingQueue<>();
    final List<Quarantine> opened = new ArrayList<>();

    static final Decision OPERATORS = new Decision(Finding.of(RmxOutcome.NO_RMX, "by hand"), Decision.Source.OPERATOR);

    /** For tests that need a handler that hangs. */
    final Stuck stuck = new Stuck();

    record Released(String reference, RmxOutcome outcome, Decision decision) {}

    @AfterEach
    void close() {
        stuck.letGo();
        opened.forEach(Quarantine::close);
        checker.close();
    }

    QuarantineBuilder builder(ReleaseHandler handler) {
        return builder(handler, SETTINGS);
    }

    QuarantineBuilder builder(ReleaseHandler handler, QuarantineSettings settings) {
        return builder(store, handler).settings(settings);
    }

    interface BeforeCall {
        void call(String method, Object[] arguments) throws Exception;
    }

    /** The store, with something before each call; an exception there is the store's. */
    QuarantineStore store(BeforeCall before) {
        InvocationHandler calls = (proxy, method, arguments) -> {
            before.call(method.getName(), arguments);
            return method.invoke(store, arguments);
        };
        return (QuarantineStore)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {QuarantineStore.class}, calls);
    }

    QuarantineBuilder builder(QuarantineStore other, ReleaseHandler handler) {
        return Quarantine.builder(checker::checkAsync, other, handler)
                .clock(clock)
                .settings(SETTINGS);
    }

    Quarantine open(QuarantineBuilder builder) {
        Quarantine quarantine = builder.build();
        opened.add(quarantine);
        return quarantine;
    }

    Quarantine open() {
        return open(builder(this::take));
    }

    void take(HeldMessage message, Decision decision) {
        released.add(new Released(message.reference().toString(), decision.outcome(), decision));
    }

    void down(String domain) {
        dns.answer(domain, RecordType.RMX, new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "down", Instant.MIN));
    }

    long hold(Quarantine quarantine, String domain, String reference) throws QuarantineException {
        RmxVerdict verdict = checker.check(CLIENT, "joe@" + domain);
        return quarantine.hold(verdict, MessageReference.of(reference));
    }

    Released next() throws InterruptedException {
        Released next = released.poll(60, TimeUnit.SECONDS);
        assertThat(next).as("a message that is handed back").isNotNull();
        return next;
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    /** Waits for other threads without using the processor; only the tests' time limit ends the wait. */
    static void await(Condition condition) throws Exception {
        while (!condition.holds()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(100_000);
        }
    }

    /** Waits until this many rechecks still gave temperror. */
    static void awaitRetries(Quarantine quarantine, long retries) throws Exception {
        await(() -> quarantine.work().retries() >= retries);
    }

    static void awaitEmpty(Quarantine quarantine) throws Exception {
        await(() -> quarantine.held().count() == 0);
    }

    /** A handler that ignores interrupts, and takes messages when it is released. */
    final class Stuck implements ReleaseHandler {
        final AtomicInteger calls = new AtomicInteger();
        private final CountDownLatch held = new CountDownLatch(1);

        @Override
        public void release(HeldMessage message, Decision decision) {
            calls.incrementAndGet();
            while (held.getCount() > 0) {
                Thread.onSpinWait();
            }
            take(message, decision);
        }

        void letGo() {
            held.countDown();
        }
    }
}
