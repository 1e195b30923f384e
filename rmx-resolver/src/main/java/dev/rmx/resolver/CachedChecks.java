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
        if (listener == RmxListener.NONE) {
            return verifier.evaluate(query, cache) instanceof RmxVerdict verdict ? verdict : null;
        }
        Hits hits = new Hits(cache);
        if (!(verifier.evaluate(query, hits) instanceof RmxVerdict verdict)) {
            return null; // the check that starts now reports its own hits
        }
        hits.questions.forEach(listener::hit);
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
