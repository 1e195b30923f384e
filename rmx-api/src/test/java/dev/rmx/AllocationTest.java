package dev.rmx;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
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
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * How many octets an evaluation allocates that is decided at once. The counts are those of code that is not compiled
 * yet: a compiler only leaves objects out.
 */
class AllocationTest {
    private static final RmxQuery QUERY = EnvelopeSender.parse("joe@a.example").from(IpAddress.parse("192.0.2.1"));
    private static final IpPrefix PREFIX = IpPrefix.parse("192.0.2.0/24");

    private static DnsQuestion question(String name, RecordType type) {
        return new DnsQuestion(DomainName.parse(name), type);
    }

    private static DnsAnswer found(DnsData data) {
        return new DnsAnswer.Found(data, Instant.EPOCH, false);
    }

    private static DnsAnswer spf(SpfTerm term) {
        return found(new DnsData.Spf(new SpfRecord(List.of(term, new SpfTerm.All(SpfQualifier.FAIL)))));
    }

    private static long octets(RmxVerifier verifier, Map<DnsQuestion, DnsAnswer> answers) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 100; i++) { // the first load classes
            long before = threads.getThreadAllocatedBytes(thread);
            RmxStep step = verifier.evaluate(QUERY, answers);
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
            assertThat(step)
                    .isInstanceOfSatisfying(
                            RmxVerdict.class,
                            verdict -> assertThat(verdict.result()).isEqualTo(RmxResult.PASS));
        }
        return least;
    }

    @Test
    void EVAL_3_a_literal_match_of_rmx() {
        DnsData records = new DnsData.RmxRecords(List.of(new RmxRecord(List.of(new RmxEntry.Ipv4(false, PREFIX)))));
        assertThat(octets(new RmxVerifier(), Map.of(question("a.example", RecordType.RMX), found(records))))
                .isLessThanOrEqualTo(232);
    }

    @Test
    void SPF_1_an_include_that_matches() {
        MacroString below = new MacroString(List.of(new MacroString.Literal("b.example")));
        RmxVerifier verifier = new RmxVerifier(List.of(PublishedForm.SPF), RmxLimits.DEFAULT, List.of());
        assertThat(octets(
                        verifier,
                        Map.of(
                                question("a.example", RecordType.SPF),
                                spf(new SpfTerm.Include(SpfQualifier.PASS, below)),
                                question("b.example", RecordType.SPF),
                                spf(new SpfTerm.Ip(SpfQualifier.PASS, PREFIX)))))
                .isLessThanOrEqualTo(624);
    }
}
