package dev.rmx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.Records;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** DNS for a test: gives the answers that the test adds, otherwise absent, and records the questions asked. */
final class Dns implements Function<DnsQuestion, DnsAnswer> {
    static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private final Map<DnsQuestion, DnsAnswer> answers = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private RmxVerifier verifier = new RmxVerifier();
    private Instant validUntil = NOW.plusSeconds(3600);
    private boolean authenticated;

    /** DNS in which example.org publishes one record. */
    static Dns of(String record) {
        return new Dns().rmx("example.org", record);
    }

    /** Answers added after this are valid for so many seconds from {@link #NOW}; failures can be asked again then. */
    Dns validFor(int seconds) {
        validUntil = NOW.plusSeconds(seconds);
        return this;
    }

    /** Answers added after this are authenticated by DNSSEC. */
    Dns signed() {
        authenticated = true;
        return this;
    }

    /** Answers added after this are not authenticated by DNSSEC. */
    Dns unsigned() {
        authenticated = false;
        return this;
    }

    Dns verifiedBy(RmxVerifier other) {
        verifier = other;
        return this;
    }

    Dns rmx(String name, String... records) {
        return found(name, RecordType.RMX, new DnsData.RmxRecords(list(Records::record, records)));
    }

    Dns txt(String name, String... records) {
        return found(name, RecordType.RMX_TXT, new DnsData.RmxRecords(list(Records::record, records)));
    }

    Dns a(String name, String... addresses) {
        return found(name, RecordType.A, new DnsData.Addresses(list(IpAddress::parse, addresses)));
    }

    Dns aaaa(String name, String... addresses) {
        return found(name, RecordType.AAAA, new DnsData.Addresses(list(IpAddress::parse, addresses)));
    }

    Dns apl(String name, String... records) {
        return found(name, RecordType.APL, new DnsData.PrefixLists(list(Records::apl, records)));
    }

    Dns ptr(String name, String... names) {
        return found(name, RecordType.PTR, new DnsData.Names(list(DomainName::parse, names)));
    }

    /** Exchanges such as {@code 10 mail.example.org}. */
    Dns mx(String name, String... exchanges) {
        return found(name, RecordType.MX, new DnsData.Exchanges(list(Dns::exchange, exchanges)));
    }

    Dns absent(String name, RecordType type) {
        return answer(name, type, new DnsAnswer.Absent(validUntil, authenticated));
    }

    Dns failed(String name, RecordType type) {
        return answer(
                name,
                type,
                new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "192.0.2.53 port 53: timed out", validUntil));
    }

    Dns malformed(String name, RecordType type) {
        return answer(name, type, new DnsAnswer.Malformed("truncated", validUntil, authenticated));
    }

    Dns answer(String name, RecordType type, DnsAnswer answer) {
        answers.put(question(name, type), answer);
        return this;
    }

    @Override
    public DnsAnswer apply(DnsQuestion question) {
        asked.add(question.toString());
        return answers.getOrDefault(question, new DnsAnswer.Absent(NOW.plusSeconds(86_400), true));
    }

    /** The questions asked so far, such as {@code example.org RMX}. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** The questions asked so far, without those for the record of example.org. */
    List<String> askedByEntries() {
        return asked.stream()
                .filter(question -> !question.equals("example.org RMX") && !question.equals("_rmx.example.org TXT"))
                .toList();
    }

    RmxVerdict check(String client, String sender) {
        return verifier.check(query(client, sender), this);
    }

    /** Checks {@code user@example.org}, with every question answered. */
    RmxVerdict check(String client) {
        return check(client, "user@example.org");
    }

    RmxOutcome outcome(String client) {
        return check(client).outcome();
    }

    /** Explains the check of {@code user@example.org}, with every question answered. */
    Explanation explain(String client) {
        Map<DnsQuestion, DnsAnswer> known = new HashMap<>();
        verifier.check(query(client, "user@example.org"), question -> {
            known.put(question, apply(question));
            return known.get(question);
        });
        return verifier.explain(query(client, "user@example.org"), known);
    }

    /** Explains {@code user@example.org} with only the answers added. */
    Explanation explainKnown(String client) {
        return verifier.explain(query(client, "user@example.org"), answers);
    }

    /** Evaluates {@code user@example.org} once, with only the answers added. */
    RmxStep evaluate(String client) {
        return verifier.evaluate(query(client, "user@example.org"), answers);
    }

    /** How many answers one evaluation looks up. */
    int lookedUpInOnePass(String client) {
        int[] count = new int[1];
        Map<DnsQuestion, DnsAnswer> counting = new AbstractMap<>() {
            @Override
            public @Nullable DnsAnswer get(Object question) {
                count[0]++;
                return answers.get(question);
            }

            @Override
            public Set<Entry<DnsQuestion, DnsAnswer>> entrySet() {
                return answers.entrySet();
            }
        };
        assertThat(verifier.evaluate(query(client, "user@example.org"), counting))
                .isInstanceOf(RmxVerdict.class);
        return count[0];
    }

    /** The questions that one evaluation with the answers added still needs. */
    List<String> needs(String client) {
        return evaluate(client) instanceof RmxStep.Needs needs
                ? needs.questions().stream().map(DnsQuestion::toString).toList()
                : List.of();
    }

    static RmxQuery query(String client, String sender) {
        return EnvelopeSender.parse(sender).from(IpAddress.parse(client));
    }

    static DnsQuestion question(String name, RecordType type) {
        return new DnsQuestion(DomainName.parse(name), type);
    }

    private Dns found(String name, RecordType type, DnsData data) {
        return answer(name, type, new DnsAnswer.Found(data, validUntil, authenticated));
    }

    private static DnsData.Exchange exchange(String text) {
        int space = text.indexOf(' ');
        return new DnsData.Exchange(
                Integer.parseInt(text.substring(0, space)), DomainName.parse(text.substring(space + 1)));
    }

    private static <T> List<T> list(Function<String, T> reader, String... texts) {
        return Stream.of(texts).map(reader).toList();
    }
}
