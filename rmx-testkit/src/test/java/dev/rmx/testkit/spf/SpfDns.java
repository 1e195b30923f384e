package dev.rmx.testkit.spf;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.RmxStep;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.SpfDecision;
import dev.rmx.codec.RdataDecoder;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.spf.SpfResult;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** DNS for a test: what is not said is absent. Keeps the rounds of questions of the last check. */
final class SpfDns {
    static final Instant UNTIL = Instant.parse("2030-01-01T00:00:00Z");

    private final Map<DnsQuestion, DnsAnswer> answers = new HashMap<>();
    private final List<List<String>> rounds = new ArrayList<>();
    private RmxVerifier verifier = new RmxVerifier(List.of(PublishedForm.SPF), RmxLimits.DEFAULT, List.of());

    /** The subject's SPF record. */
    static SpfDns spf(String record) {
        return new SpfDns().txt("example.org", record);
    }

    SpfDns forms(PublishedForm... forms) {
        return verifiedBy(new RmxVerifier(List.of(forms), RmxLimits.DEFAULT, List.of()));
    }

    SpfDns explaining() {
        return verifiedBy(verifier.explaining());
    }

    SpfDns verifiedBy(RmxVerifier other) {
        verifier = other;
        return this;
    }

    /** TXT records at a name, for questions of every type that reads them. Each text is one record. */
    SpfDns txt(String name, String... texts) {
        List<byte[]> rdata = Arrays.stream(texts).map(SpfDns::rdata).toList();
        for (RecordType type : List.of(RecordType.SPF, RecordType.SPF_EXPLANATION, RecordType.DMP)) {
            put(name, type, RdataDecoder.decode(type, rdata, UNTIL, false));
        }
        return this;
    }

    private static byte[] rdata(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        byte[] whole = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < whole.length; at += 255) {
            int length = Math.min(255, whole.length - at);
            octets.write(length);
            octets.write(whole, at, length);
        }
        return octets.toByteArray();
    }

    /** All answers. */
    Map<DnsQuestion, DnsAnswer> answers() {
        return answers;
    }

    /** Addresses of both families. */
    SpfDns address(String name, String... addresses) {
        for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
            List<IpAddress> some = Stream.of(addresses)
                    .filter(text -> text.contains(":") == (type == RecordType.AAAA))
                    .map(IpAddress::parse)
                    .toList();
            if (!some.isEmpty()) {
                put(name, type, found(new DnsData.Addresses(some)));
            }
        }
        return this;
    }

    SpfDns mx(String name, String... hosts) {
        return put(
                name,
                RecordType.MX,
                found(new DnsData.Exchanges(Stream.of(hosts)
                        .map(host -> new DnsData.Exchange(10, DomainName.parse(host)))
                        .toList())));
    }

    SpfDns ptr(String name, String... hosts) {
        return put(
                name,
                RecordType.PTR,
                found(new DnsData.Names(Stream.of(hosts).map(DomainName::parse).toList())));
    }

    SpfDns failed(String name, RecordType... types) {
        for (RecordType type : types) {
            put(name, type, new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "no response", UNTIL));
        }
        return this;
    }

    private SpfDns put(String name, RecordType type, DnsAnswer answer) {
        answers.put(new DnsQuestion(DomainName.parse(name), type), answer);
        return this;
    }

    private static DnsAnswer found(DnsData data) {
        return new DnsAnswer.Found(data, UNTIL, false);
    }

    static RmxQuery query(String client) {
        return EnvelopeSender.parse("user@example.org")
                .withHelo("helo.example.net")
                .from(IpAddress.parse(client));
    }

    RmxVerdict check(String client) {
        return check(query(client));
    }

    /** Checks round by round, as a resolver that answers all questions of a round at once. */
    RmxVerdict check(RmxQuery query) {
        rounds.clear();
        Map<DnsQuestion, DnsAnswer> known = new HashMap<>();
        while (true) {
            RmxStep step = verifier.evaluate(query, known);
            if (step instanceof RmxVerdict verdict) {
                return verdict;
            }
            List<DnsQuestion> asked = List.copyOf(((RmxStep.Needs) step).questions());
            rounds.add(asked.stream().map(DnsQuestion::toString).toList());
            asked.forEach(question ->
                    known.put(question, answers.getOrDefault(question, new DnsAnswer.Absent(UNTIL, false))));
        }
    }

    /** The SPF word of a check; "several" where several are possible. */
    String word(String client) {
        return word(check(client));
    }

    static String word(RmxVerdict verdict) {
        Optional<SpfDecision> spf = verdict.spf();
        return spf.isEmpty()
                ? SpfResult.NONE.toString()
                : spf.get().result().map(SpfResult::toString).orElse("several");
    }

    /** What the last check asked, round by round. */
    List<List<String>> rounds() {
        return rounds;
    }
}
