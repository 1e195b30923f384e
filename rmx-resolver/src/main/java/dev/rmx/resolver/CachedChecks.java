package dev.rmx.resolver;

import dev.rmx.RmxQuery;
import dev.rmx.RmxStep;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks for which the cache holds all answers: they come to what {@link Check} would, and need none of what it makes to wait for
 * answers. Safe to share between threads.
 */
final class CachedChecks {
    private final RmxVerifier verifier;
    private final Map<DnsQuestion, DnsAnswer> cache;
    private final RmxListener listener;

    CachedChecks(RmxVerifier verifier, Map<DnsQuestion, DnsAnswer> cache, RmxListener listener) {
        this.verifier = verifier;
        this.cache = cache;
        this.listener = listener;
    }

    /** The verdict; null if an answer is missing. */
    @Nullable
    RmxVerdict verdict(RmxQuery query) {
        if (listener != RmxListener.NONE) {
            return verdictHeard(query);
        }
        return verifier.evaluate(query, cache) instanceof RmxVerdict verdict ? verdict : null;
    }

    private @Nullable RmxVerdict verdictHeard(RmxQuery query) {
        long begin = System.nanoTime();
        Hits hits = new Hits(cache);
        if (verifier.evaluate(query, Map.of()) instanceof RmxStep.Needs needs) {
            needs.questions().forEach(hits::get); // asked together, though not all of them count in the end ([LOOK-1])
        }
        RmxStep step = verifier.evaluate(query, hits);
        if (!(step instanceof RmxVerdict verdict)) {
            return null; // the check that is begun now tells of its hits
        }
        hits.questions.forEach(listener::hit);
        listener.checked(verdict, Duration.ofNanos(System.nanoTime() - begin), false);
        return verdict;
    }

    /** Notes which questions were answered. */
    private static final class Hits extends AbstractMap<DnsQuestion, DnsAnswer> {
        private final Map<DnsQuestion, DnsAnswer> cache;
        private final Set<DnsQuestion> questions = new LinkedHashSet<>();

        Hits(Map<DnsQuestion, DnsAnswer> cache) {
            this.cache = cache;
        }

        @Override
        public @Nullable DnsAnswer get(@Nullable Object question) {
            DnsAnswer answer = question == null ? null : cache.get(question);
            if (answer != null) {
                questions.add((DnsQuestion) question);
            }
            return answer;
        }

        @Override
        public Set<Entry<DnsQuestion, DnsAnswer>> entrySet() {
            return cache.entrySet();
        }
    }
}
