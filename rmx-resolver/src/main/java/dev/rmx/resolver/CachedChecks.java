package dev.rmx.resolver;

import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides checks whose answers are all in the cache, at once and without the cost of a {@link Check}. */
final class CachedChecks {
    private final RmxVerifier verifier;
    private final CachingResolver resolver;
    private final Map<DnsQuestion, DnsAnswer> cache;
    private final RmxListener listener;
    /** Whether somebody wants to know which answers were used. */
    private final boolean told;

    CachedChecks(RmxVerifier verifier, CachingResolver resolver, RmxListener listener) {
        this.verifier = verifier;
        this.resolver = resolver;
        this.cache = resolver.known();
        this.listener = listener;
        this.told = listener != RmxListener.NONE || resolver.prefetches();
    }

    /** The verdict; null if an answer is missing. */
    @Nullable
    RmxVerdict verdict(RmxQuery query) {
        if (!told) {
            return verifier.evaluate(query, cache) instanceof RmxVerdict verdict ? verdict : null;
        }
        Hits hits = new Hits(cache);
        if (!(verifier.evaluate(query, hits) instanceof RmxVerdict verdict)) {
            return null; // the check that starts now reports its own hits
        }
        for (DnsQuestion question : hits.questions) {
            listener.hit(question);
            DnsAnswer answer = cache.get(question);
            if (answer != null) {
                resolver.used(question, answer);
            }
        }
        listener.checked(verdict, Duration.ZERO, false);
        return verdict;
    }

    /** Records which questions were answered, each once. They are few: an evaluation is bounded ([LIM-4]). */
    private static final class Hits extends AbstractMap<DnsQuestion, DnsAnswer> {
        private final Map<DnsQuestion, DnsAnswer> cache;
        private final List<DnsQuestion> questions = new ArrayList<>(4);

        Hits(Map<DnsQuestion, DnsAnswer> cache) {
            this.cache = cache;
        }

        @Override
        public @Nullable DnsAnswer get(@Nullable Object question) {
            DnsAnswer answer = question == null ? null : cache.get(question);
            if (answer != null && !questions.contains(question)) {
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
