package dev.rmx.testkit.bench;

import dev.rmx.RmxQuery;
import dev.rmx.RmxStep;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.AplItem;
import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One pass of the evaluation over the most expensive records known, with all answers present ([LIM-4]: at most 2 ms).
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
public class WorstRecords {
    private static final Instant UNTIL = Instant.MAX;
    private static final DomainName SUBJECT = DomainName.parse("subject.example");
    private static final DomainName FULL = DomainName.parse("user._rmx.subject.example");
    private static final String LONG = "x.".repeat(120);

    /** What fills the record. */
    @Param({"full-mx", "domain", "apl", "host-4090", "entries-same", "entries-mapped", "literals"})
    public String record = "";

    private final RmxVerifier verifier = new RmxVerifier();
    private final RmxQuery query = EnvelopeSender.parse("user@" + SUBJECT).from(IpAddress.parse("2001:db8::ffff"));
    private final Map<DnsQuestion, DnsAnswer> answers = new HashMap<>();

    @Setup
    public void setUp() {
        put(FULL, RecordType.RMX_TXT, null);
        put(FULL, RecordType.RMX, null);
        switch (record) {
            case "full-mx" -> {
                rmx(SUBJECT, Collections.nCopies(10, new RmxEntry.Full()));
                rmx(FULL, Collections.nCopies(10, new RmxEntry.Mx(false)));
                List<DnsData.Exchange> exchanges = new ArrayList<>();
                for (DomainName name : names(4_000)) {
                    exchanges.add(new DnsData.Exchange(0, name));
                    addresses(name, 1);
                }
                put(SUBJECT, RecordType.MX, new DnsData.Exchanges(exchanges));
            }
            case "domain" -> {
                both(new RmxEntry.Domain(false, DomainName.parse("x.x")));
                DomainName reverse = DomainName.parse("f.f.f.f." + "0.".repeat(20) + "8.b.d.0.1.0.0.2.ip6.arpa");
                List<DomainName> names = new ArrayList<>();
                for (int i = 0; i < 3_850; i++) {
                    names.add(DomainName.parse("a" + i + "." + LONG + "x.x"));
                }
                names.forEach(name -> addresses(name, 1));
                put(reverse, RecordType.PTR, new DnsData.Names(names));
            }
            case "apl" ->
                many(i -> new RmxEntry.Apl(false, host(i)), name -> {
                    AplItem item = new AplItem(false, IpPrefix.parse("192.0.2.0/24"));
                    AplRecord list = new AplRecord(Collections.nCopies(AplRecord.MAX_ITEMS, item));
                    put(name, RecordType.APL, new DnsData.PrefixLists(List.of(list)));
                });
            case "host-4090" -> many(i -> new RmxEntry.Host(false, host(i)), name -> addresses(name, 4_090));
            case "entries-same" -> {
                List<RmxEntry> entries = entries(i -> new RmxEntry.Host(false, host(i % 100)));
                entries.set(RmxRecord.MAX_ENTRIES - 1, new RmxEntry.Ipv6(false, IpPrefix.parse("::/0")));
                rmx(SUBJECT, entries);
            }
            case "entries-mapped" -> {
                DomainName tooLong = DomainName.parse("y.".repeat(100));
                rmx(SUBJECT, entries(i -> new RmxEntry.Mapped(false, tooLong)));
            }
            case "literals" ->
                rmx(
                        SUBJECT,
                        entries(i -> new RmxEntry.Ipv6(
                                false, IpPrefix.parse("2001:db8:" + Integer.toHexString(i) + "::/" + (48 + i % 80)))));
            default -> throw new IllegalArgumentException(record);
        }
        if (!(pass() instanceof RmxVerdict)) {
            throw new IllegalStateException("an answer is missing: " + pass());
        }
    }

    private interface Entries {
        RmxEntry at(int index);
    }

    private interface Answering {
        void answer(DomainName name);
    }

    private static DomainName host(int index) {
        return DomainName.parse("h" + index + "." + LONG);
    }

    private static List<DomainName> names(int count) {
        return IntStream.range(0, count).mapToObj(WorstRecords::host).toList();
    }

    private static List<RmxEntry> entries(Entries entries) {
        return new ArrayList<>(
                IntStream.range(0, RmxRecord.MAX_ENTRIES).mapToObj(entries::at).toList());
    }

    /** Ten entries of one kind, and the same number in the record of the full address. */
    private void many(Entries entries, Answering answering) {
        List<RmxEntry> subjects = new ArrayList<>();
        List<RmxEntry> full = new ArrayList<>();
        subjects.add(new RmxEntry.Full());
        for (int i = 0; i < 19; i++) {
            (i < 9 ? subjects : full).add(entries.at(i));
            answering.answer(host(i));
        }
        rmx(SUBJECT, subjects);
        rmx(FULL, full);
    }

    private void both(RmxEntry entry) {
        List<RmxEntry> subjects = new ArrayList<>(Collections.nCopies(10, entry));
        subjects.set(0, new RmxEntry.Full());
        rmx(SUBJECT, subjects);
        rmx(FULL, Collections.nCopies(10, entry));
    }

    private void rmx(DomainName name, List<RmxEntry> entries) {
        put(name, RecordType.RMX, new DnsData.RmxRecords(List.of(new RmxRecord(entries))));
    }

    private void addresses(DomainName name, int count) {
        List<IpAddress> addresses = IntStream.range(0, count)
                .mapToObj(i -> IpAddress.parse("2001:db8::" + Integer.toHexString(i)))
                .toList();
        put(name, RecordType.AAAA, new DnsData.Addresses(addresses));
    }

    private void put(DomainName name, RecordType type, @Nullable DnsData data) {
        answers.put(
                new DnsQuestion(name, type),
                data == null ? new DnsAnswer.Absent(UNTIL, false) : new DnsAnswer.Found(data, UNTIL, false));
    }

    @Benchmark
    public RmxStep pass() {
        return verifier.evaluate(query, answers);
    }
}
