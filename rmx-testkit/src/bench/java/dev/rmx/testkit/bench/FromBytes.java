package dev.rmx.testkit.bench;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxTxt;
import dev.rmx.codec.RmxWire;
import dev.rmx.codec.SpfText;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.RmxRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.james.jspf.executor.SPFResult;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * From the octets of a record to a verdict, without a cache, with DNS in memory; for comparison jSPF, which parses at
 * each check too.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class FromBytes {
    private static final Instant UNTIL = Instant.parse("2100-01-01T00:00:00Z");
    private static final DnsQuestion RMX = new DnsQuestion(Published.SUBJECT, RecordType.RMX);
    private static final DnsQuestion TXT =
            new DnsQuestion(DomainName.parse("_rmx." + Published.SUBJECT), RecordType.RMX_TXT);

    private static final DnsQuestion SPF = new DnsQuestion(Published.SUBJECT, RecordType.SPF);
    private static final String TEN_TERMS = "v=spf1 ip4:11.0.0.0/8 ip4:198.51.100.0/24 ip4:203.0.113.7 ip4:10.0.0.0/8"
            + " ip6:2001:db8::/32 a:mail.example.org mx include:spf.example.net include:spf.example.com -all";

    @Param({"1", "10", "100"})
    int entries;

    private final RmxVerifier spfVerifier = new RmxVerifier(List.of(PublishedForm.SPF), RmxLimits.DEFAULT, List.of());

    private final RmxVerifier verifier = new RmxVerifier();
    private RmxQuery query;
    private byte[] rdata;
    private List<byte[]> txt;
    private Jspf spf;
    private String client;

    @Setup
    public void setUp() throws RmxFormatException {
        query = Published.queryFor(entries);
        rdata = Published.rdata(entries);
        txt = Published.txt(entries);
        spf = new Jspf(new Jspf.Zone(Published.spf(entries)));
        client = query.client().toString();
        WarmCheck.requirePass(rdata());
        WarmCheck.requirePass(txt());
        spf.requirePass(client);
    }

    @Benchmark
    public RmxVerdict rdata() throws RmxFormatException {
        return (RmxVerdict) verifier.evaluate(query, Map.of(RMX, found(RmxWire.decode(rdata))));
    }

    @Benchmark
    public RmxVerdict txt() throws RmxFormatException {
        DnsAnswer absent = new DnsAnswer.Absent(UNTIL, false);
        return (RmxVerdict) verifier.evaluate(
                query, Map.of(RMX, absent, TXT, found(RmxTxt.decode(txt).orElseThrow())));
    }

    /** Text with the ten terms of a usual record, whatever {@link #entries} says. */
    @Benchmark
    public RmxVerdict spfOfTenTerms() throws RmxFormatException {
        DnsData data = new DnsData.Spf(SpfText.parse(TEN_TERMS));
        return (RmxVerdict) spfVerifier.evaluate(query, Map.of(SPF, new DnsAnswer.Found(data, UNTIL, false)));
    }

    @Benchmark
    public SPFResult jspf() {
        return spf.check(client);
    }

    private static DnsAnswer found(RmxRecord record) {
        return new DnsAnswer.Found(new DnsData.RmxRecords(List.of(record)), UNTIL, false);
    }
}
