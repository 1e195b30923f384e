package dev.rmx.resolver;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfTerm;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;

/** Builds caches of answers that are bounded by their estimated memory, with an expiry for each answer. */
final class AnswerCaches {
    /** Octets of an entry besides its data: the entry itself, the question, the future, the answer. */
    private static final int ENTRY_OCTETS = 260;
    /** Octets of a record besides its entries. */
    private static final int RECORD_OCTETS = 160;
    /** Octets of a term of SPF besides its text. */
    private static final int TERM_OCTETS = 96;

    /** A record with more entries than this has an index. */
    private static final int WITHOUT_INDEX = 16;

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private AnswerCaches() {}

    /**
     * Starts to build a cache.
     *
     * @param octets memory for the answers, estimated
     * @param timeToKeep how long to keep an answer from now on
     * @param time the time by which answers expire
     */
    static Caffeine<DnsQuestion, DnsAnswer> bounded(
            long octets, Function<DnsAnswer, Duration> timeToKeep, Ticker time) {
        return Caffeine.newBuilder()
                .maximumWeight(octets)
                .weigher((DnsQuestion question, DnsAnswer answer) -> octets(question, answer))
                .expireAfter(new Writing(timeToKeep))
                .ticker(time)
                .executor(Runnable::run);
    }

    /** The time for a cache. Setting back the system clock keeps no answer for longer. */
    static Ticker ticker(InstantSource clock) {
        return clock.equals(InstantSource.system()) ? Ticker.systemTicker() : () -> nanos(clock.instant());
    }

    /** Same as {@code Expiry.writing}, which Caffeine lacks before 3.2. */
    private record Writing(Function<DnsAnswer, Duration> timeToKeep) implements Expiry<DnsQuestion, DnsAnswer> {
        @Override
        public long expireAfterCreate(DnsQuestion question, DnsAnswer answer, long now) {
            return nanos(timeToKeep.apply(answer));
        }

        @Override
        public long expireAfterUpdate(DnsQuestion question, DnsAnswer answer, long now, long left) {
            return expireAfterCreate(question, answer, now);
        }

        @Override
        public long expireAfterRead(DnsQuestion question, DnsAnswer answer, long now, long left) {
            return left;
        }
    }

    private static long nanos(Duration time) {
        if (time.isNegative()) {
            return 0;
        }
        return time.compareTo(LONGEST) < 0 ? time.toNanos() : Long.MAX_VALUE;
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    /** Estimates the memory of an entry, in octets. */
    private static int octets(DnsQuestion question, DnsAnswer answer) {
        int octets = ENTRY_OCTETS + question.name().wireLength();
        if (answer instanceof DnsAnswer.Found found) {
            octets += octets(found.data());
        } else if (answer instanceof DnsAnswer.Malformed malformed) {
            octets += malformed.reason().length();
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
        if (data instanceof DnsData.Spf spf) {
            return RECORD_OCTETS
                    + spf.record().terms().stream()
                            .mapToInt(AnswerCaches::octets)
                            .sum();
        }
        if (data instanceof DnsData.SpfExplanation explanation) {
            return octets(explanation.text());
        }
        return data instanceof DnsData.RmxRecords rmx
                ? rmx.records().stream().mapToInt(AnswerCaches::octets).sum()
                : 0; // DMP: no more than an entry
    }

    private static int octets(SpfTerm term) {
        if (term instanceof SpfTerm.Targeted targeted) {
            return TERM_OCTETS + targeted.target().map(AnswerCaches::octets).orElse(0);
        }
        if (term instanceof SpfTerm.Include include) {
            return TERM_OCTETS + octets(include.domain());
        }
        if (term instanceof SpfTerm.Exists exists) {
            return TERM_OCTETS + octets(exists.domain());
        }
        return term instanceof SpfTerm.Modifier modifier ? TERM_OCTETS + octets(modifier.value()) : TERM_OCTETS;
    }

    private static int octets(MacroString text) {
        return 32
                + text.name().map(name -> 48 + name.wireLength()).orElse(0)
                + text.parts().stream()
                        .mapToInt(part -> part instanceof MacroString.Literal literal
                                ? 48 + literal.text().length()
                                : 40)
                        .sum();
    }

    private static int octets(RmxRecord record) {
        int literal = record.entries().size() > WITHOUT_INDEX ? 64 : 24;
        return RECORD_OCTETS
                + record.entries().stream()
                        .mapToInt(entry -> entry instanceof RmxEntry.Named named
                                ? 64 + named.name().wireLength()
                                : literal)
                        .sum();
    }
}
