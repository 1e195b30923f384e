package dev.rmx.testkit.bench;

import dev.rmx.PublishedForm;
import dev.rmx.RmxQuery;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.testkit.RmxDnsServer;
import dev.rmx.testkit.RmxZone;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.james.jspf.executor.SPFResult;
import org.apache.james.jspf.impl.DNSServiceXBillImpl;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.xbill.DNS.SimpleResolver;

/**
 * A check with cached DNS answers, decided by the last of some prefixes; for comparison jSPF with its own warm cache.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class WarmCheck {
    /** A domain that publishes RMX. */
    @State(Scope.Benchmark)
    public static class Rmx {
        @Param({"1", "4", "10", "100", "1000", "10000"})
        int entries;

        RmxChecker checker;
        RmxQuery query;

        @Setup
        public void setUp() {
            checker = checkerOf(Published.rmxLine(entries));
            query = Published.queryFor(entries);
            requirePass(checker.check(query));
        }

        @TearDown
        public void tearDown() {
            checker.close();
        }
    }

    /** A domain that publishes TXT and no RMX. */
    @State(Scope.Benchmark)
    public static class Txt {
        @Param({"10"})
        int entries;

        RmxChecker checker;
        RmxQuery query;

        @Setup
        public void setUp() {
            checker = checkerOf(Published.txtLine(
                    "_rmx." + Published.SUBJECT, Published.record(entries).toString()));
            query = Published.queryFor(entries);
            requirePass(checker.check(query));
        }

        @TearDown
        public void tearDown() {
            checker.close();
        }
    }

    /** A domain that publishes SPF, with the prefixes in a record that it includes. */
    @State(Scope.Benchmark)
    public static class SpfInclude {
        @Param({"1", "10", "100"})
        int entries;

        RmxChecker checker;
        RmxQuery query;

        @Setup
        public void setUp() {
            String zone = Published.txtLine(Published.SUBJECT.toString(), "v=spf1 include:spf.example.net -all")
                    + Published.txtLine("spf.example.net", Published.spf(entries));
            checker = RmxChecker.builder(RmxZone.parse(zone).resolver())
                    .forms(PublishedForm.SPF)
                    .build();
            query = Published.queryFor(entries);
            requirePass(checker.check(query));
        }

        @TearDown
        public void tearDown() {
            checker.close();
        }
    }

    /** A domain that publishes SPF, for jSPF. */
    @State(Scope.Benchmark)
    public static class Spf {
        @Param({"1", "4", "10", "100", "1000"})
        int entries;

        RmxDnsServer server;
        Jspf spf;
        String client;

        @Setup
        public void setUp() throws IOException {
            server = RmxDnsServer.start(
                    RmxZone.parse(Published.txtLine(Published.SUBJECT.toString(), Published.spf(entries))));
            spf = new Jspf(new DNSServiceXBillImpl(new SimpleResolver(server.address())));
            client = Published.clientOf(entries).toString();
            spf.requirePass(client);
        }

        @TearDown
        public void tearDown() {
            server.close();
        }
    }

    static RmxChecker checkerOf(String zone) {
        return RmxChecker.builder(RmxZone.parse(zone).resolver()).build();
    }

    static void requirePass(RmxVerdict verdict) {
        if (verdict.result() != RmxResult.PASS) {
            throw new IllegalStateException("should pass: " + verdict);
        }
    }

    @Benchmark
    public RmxVerdict rmx(Rmx published) {
        return published.checker.check(published.query);
    }

    @Benchmark
    public RmxVerdict rmxAsTxt(Txt published) {
        return published.checker.check(published.query);
    }

    @Benchmark
    public RmxVerdict spfWithInclude(SpfInclude published) {
        return published.checker.check(published.query);
    }

    @Benchmark
    public SPFResult jspf(Spf published) {
        return published.spf.check(published.client);
    }
}
