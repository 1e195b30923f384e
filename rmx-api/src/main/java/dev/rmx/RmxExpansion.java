package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpRanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a domain says of every client address ([LINT-4]): the addresses of both families, cut into parts, and for each
 * part the verdict that a check of any of its addresses reaches. {@link RmxVerifier#expand} makes it.
 *
 * <p>No client has an IPv4-mapped IPv6 address, since it counts as IPv4 ([ID-6]). All of them are in the part of the
 * addresses before them.
 *
 * <p>Immutable, and safe to share between threads.
 */
public final class RmxExpansion {
    private final DomainName subject;
    private final List<Part> parts;
    /** What each part says in the cases in which the directives can turn out that cannot be listed. */
    private final List<List<UnlistedCase>> cases;
    /** All ranges in ascending order. */
    private final List<RangeSweep.Range> ranges;

    private final IpAddress[] begins;
    private final int[] partAt;
    private final Set<DnsQuestion> questions;
    private final Map<DnsQuestion, DnsAnswer.Failed> failures;
    private final boolean tooMany;

    /**
     * Addresses of which a domain says the same, for the same reason.
     *
     * @param addresses the addresses, one or more
     * @param verdict the verdict on the first of them, which holds for all of them, and for every sender of the domain;
     *     empty if it hangs on a directive that cannot be listed, or on a question that is still open, or if there are
     *     {@linkplain RmxExpansion#tooMany too many} ranges
     * @param unlisted the directives that were met and cannot be listed, since what they ask differs between the
     *     clients or senders: {@code domain}, {@code mapped}, {@code full}, {@code ptr}, macros; each with the terms of
     *     SPF above it; empty if there is a verdict
     * @param otherwise the verdict if none of these matches; empty if there is a verdict, a question is open, or it
     *     hangs on how many lookups find nothing ([SPF-3])
     */
    public record Part(
            IpRanges addresses,
            Optional<RmxVerdict> verdict,
            List<List<String>> unlisted,
            Optional<RmxVerdict> otherwise) {
        /**
         * Copies the list.
         *
         * @param addresses the addresses
         * @param verdict the verdict that holds for all of them
         * @param unlisted the directives that cannot be listed
         * @param otherwise the verdict if none of these matches
         */
        public Part {
            unlisted = List.copyOf(unlisted);
        }

        /**
         * The directive that decides, with the chain that leads to it ([EVAL-6], [SPF-2]).
         *
         * @return an entry of RMX, or the subject's own term of SPF and the terms of the records to which it leads;
         *     empty if no directive decides, or there is no verdict
         */
        public List<String> source() {
            return verdict.map(Part::source).orElse(List.of());
        }

        /** The result and why, as one line of printable ASCII. */
        @Override
        public String toString() {
            if (verdict.isPresent()) {
                return word(verdict.get()) + " (" + why(verdict.get()) + ")";
            }
            if (unlisted.isEmpty()) {
                return "unknown (too many ranges)";
            }
            String on = unlisted.stream().map(path -> String.join(" > ", path)).collect(Collectors.joining(", "));
            return "unknown (hangs on " + on
                    + otherwise.map(other -> "; otherwise " + word(other)).orElse("") + ")";
        }

        /** The word of SPF if SPF decides, which tells more than the result. */
        private static String word(RmxVerdict verdict) {
            return verdict.spf()
                    .flatMap(SpfDecision::result)
                    .map(Object::toString)
                    .orElseGet(() -> verdict.result().toString());
        }

        private static String why(RmxVerdict verdict) {
            List<String> source = source(verdict);
            if (!source.isEmpty()) {
                return String.join(" > ", source);
            }
            return switch (verdict.outcome()) {
                case BAD_DATA, TEMP_FAIL -> verdict.reason();
                case TRUSTED -> "a trusted relay";
                case GRANTED, DENIED, NOT_IN_RMX, NO_RMX ->
                    verdict.form().isPresent() ? "nothing matches" : "nothing is published";
            };
        }

        static List<String> source(RmxVerdict reached) {
            return reached.spf()
                    .map(spf -> spf.terms().stream().map(Object::toString).toList())
                    .orElseGet(() -> reached.mechanism().map(List::of).orElse(List.of()));
        }
    }

    /** Takes the parts, the ranges in ascending order, and which part each range belongs to. */
    RmxExpansion(
            DomainName subject,
            List<Part> parts,
            List<List<UnlistedCase>> cases,
            List<RangeSweep.Range> ranges,
            int[] partAt,
            Set<DnsQuestion> questions,
            Map<DnsQuestion, DnsAnswer.Failed> failures,
            boolean tooMany) {
        this.subject = subject;
        this.parts = List.copyOf(parts);
        this.cases = List.copyOf(cases);
        this.ranges = List.copyOf(ranges);
        this.begins = ranges.stream().map(RangeSweep.Range::begin).toArray(IpAddress[]::new);
        this.partAt = partAt;
        this.questions = Collections.unmodifiableSet(new LinkedHashSet<>(questions));
        this.failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
        this.tooMany = tooMany;
    }

    /**
     * The domain.
     *
     * @return the subject of the checks
     */
    public DomainName subject() {
        return subject;
    }

    /**
     * The parts.
     *
     * @return parts that hold each address once, by their first address
     */
    public List<Part> parts() {
        return parts;
    }

    /**
     * The part that holds a client. Costs a binary search.
     *
     * @param client an address; an IPv4-mapped one counts as IPv4 ([ID-6])
     * @return the part
     */
    public Part part(IpAddress client) {
        int found = Arrays.binarySearch(begins, client.unmapped());
        return parts.get(partAt[found < 0 ? -2 - found : found]);
    }

    /** All ranges in ascending order. */
    List<RangeSweep.Range> ranges() {
        return ranges;
    }

    /** The part of a range. */
    Part partOf(int range) {
        return parts.get(partAt[range]);
    }

    /** What the part of a range says in each case; one case if it has a verdict. */
    List<UnlistedCase> casesOf(int range) {
        return cases.get(partAt[range]);
    }

    /** The index of the part of a range. */
    int placeOf(int range) {
        return partAt[range];
    }

    /**
     * The addresses with a result.
     *
     * @param result the result
     * @return the addresses for which every check has it, whatever the directives say that cannot be listed
     */
    public IpRanges addresses(RmxResult result) {
        List<IpAddress> edges = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            if (partOf(i)
                    .verdict()
                    .filter(verdict -> verdict.result() == result)
                    .isPresent()) {
                ranges.get(i).addTo(edges);
            }
        }
        return IpRanges.ofEdges(edges);
    }

    /**
     * The questions whose answers are needed, and missing. Until none is, some addresses have no verdict.
     *
     * @return the questions to ask together; none if the expansion is complete
     */
    public Set<DnsQuestion> questions() {
        return questions;
    }

    /**
     * The questions that failed in DNS, of those that an evaluation used. The addresses for which they matter have the
     * result {@code temperror}.
     *
     * @return each question with its failure
     */
    public Map<DnsQuestion, DnsAnswer.Failed> failures() {
        return failures;
    }

    /**
     * Whether the result for some address hangs on a failed lookup: it is {@code temperror}, or is so in some case in
     * which the directives can turn out that cannot be listed. If there are too many such cases, any failure counts.
     *
     * @return false if no failure changes the result for an address, whatever its lookup would have found
     */
    public boolean hangsOnFailure() {
        for (int place = 0; place < parts.size(); place++) {
            boolean any = !failures.isEmpty() && !parts.get(place).unlisted().isEmpty();
            for (UnlistedCase known : cases.get(place)) {
                if (known.result() == RmxResult.TEMPERROR || (any && known.isUnknown())) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * The directives that cannot be listed, and on which the verdict on some addresses hangs.
     *
     * @return each with the terms of SPF above it, in the order in which they were met
     */
    public Set<List<String>> unlisted() {
        Set<List<String>> all = new LinkedHashSet<>();
        parts.forEach(part -> all.addAll(part.unlisted()));
        return Collections.unmodifiableSet(all);
    }

    /**
     * Whether there are more ranges than {@link RmxLimits#RANGES}, or they take more answers than {@link
     * RmxLimits#RANGE_ANSWERS}, or more work or time than the caller gives. The addresses left out then have no verdict
     * ([LIM-4]).
     *
     * @return true if some are left out
     */
    public boolean tooMany() {
        return tooMany;
    }
}
