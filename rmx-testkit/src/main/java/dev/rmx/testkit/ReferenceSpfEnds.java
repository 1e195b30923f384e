package dev.rmx.testkit;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.record.DomainName;
import dev.rmx.spf.SpfResult;
import dev.rmx.spf.SpfTerm;
import dev.rmx.testkit.ReferenceVerifier.Conclusion;
import dev.rmx.testkit.ReferenceVerifier.Spf;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an SPF record can come to. With every answer known, that is one word with one pair of counts. */
final class ReferenceSpfEnds {
    private final Map<End, Trail> ends = new LinkedHashMap<>();

    /** How many terms were counted, and how many of them found nothing ([SPF-3]). */
    record Count(int terms, int voids) {
        static final Comparator<Count> ORDER =
                Comparator.comparing(Count::terms).thenComparing(Count::voids);
    }

    private record End(SpfResult word, Count count) {}

    /** What led to an end: the terms, and the domain whose record fails. Each is empty where it is not certain. */
    private record Trail(Optional<List<SpfTerm>> terms, Optional<DomainName> failing) {
        static final Trail NONE = new Trail(Optional.of(List.of()), Optional.empty());
        static final Trail UNSURE = new Trail(Optional.empty(), Optional.empty());

        Trail behind(SpfTerm first) {
            return new Trail(
                    terms.map(list ->
                            Stream.concat(Stream.of(first), list.stream()).toList()),
                    failing);
        }

        Trail or(Trail other) {
            return new Trail(
                    terms.filter(these -> other.terms().equals(Optional.of(these))),
                    failing.filter(domain -> other.failing().equals(Optional.of(domain))));
        }
    }

    /** Takes one end of a record. */
    interface Taker {
        void take(SpfResult word, Count count, Optional<List<SpfTerm>> terms);
    }

    /** An end that no term decides. */
    void add(SpfResult word, Count count) {
        add(new End(word, count), Trail.NONE);
    }

    /** An end that a term decides, by these terms of an included record. */
    void add(SpfResult word, Count count, SpfTerm term, Optional<List<SpfTerm>> inside, DomainName domain) {
        add(new End(word, count), new Trail(inside, Optional.of(domain)).behind(term));
    }

    /** What the record that a redirect leads to can come to; its {@code none} is a permerror (RFC 7208 §6.1). */
    void addRedirected(SpfTerm.Redirect redirect, ReferenceSpfEnds target) {
        target.ends.forEach((end, trail) -> {
            SpfResult word = end.word() == SpfResult.NONE ? SpfResult.PERMERROR : end.word();
            boolean byDefault = trail.equals(Trail.NONE);
            add(new End(word, end.count()), byDefault ? trail : trail.behind(redirect));
        });
    }

    /** What a record that is not known can come to: every word but none, with any counts ([SPF-4]). */
    void addAnything(Count count, RmxLimits limits) {
        List<SpfResult> words =
                List.of(SpfResult.PASS, SpfResult.FAIL, SpfResult.SOFTFAIL, SpfResult.NEUTRAL, SpfResult.PERMERROR);
        for (SpfResult word : words) {
            for (int terms = 0; count.terms() + terms <= limits.terms(); terms++) {
                for (int voids = 0; voids <= terms && count.voids() + voids <= limits.voids(); voids++) {
                    Count after = new Count(count.terms() + terms, count.voids() + voids);
                    add(new End(word, after), Trail.UNSURE);
                }
            }
        }
    }

    private void add(End end, Trail trail) {
        boolean unusable = end.word() == SpfResult.PERMERROR; // names no directive, as BadData of RMX names none
        ends.merge(end, unusable ? Trail.NONE : trail, Trail::or);
    }

    void forEach(Taker taker) {
        ends.forEach((end, trail) -> taker.take(end.word(), end.count(), trail.terms()));
    }

    /** The conclusion where the lookup failed that tells whether there is a record. */
    static Conclusion ofFailure() {
        ReferenceSpfEnds ends = new ReferenceSpfEnds();
        ends.add(SpfResult.TEMPERROR, new Count(0, 0));
        return ends.conclusion(failing -> Optional.empty());
    }

    /** What is left of all that is possible ([SPF-2], [SPF-4]). */
    Conclusion conclusion(Function<DomainName, Optional<String>> explanation) {
        Set<SpfResult> words = ends.keySet().stream().map(End::word).collect(Collectors.toSet());
        Set<RmxResult> results =
                words.stream().map(word -> outcome(word).result()).collect(Collectors.toSet());
        if (results.size() > 1) {
            return conclusion(RmxOutcome.TEMP_FAIL, Optional.of(SpfResult.TEMPERROR), Trail.UNSURE, Optional.empty());
        }
        if (words.size() > 1) {
            return conclusion(RmxOutcome.NO_RMX, Optional.empty(), Trail.UNSURE, Optional.empty());
        }
        SpfResult word = words.iterator().next();
        Trail trail = ends.values().stream().reduce(Trail::or).orElseThrow();
        Optional<String> text =
                trail.failing().filter(domain -> word == SpfResult.FAIL).flatMap(explanation);
        return conclusion(outcome(word), Optional.of(word), trail, text);
    }

    private Conclusion conclusion(
            RmxOutcome outcome, Optional<SpfResult> word, Trail trail, Optional<String> explanation) {
        Count most = ends.keySet().stream().map(End::count).max(Count.ORDER).orElseThrow();
        Optional<String> mechanism =
                trail.terms().flatMap(list -> list.stream().findFirst()).map(SpfTerm::toString);
        Spf spf = new Spf(word, trail.terms(), most.terms(), most.voids(), explanation);
        return new Conclusion(outcome, Optional.of(PublishedForm.SPF), mechanism, Optional.of(spf));
    }

    /** [SPF-2] */
    private static RmxOutcome outcome(SpfResult word) {
        return switch (word) {
            case PASS -> RmxOutcome.GRANTED;
            case FAIL -> RmxOutcome.DENIED;
            case SOFTFAIL, NEUTRAL, NONE -> RmxOutcome.NO_RMX;
            case PERMERROR -> RmxOutcome.BAD_DATA;
            case TEMPERROR -> RmxOutcome.TEMP_FAIL;
        };
    }
}
