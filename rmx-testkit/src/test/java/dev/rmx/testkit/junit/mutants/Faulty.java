package dev.rmx.testkit.junit.mutants;

import static dev.rmx.testkit.junit.mutants.BrokenResolver.asking;
import static dev.rmx.testkit.junit.mutants.BrokenResolver.right;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.resolver.QueryBudget;
import dev.rmx.resolver.RmxResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The longer faults of {@link ResolverMutant}, and what they leave open. */
final class Faulty {
    /** What mutants did not close; the test closes it at its end. */
    private static final Queue<Runnable> LEFT_BEHIND = new ConcurrentLinkedQueue<>();

    private Faulty() {}

    /** Closes what mutants left open. */
    static void tidyUp() {
        for (Runnable next = LEFT_BEHIND.poll(); next != null; next = LEFT_BEHIND.poll()) {
            next.run();
        }
    }

    static CompletableFuture<DnsAnswer> broken() {
        return CompletableFuture.failedFuture(new IllegalArgumentException("no such name"));
    }

    /** The answer with other flags and, unless null, another validity. */
    static DnsAnswer claiming(boolean authenticated, boolean stale, @Nullable Instant until, DnsAnswer answer) {
        if (!(answer instanceof DnsAnswer.Known known)) {
            return answer;
        }
        Instant valid = until == null ? known.validUntil() : until;
        if (known instanceof DnsAnswer.Found found) {
            return new DnsAnswer.Found(found.data(), valid, authenticated, stale);
        }
        return known instanceof DnsAnswer.Malformed malformed
                ? new DnsAnswer.Malformed(malformed.reason(), valid, authenticated, stale)
                : new DnsAnswer.Absent(valid, authenticated, stale);
    }

    static RmxResolver caching(InetSocketAddress server, Duration timeout, Predicate<DnsAnswer> kept) {
        Map<DnsQuestion, DnsAnswer> cache = new ConcurrentHashMap<>();
        return asking(right(server, timeout), (right, question, budget) -> {
            DnsAnswer known = cache.get(question);
            return known != null
                    ? CompletableFuture.completedFuture(known)
                    : right.resolve(question, budget).thenApply(answer -> {
                        if (kept.test(answer)) {
                            cache.put(question, answer);
                        }
                        return answer;
                    });
        });
    }

    static RmxResolver losingEveryHundredth(InetSocketAddress server, Duration timeout) {
        AtomicInteger asked = new AtomicInteger();
        DnsAnswer lost = new DnsAnswer.Absent(Instant.MAX, false);
        return asking(
                right(server, timeout),
                (right, question, budget) -> asked.incrementAndGet() % 100 == 0
                        ? CompletableFuture.completedFuture(lost)
                        : right.resolve(question, budget));
    }

    /** Gives everyone who asks the same question the same future. */
    static RmxResolver sharing(InetSocketAddress server, Duration timeout) {
        Map<DnsQuestion, CompletableFuture<DnsAnswer>> open = new ConcurrentHashMap<>();
        return asking(
                right(server, timeout),
                (right, question, budget) -> open.computeIfAbsent(question, one -> right.resolve(one, budget)));
    }

    @SuppressWarnings("NullAway") // the fault
    static RmxResolver none(InetSocketAddress server, Duration timeout) {
        return asking(right(server, timeout), (right, question, budget) -> null);
    }

    @SuppressWarnings("NullAway") // the fault
    static RmxResolver nothing(InetSocketAddress server, Duration timeout) {
        return asking(right(server, timeout), (right, question, budget) -> CompletableFuture.completedFuture(null));
    }

    static RmxResolver silentOnPointers(InetSocketAddress server, Duration timeout) {
        return asking(
                right(server, timeout),
                (right, question, budget) -> question.type() == RecordType.PTR
                        ? new CompletableFuture<>()
                        : right.resolve(question, budget));
    }

    static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    static RmxResolver neverClosed(InetSocketAddress server, Duration timeout) {
        return new BrokenResolver(right(server, timeout)) {
            {
                LEFT_BEHIND.add(super::close);
            }

            @Override
            public void close() {
                // the fault
            }
        };
    }

    static RmxResolver openedAgain(InetSocketAddress server, Duration timeout) {
        return new BrokenResolver(right(server, timeout)) {
            private volatile boolean closed;

            @Override
            public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
                if (!closed) {
                    return super.resolve(question, budget);
                }
                RmxResolver again = right(server, timeout);
                LEFT_BEHIND.add(again::close);
                return again.resolve(question, budget);
            }

            @Override
            public void close() {
                closed = true;
                super.close();
            }
        };
    }

    static RmxResolver leakingThread(InetSocketAddress server, Duration timeout) {
        leakThread();
        return right(server, timeout);
    }

    static void leakThread() {
        CountDownLatch end = new CountDownLatch(1);
        ThreadGroup elsewhere = new ThreadGroup(root(), "elsewhere");
        Thread thread = new Thread(elsewhere, () -> await(end), "leaked");
        thread.setDaemon(true);
        thread.start();
        LEFT_BEHIND.add(end::countDown);
    }

    private static ThreadGroup root() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static RmxResolver leakingSocket(RmxResolver right) {
        try {
            DatagramSocket leaked = new DatagramSocket();
            LEFT_BEHIND.add(leaked::close);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return right;
    }
}
