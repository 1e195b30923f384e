package dev.rmx.testkit.bench;

import dev.rmx.RmxQuery;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.testkit.RmxDnsServer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.xbill.DNS.Message;
import org.xbill.DNS.SimpleResolver;

/**
 * Checks per second, and questions per second of bare dnsjava, with a constant number in flight. A check asks two
 * questions: RMX and TXT. All use the test kit's server on loopback.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Benchmark)
public class InFlight {
    private static final int ENTRIES = 4;

    @Param({"1", "16", "64", "256"})
    int inFlight;

    private RmxDnsServer server;
    private RmxChecker checker;
    private RmxQuery query;
    private SimpleResolver dnsjava;
    private Semaphore room;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @Setup
    public void setUp() {
        server = RmxDnsServer.start(ColdCheck.zone());
        checker = ColdCheck.checkerOf(server);
        query = Published.queryFor(ENTRIES);
        dnsjava = new SimpleResolver(server.address());
        room = new Semaphore(inFlight);
    }

    @TearDown(Level.Iteration)
    public void forget() {
        server.forgetAsked();
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
    }

    @TearDown
    public void tearDown() {
        checker.close();
        server.close();
    }

    @Benchmark
    public void check(Blackhole blackhole) throws InterruptedException {
        room.acquire();
        after(checker.checkAsync(query).thenAccept(WarmCheck::requirePass), blackhole);
    }

    @Benchmark
    public void dnsjavaQuestion(Blackhole blackhole) throws InterruptedException {
        room.acquire();
        Message question = ColdCheck.question();
        after(dnsjava.sendAsync(question, ForkJoinPool.commonPool()), blackhole);
    }

    private void after(CompletionStage<?> stage, Blackhole blackhole) {
        blackhole.consume(stage.whenComplete((result, fault) -> {
            room.release();
            if (fault != null) {
                failure.compareAndSet(null, fault);
            }
        }));
    }
}
