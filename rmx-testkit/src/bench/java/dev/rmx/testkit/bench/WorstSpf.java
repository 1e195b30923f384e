package dev.rmx.testkit.bench;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.RmxStep;
import dev.rmx.RmxVerifier;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.SpfText;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One pass of the evaluation over the most expensive SPF records known, with all answers present ([LIM-4]: at most 2
 * ms).
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
public class WorstSpf {
    private static final Instant UNTIL = Instant.MAX;
    private static final String SUBJECT = "subject.example";
    private static final String DEAD = "dead.example";

    /** What fills the record. */
    @Param({
        "self-include",
        "macros",
        "macros-self-include",
        "macros-at-once",
        "macros-of-domains",
        "mx-of-mx",
        "literals"
    })
    public String record = "";

    private final RmxVerifier verifier = new RmxVerifier(List.of(PublishedForm.SPF), RmxLimits.DEFAULT, List.of());
    /** The parts of this local part are short, so that many macros fit into a name. */
    private final RmxQuery query =
            EnvelopeSender.parse("a.".repeat(31) + "@" + SUBJECT).from(IpAddress.parse("192.0.2.1"));

    private final Map<DnsQuestion, DnsAnswer> answers = new HashMap<>();

    @Setup
    public void setUp() throws RmxFormatException {
        answers.put(
                question(DEAD, RecordType.A),
                new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "no response", UNTIL));
        String include = "include:" + SUBJECT + " ";
        spf(
                switch (record) {
                    case "self-include" -> "~exists:" + DEAD + " " + include.repeat(10);
                    case "macros" -> ("exists:" + "%{l1}".repeat(1_200) + ".x.example ").repeat(10);
                    case "macros-self-include" ->
                        "~exists:" + DEAD + " "
                                + ("?exists:" + "%{l1}".repeat(2_400) + "." + DEAD + " " + include).repeat(5);
                    case "macros-at-once" -> "?exists:x" + "%{l1}".repeat(11_500) + "x.example " + include.repeat(9);
                    // the included names differ, so nothing that depends on the domain is known from before
                    case "macros-of-domains" ->
                        "?exists:%{d}" + "%{l1}".repeat(11_500) + "x.example include:%{d}.example " + include.repeat(8);
                    case "mx-of-mx" -> mxOfMx();
                    case "literals" ->
                        IntStream.range(0, 3_200)
                                        .mapToObj(i -> "ip4:" + Published.network(i) + " ")
                                        .collect(Collectors.joining())
                                + include;
                    default -> throw new IllegalArgumentException(record);
                });
        for (RmxStep step = pass(); step instanceof RmxStep.Needs needs; step = pass()) {
            for (DnsQuestion open : needs.questions()) {
                DnsAnswer same = Objects.requireNonNull(answers.get(question(SUBJECT, RecordType.SPF)));
                answers.put(open, open.type() == RecordType.SPF ? same : new DnsAnswer.Absent(UNTIL, false));
            }
        }
    }

    private void spf(String terms) throws RmxFormatException {
        found(SUBJECT, RecordType.SPF, new DnsData.Spf(SpfText.parse("v=spf1 " + terms + "-all")));
    }

    /** Ten names with ten exchanges each, which have thousands of addresses. */
    private String mxOfMx() {
        List<IpAddress> addresses = IntStream.range(0, 4_000)
                .mapToObj(i -> IpAddress.parse("10.0." + (i >> 8) + "." + (i & 0xff)))
                .toList();
        for (int i = 0; i < 10; i++) {
            String prefix = "m" + i;
            List<DnsData.Exchange> exchanges = IntStream.range(0, 10)
                    .mapToObj(j -> new DnsData.Exchange(j, DomainName.parse(prefix + j + ".example")))
                    .toList();
            found(prefix + ".example", RecordType.MX, new DnsData.Exchanges(exchanges));
            exchanges.forEach(
                    exchange -> found(exchange.host().toString(), RecordType.A, new DnsData.Addresses(addresses)));
        }
        return IntStream.range(0, 10).mapToObj(i -> "mx:m" + i + ".example ").collect(Collectors.joining());
    }

    private static DnsQuestion question(String name, RecordType type) {
        return new DnsQuestion(DomainName.parse(name), type);
    }

    private void found(String name, RecordType type, DnsData data) {
        answers.put(question(name, type), new DnsAnswer.Found(data, UNTIL, false));
    }

    @Benchmark
    public RmxStep pass() {
        return verifier.evaluate(query, answers);
    }
}
