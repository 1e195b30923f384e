package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpRanges;
import dev.rmx.spf.SpfResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the ranges of an {@link RmxExpansion} in ascending order. Ranges with the same verdict for the same reason
 * become one part of it.
 */
final class ExpansionParts {
    private final Map<Same, Joined> joined = new LinkedHashMap<>();
    private final List<RangeSweep.Range> ranges = new ArrayList<>();
    /** The part that each range belongs to. */
    private final List<Joined> partOfRange = new ArrayList<>();

    /** What ranges of one part have in common. */
    private record Same(
            @Nullable Reached verdict,
            List<List<String>> unlisted,
            @Nullable Reached otherwise,
            List<UnlistedCase> cases) {}

    /** All of a verdict but for its client. */
    private record Reached(
            RmxOutcome outcome,
            Optional<PublishedForm> form,
            List<String> source,
            Optional<SpfResult> spf,
            Evidence evidence,
            Optional<DnsQuestion> failed,
            String problem) {
        static @Nullable Reached of(@Nullable RmxVerdict verdict) {
            return verdict == null
                    ? null
                    : new Reached(
                            verdict.outcome(),
                            verdict.form(),
                            RmxExpansion.Part.source(verdict),
                            verdict.spf().flatMap(SpfDecision::result),
                            new Evidence(verdict.validUntil().orElse(null), verdict.authenticated(), verdict.stale()),
                            verdict.failedQuestion(),
                            verdict.outcome() == RmxOutcome.BAD_DATA ? verdict.reason() : "");
        }
    }

    /** The ranges of a part, and the verdicts on the first of them. */
    private static final class Joined {
        final int place;
        final @Nullable RmxVerdict verdict;
        final List<List<String>> unlisted;
        final @Nullable RmxVerdict otherwise;
        final List<UnlistedCase> cases;
        final List<IpAddress> edges = new ArrayList<>();

        Joined(
                int place,
                @Nullable RmxVerdict verdict,
                List<List<String>> unlisted,
                @Nullable RmxVerdict otherwise,
                List<UnlistedCase> cases) {
            this.place = place;
            this.verdict = verdict;
            this.unlisted = unlisted;
            this.otherwise = otherwise;
            this.cases = cases;
        }

        RmxExpansion.Part part() {
            return new RmxExpansion.Part(
                    IpRanges.ofEdges(edges), Optional.ofNullable(verdict), unlisted, Optional.ofNullable(otherwise));
        }
    }

    /** Adds a range that begins where the last one ended, or later. */
    void add(
            RangeSweep.Range range,
            @Nullable RmxVerdict verdict,
            List<List<String>> unlisted,
            @Nullable RmxVerdict otherwise,
            List<UnlistedCase> cases) {
        Joined part = joined.computeIfAbsent(
                new Same(Reached.of(verdict), unlisted, Reached.of(otherwise), cases),
                same -> new Joined(joined.size(), verdict, unlisted, otherwise, cases));
        range.addTo(part.edges);
        ranges.add(range);
        partOfRange.add(part);
    }

    RmxExpansion expansion(
            DomainName subject,
            Set<DnsQuestion> questions,
            Map<DnsQuestion, DnsAnswer.Failed> failures,
            boolean tooMany) {
        return new RmxExpansion(
                subject,
                joined.values().stream().map(Joined::part).toList(),
                joined.values().stream().map(part -> part.cases).toList(),
                ranges,
                partOfRange.stream().mapToInt(part -> part.place).toArray(),
                questions,
                failures,
                tooMany);
    }
}
