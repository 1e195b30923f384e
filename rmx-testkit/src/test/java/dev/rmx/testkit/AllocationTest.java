package dev.rmx.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.RmxResult;
import dev.rmx.RmxStep;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxCounters;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How many octets an evaluation allocates that is decided at once. The counts are those of code that is not compiled
 * yet: a compiler only leaves objects out. Each bound is 8 octets above the count, since the machine makes an object
 * of its own now and then.
 */
class AllocationTest {
    private static final RmxQuery QUERY = EnvelopeSender.parse("joe@a.example").from(IpAddress.parse("192.0.2.1"));
    private static final IpPrefix PREFIX = IpPrefix.parse("192.0.2.0/24");

    @BeforeAll
    static void readTheCountsOfThreads() {
        // only tests need this module
        AllocationTest.class
                .getModule()
                .addReads(ModuleLayer.boot().findModule("java.management").orElseThrow());
    }

    private static DnsQuestion question(String name, RecordType type) {
        return new DnsQuestion(DomainName.parse(name), type);
    }

    private static DnsAnswer found(DnsData data) {
        return new DnsAnswer.Found(data, Instant.EPOCH, false);
    }

    private static DnsAnswer spf(SpfTerm term) {
        return found(new DnsData.Spf(new SpfRecord(List.of(term, new SpfTerm.All(SpfQualifier.FAIL)))));
    }

    private static long octets(RmxVerifier verifier, Map<DnsQuestion, DnsAnswer> answers) throws Exception {
        return octets(() -> verifier.evaluate(QUERY, answers));
    }

    private static long octets(Supplier<RmxStep> check) throws Exception {
        int evaluations = 1_000;
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 3; round++) { // the first loads classes
            long before = octetsOfThisThread();
            for (int i = 0; i < evaluations; i++) {
                RmxStep step = check.get();
                if (!(step instanceof RmxVerdict verdict) || verdict.result() != RmxResult.PASS) {
                    throw new AssertionError("should pass: " + step);
                }
            }
            least = Math.min(least, octetsOfThisThread() - before);
        }
        return least / evaluations;
    }

    private static long octetsOfThisThread() throws Exception {
        Object[] thread = {Thread.currentThread().getId()};
        return (long) ManagementFactory.getPlatformMBeanServer()
                .invoke(new ObjectName("java.lang:type=Threading"), "getThreadAllocatedBytes", thread, new String[] {
                    "long"
                });
    }

    @Test
    void EVAL_3_a_literal_match_of_rmx() throws Exception {
        DnsData records = new DnsData.RmxRecords(List.of(new RmxRecord(List.of(new RmxEntry.Ipv4(false, PREFIX)))));
        assertThat(octets(new RmxVerifier(), Map.of(question("a.example", RecordType.RMX), found(records))))
                .isLessThan(216);
    }

    @Test
    void a_cached_check_that_is_counted() throws Exception {
        try (RmxChecker checker = RmxChecker.builder(
                        RmxZone.parse("a.example. IN RMX ipv4:192.0.2.0/24\n").resolver())
                .listener(new RmxCounters())
                .build()) {
            checker.check(QUERY);
            assertThat(octets(() -> checker.check(QUERY))).isLessThan(280);
        }
    }

    @Test
    void SPF_1_an_include_that_matches() throws Exception {
        MacroString below = new MacroString(List.of(new MacroString.Literal("b.example")));
        RmxVerifier verifier = new RmxVerifier(List.of(PublishedForm.SPF), RmxLimits.DEFAULT, List.of());
        assertThat(octets(
                        verifier,
                        Map.of(
                                question("a.example", RecordType.SPF),
                                spf(new SpfTerm.Include(SpfQualifier.PASS, below)),
                                question("b.example", RecordType.SPF),
                                spf(new SpfTerm.Ip(SpfQualifier.PASS, PREFIX)))))
                .isLessThan(632);
    }
}
