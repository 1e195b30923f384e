package dev.rmx.testkit.bench;

import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxWire;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import dev.rmx.resolver.CacheLimits;
import dev.rmx.resolver.RmxChecker;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * A warm check of one cached domain after another, each with its own record of ten prefixes; and the heap that the
 * cache takes for each.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx1800m")
@State(Scope.Benchmark)
public class CachedDomains {
    private static final int ENTRIES = 10;
    private static final Instant UNTIL = Instant.parse("2100-01-01T00:00:00Z");

    @Param({"1", "1000", "100000", "1000000"})
    int domains;

    private RmxChecker checker;
    private RmxQuery[] alike;
    private RmxQuery[] fewOften;
    private double octets;
    private Map<DomainName, RmxRecord> map;

    /** What a domain takes in the cache. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Memory {
        /** Octets of the heap. */
        public double octetsPerDomain;
    }

    /** A thread's position in the queries. */
    @State(Scope.Thread)
    public static class Walk {
        private int at;

        RmxQuery next(RmxQuery[] queries) {
            at = at + 1 < queries.length ? at + 1 : 0;
            return queries[at];
        }
    }

    @Setup
    public void setUp(BenchmarkParams parameters) throws RmxFormatException {
        if (parameters.getBenchmark().endsWith("InHashMap")) {
            map = new HashMap<>();
            for (int i = 0; i < domains; i++) {
                map.put(query(i).subject().get(), RmxWire.decode(Published.rdata(ENTRIES)));
            }
        } else {
            fillCache();
        }
        Random random = new Random(1);
        alike = queries(() -> random.nextInt(domains));
        fewOften = queries(() -> (int) Math.exp(random.nextDouble() * Math.log(domains)));
    }

    private void fillCache() {
        LongAdder asked = new LongAdder();
        checker = RmxChecker.builder((question, budget) -> {
                    asked.increment();
                    return CompletableFuture.completedFuture(answer(question));
                })
                .cache(new CacheLimits(1L << 30, Duration.ZERO, Duration.ofDays(1)))
                .build();
        WarmCheck.requirePass(checker.check(query(-1))); // loads what exists once
        long before = heap();
        for (int i = 0; i < domains; i++) {
            WarmCheck.requirePass(checker.check(query(i)));
        }
        octets = (double) (heap() - before) / domains;
        long once = asked.sum();
        for (int i = 0; i < domains; i++) {
            WarmCheck.requirePass(checker.check(query(i)));
        }
        if (asked.sum() > once) {
            throw new IllegalStateException(asked.sum() - once + " answers were not in the cache any more");
        }
    }

    /** Like {@link #alike}, but with the simplest map, filled here: the cost of the processor's memory alone. */
    @Benchmark
    public boolean alikeInHashMap(Walk walk) {
        RmxQuery query = walk.next(alike);
        RmxEntry first = map.get(query.subject().get()).entries().get(0);
        return first instanceof RmxEntry.Literal literal && literal.prefix().contains(query.client());
    }

    /** The queries in the order of their use: a mail server has just read a query. */
    private RmxQuery[] queries(IntSupplier domain) {
        RmxQuery[] queries = new RmxQuery[Math.max(domains, 1000)];
        Arrays.setAll(queries, i -> query(domain.getAsInt()));
        return queries;
    }

    @TearDown
    public void tearDown() {
        if (checker != null) {
            checker.close();
        }
    }

    private static RmxQuery query(int domain) {
        IpAddress client = Published.clientOf(ENTRIES);
        return EnvelopeSender.parse("joe@domain" + domain + ".example.org").from(client);
    }

    private static DnsAnswer answer(DnsQuestion question) {
        if (question.type() != RecordType.RMX) {
            return new DnsAnswer.Absent(Instant.ofEpochSecond(UNTIL.getEpochSecond()), false);
        }
        try {
            DnsData data = new DnsData.RmxRecords(List.of(RmxWire.decode(Published.rdata(ENTRIES))));
            return new DnsAnswer.Found(data, Instant.ofEpochSecond(UNTIL.getEpochSecond()), false);
        } catch (RmxFormatException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** All domains equally often: most are in none of the processor's caches. */
    @Benchmark
    public RmxVerdict alike(Walk walk, Memory memory) {
        memory.octetsPerDomain = octets;
        return checker.check(walk.next(alike));
    }

    /** The domain of rank n with a frequency proportional to 1/n (Zipf's law), as in traffic. */
    @Benchmark
    public RmxVerdict fewOften(Walk walk, Memory memory) {
        memory.octetsPerDomain = octets;
        return checker.check(walk.next(fewOften));
    }
}
