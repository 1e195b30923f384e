package dev.rmx.resolver;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.RmxEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps answers for as long as they are valid: found and malformed ones for their time to live, absent ones as RFC 2308 says.
 * A failure is not kept; that is for {@link FailureMemory}. Equal questions under way at the same time are asked once.
 *
 * <p>Safe to share between threads. It starts no thread, and closes the resolver below it.
 */
public final class CachingResolver implements RmxResolver {
    /** What an entry takes besides its data: the entry itself, the question, the future, the answer. */
    private static final int ENTRY_OCTETS = 320;

    private final RmxResolver resolver;
    private final AsyncCache<DnsQuestion, DnsAnswer> cache;

    /**
     * A cache above a resolver.
     *
     * @param resolver whom to ask what is not known
     * @param limits what may be kept
     * @param clock tells how long an answer is still valid; the same that the resolver reckons by
     */
    public CachingResolver(RmxResolver resolver, CacheLimits limits, InstantSource clock) {
        this.resolver = resolver;
        // the system's clock can be set back, which must not keep an answer for longer
        Ticker ticker = clock.equals(InstantSource.system()) ? Ticker.systemTicker() : () -> nanos(clock.instant());
        this.cache = Caffeine.newBuilder()
                .maximumWeight(limits.octets())
                .weigher((DnsQuestion question, DnsAnswer answer) -> octets(question, answer))
                .expireAfter(Expiry.creating(
                        (DnsQuestion question, DnsAnswer answer) -> timeToKeep(answer, limits, clock.instant())))
                .ticker(ticker)
                .executor(Runnable::run)
                .buildAsync();
    }

    @Override
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question) {
        // a copy: who gives it up takes the answer from nobody else
        return cache.get(question, (asked, executor) -> resolver.resolve(asked)).copy();
    }

    private static Duration timeToKeep(DnsAnswer answer, CacheLimits limits, Instant now) {
        Instant validUntil;
        if (answer instanceof DnsAnswer.Found found) {
            validUntil = found.validUntil();
        } else if (answer instanceof DnsAnswer.Absent absent) {
            validUntil = absent.validUntil();
        } else if (answer instanceof DnsAnswer.Malformed malformed) {
            validUntil = malformed.validUntil();
        } else {
            return Duration.ZERO;
        }
        if (!validUntil.isBefore(now.plus(limits.longest()))) {
            return limits.longest();
        }
        Duration left = Duration.between(now, validUntil);
        return left.compareTo(limits.shortest()) < 0 ? limits.shortest() : left;
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    /** An estimate of what an entry takes. */
    private static int octets(DnsQuestion question, DnsAnswer answer) {
        int octets = ENTRY_OCTETS + question.name().wireLength();
        if (answer instanceof DnsAnswer.Found found) {
            octets += octets(found.data());
        }
        return octets;
    }

    private static int octets(DnsData data) {
        if (data instanceof DnsData.Addresses addresses) {
            return 40 * addresses.addresses().size();
        }
        if (data instanceof DnsData.Names names) {
            return names.names().stream()
                    .mapToInt(name -> 48 + name.wireLength())
                    .sum();
        }
        if (data instanceof DnsData.Exchanges exchanges) {
            return exchanges.exchanges().stream()
                    .mapToInt(exchange -> 72 + exchange.host().wireLength())
                    .sum();
        }
        if (data instanceof DnsData.PrefixLists lists) {
            return lists.lists().stream()
                    .mapToInt(list -> 48 + 96 * list.items().size())
                    .sum();
        }
        return ((DnsData.RmxRecords) data)
                .records().stream()
                        .flatMap(record -> record.entries().stream())
                        .mapToInt(entry -> entry instanceof RmxEntry.Named named
                                ? 96 + named.name().wireLength()
                                : 96)
                        .sum();
    }

    @Override
    public void close() {
        resolver.close();
    }
}
