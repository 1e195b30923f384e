package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.ContractZone.question;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.resolver.QueryBudget;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.testkit.RmxDnsServer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A resolver under test and its server. Asks questions and waits for what must happen. */
final class Tried implements AutoCloseable {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final RmxDnsServer server;
    private final Function<Duration, RmxResolver> maker;
    private final RmxResolver resolver;
    private final Duration patience;

    private Tried(RmxDnsServer server, Function<Duration, RmxResolver> maker, Duration timeout, Duration patience) {
        this.server = server;
        this.maker = maker;
        this.resolver = maker.apply(timeout);
        this.patience = patience;
        if (resolver == null) {
            throw new AssertionError("resolver(address, timeout) must make a resolver, was null");
        }
    }

    /**
     * Creates a resolver with a time-out of a quarter of the patience, so that no response is missed on a slow machine.
     */
    static Tried patient(RmxDnsServer server, Function<Duration, RmxResolver> maker, Duration patience) {
        return new Tried(server, maker, patience.dividedBy(4), patience);
    }

    /** A new resolver with another time-out. */
    Tried again(Duration timeout) {
        return new Tried(server, maker, timeout, patience);
    }

    /** A new resolver with the same time-out. */
    Tried again() {
        return patient(server, maker, patience);
    }

    RmxDnsServer server() {
        return server;
    }

    RmxResolver resolver() {
        return resolver;
    }

    Duration patience() {
        return patience;
    }

    @Override
    public void close() {
        resolver.close();
    }

    /** A question on its way. */
    final class Asked {
        private final String words;
        private final Instant before = Instant.now();
        private final CompletableFuture<DnsAnswer> future;

        private Asked(String circumstances, DnsQuestion question, QueryBudget budget) {
            this.words = circumstances + article(question.type()) + " question about " + question.name();
            CompletableFuture<DnsAnswer> given;
            try {
                given = resolver.resolve(question, budget);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(words + ": resolve must not throw, threw " + e, e);
            }
            if (given == null) {
                throw new AssertionError(words + ": resolve must give a future, was null");
            }
            this.future = given;
        }

        CompletableFuture<DnsAnswer> future() {
            return future;
        }

        Reply reply() throws InterruptedException {
            try {
                DnsAnswer answer = future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
                if (answer == null) {
                    throw new AssertionError(words + ": an answer is never null");
                }
                return new Reply(words, answer, before, Instant.now());
            } catch (ExecutionException | CancellationException e) {
                throw new AssertionError(words + ": a failure must be the value Failed, not an exception; was " + e, e);
            } catch (TimeoutException e) {
                throw new AssertionError(words + ": no answer within " + patience, e);
            }
        }
    }

    Reply ask(String name, RecordType type) throws InterruptedException {
        return start(name, type).reply();
    }

    Asked start(String name, RecordType type) {
        return start("", name, type);
    }

    /** @param circumstances such as "SERVFAIL to " */
    Asked start(String circumstances, String name, RecordType type) {
        return start(circumstances, name, type, new QueryBudget(1000));
    }

    Asked start(String circumstances, String name, RecordType type, QueryBudget budget) {
        return new Asked(circumstances, question(name, type), budget);
    }

    /** Waits until the condition holds or patience ends; returns whether it holds. */
    boolean comesAbout(BooleanSupplier wanted) {
        long giveUp = System.nanoTime() + patience.toNanos();
        boolean so = wanted.getAsBoolean();
        while (!so && System.nanoTime() < giveUp) {
            LockSupport.parkNanos(POLL_NANOS);
            so = wanted.getAsBoolean();
        }
        return so;
    }

    private static String article(RecordType type) {
        return (type == RecordType.PTR || type == RecordType.RMX_TXT ? "a " : "an ") + type.mnemonic();
    }
}
