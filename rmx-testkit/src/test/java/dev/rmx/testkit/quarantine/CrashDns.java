package dev.rmx.testkit.quarantine;

import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.resolver.QueryBudget;
import dev.rmx.resolver.RmxResolver;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Domains that fail and recover at random, in groups. After each change they give another answer, so that a second
 * decision is visible. There are many, because a question just answered is not due again for a while.
 */
final class CrashDns implements RmxResolver {
    static final String CLIENT = "192.0.2.1";

    private static final int GROUPS = 20;
    private static final int DOMAINS_OF_EACH = 500;

    /** 1 for each group that fails. */
    private final AtomicIntegerArray down = new AtomicIntegerArray(GROUPS);

    CrashDns() {
        for (int i = 0; i < GROUPS; i++) {
            down.set(i, i % 2);
        }
    }

    /** A random domain. */
    String domain() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "g" + random.nextInt(GROUPS) + ".d" + random.nextInt(DOMAINS_OF_EACH) + ".example";
    }

    /** Makes a group fail or recover. */
    void change() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        down.set(random.nextInt(GROUPS), random.nextInt(2));
    }

    @Override
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
        return CompletableFuture.completedFuture(answer(question));
    }

    private DnsAnswer answer(DnsQuestion question) {
        Instant now = Instant.now();
        String name = question.name().toString();
        if (question.type() != RecordType.RMX) {
            return new DnsAnswer.Absent(now, false);
        }
        if (down.get(Integer.parseInt(name.substring(1, name.indexOf('.')))) > 0) {
            return new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "down", now);
        }
        return switch (ThreadLocalRandom.current().nextInt(3)) {
            case 0 -> record("ipv4:" + CLIENT, now);
            case 1 -> record("unused", now);
            default -> new DnsAnswer.Absent(now, false);
        };
    }

    private static DnsAnswer record(String text, Instant until) {
        try {
            return new DnsAnswer.Found(new DnsData.RmxRecords(List.of(RmxText.parse(text))), until, false);
        } catch (RmxFormatException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
