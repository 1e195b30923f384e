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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides checks whose answers are all in the cache, at once and without the cost of a {@link Check}. */
final class CachedChecks {
    private final RmxVerifier verifier;
    private final CachingResolver cache;
    private final GuardedListener listener;
    private final CachedAnswers answers;
    /** Whether somebody wants to know which answers were used. */
    private final boolean told;

    CachedChecks(RmxVerifier verifier, CachingResolver cache, GuardedListener listener) {
        this.verifier = verifier;
        this.cache = cache;
        this.listener = listener;
        this.answers = new CachedAnswers(cache);
        this.told = listener.tellsAnybody() || cache.prefetches();
    }

    /** The verdict; null if an answer is missing. */
    @Nullable
    RmxVerdict verdict(RmxQuery query) {
        cache.readClock();
        if (!told) {
            return verifier.evaluate(query, answers) instanceof RmxVerdict verdict ? verdict : null;
        }
        Hits hits = new Hits(cache);
        if (!(verifier.evaluate(query, hits) instanceof RmxVerdict verdict)) {
            return null; // the check that starts now reports its own hits
        }
        if (hits.first != null) {
            tellHit(hits.first);
            for (DnsQuestion question : hits.others) {
                tellHit(question);
            }
        }
        listener.tell((each, decided) -> each.checked(decided, Duration.ZERO, false), verdict);
        return verdict;
    }

    private void tellHit(DnsQuestion question) {
        listener.hit(question);
        DnsAnswer answer = cache.prefetches() ? cache.cached(question) : null;
        if (answer != null) {
            cache.used(question, answer);
        }
    }

    /** The answers in the cache, for single look-ups. */
    private static class CachedAnswers extends AbstractMap<DnsQuestion, DnsAnswer> {
        private final CachingResolver cache;

        CachedAnswers(CachingResolver cache) {
            this.cache = cache;
        }

        @Override
        public @Nullable DnsAnswer get(@Nullable Object question) {
            return question instanceof DnsQuestion asked ? cache.cached(asked) : null;
        }

        /** Not needed: an evaluation looks up one question at a time. */
        @Override
        public Set<Entry<DnsQuestion, DnsAnswer>> entrySet() {
            throw new UnsupportedOperationException("the cache answers one question at a time");
        }
    }

    /** Records which questions were answered, each once. They are few: an evaluation is bounded ([LIM-4]). */
    private static final class Hits extends CachedAnswers {
        /** Most checks use one answer. */
        @Nullable
        DnsQuestion first;

        List<DnsQuestion> others = List.of();

        Hits(CachingResolver cache) {
            super(cache);
        }

        @Override
        public @Nullable DnsAnswer get(@Nullable Object question) {
            DnsAnswer answer = super.get(question);
            if (answer != null && question instanceof DnsQuestion asked) {
                note(asked);
            }
            return answer;
        }

        private void note(DnsQuestion question) {
            if (first == null) {
                first = question;
            } else if (!question.equals(first) && !others.contains(question)) {
                others = others.isEmpty() ? new ArrayList<>(2) : others;
                others.add(question);
            }
        }
    }
}
