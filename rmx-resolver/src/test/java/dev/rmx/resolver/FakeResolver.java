package dev.rmx.resolver;

import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Answers or leaves open the questions that a test names; every other answer is absent. */
public final class FakeResolver implements RmxResolver {
    public static final Instant UNTIL = Instant.parse("2026-01-01T00:05:00Z");

    public final Queue<DnsQuestion> asked = new ConcurrentLinkedQueue<>();
    boolean closed;
    private final Map<DnsQuestion, CompletableFuture<DnsAnswer>> answers = new ConcurrentHashMap<>();

    public FakeResolver() {}

    public static DnsQuestion question(String name, RecordType type) {
        return new DnsQuestion(DomainName.parse(name), type);
    }

    public static DnsAnswer found(DnsData data) {
        return new DnsAnswer.Found(data, UNTIL, false);
    }

    public FakeResolver rmx(String name, String text) {
        return answer(name, RecordType.RMX, rmx(text));
    }

    static DnsAnswer rmx(String text) {
        try {
            return found(new DnsData.RmxRecords(List.of(RmxText.parse(text))));
        } catch (RmxFormatException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public FakeResolver a(String name, String address) {
        return answer(name, RecordType.A, found(new DnsData.Addresses(List.of(IpAddress.parse(address)))));
    }

    public FakeResolver answer(String name, RecordType type, DnsAnswer answer) {
        answers.put(question(name, type), CompletableFuture.completedFuture(answer));
        return this;
    }

    /** Leaves a question open until the test completes the future. */
    public CompletableFuture<DnsAnswer> open(String name, RecordType type) {
        CompletableFuture<DnsAnswer> future = new CompletableFuture<>();
        answers.put(question(name, type), future);
        return future;
    }

    @Override
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
        asked.add(question);
        CompletableFuture<DnsAnswer> absent = CompletableFuture.completedFuture(new DnsAnswer.Absent(UNTIL, false));
        return answers.getOrDefault(question, absent);
    }

    @Override
    public void close() {
        closed = true;
    }
}
