package dev.rmx.resolver;

import dev.rmx.PublishedForm;
import dev.rmx.RmxDifference;
import dev.rmx.RmxExpansion;
import dev.rmx.RmxLimits;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpRanges;
import dev.rmx.record.RmxRecord;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a record into the language of another form. A translation follows DNS where both forms can say it, and is then
 * compared with what the record says of every address; where it differs, a second one lists what DNS says now. So a
 * loss is found, whatever its reason: a limit, a void lookup, a word without a counterpart.
 *
 * @param <R> the type of the translation
 */
abstract class Translator<R> {
    private static final RmxVerifier RMX = new RmxVerifier(List.of(PublishedForm.RMX), RmxLimits.DEFAULT, List.of());
    private static final RmxVerifier SPF = new RmxVerifier(List.of(PublishedForm.SPF), RmxLimits.DEFAULT, List.of());

    final RmxExpander expander;
    final DomainName subject;

    /** One attempt at a translation, with what its comparison needs. */
    final class Attempt {
        /** Whether to name what DNS knows, and not to list it. */
        final boolean follows;

        final List<RecordTranslation.Loss> losses = new ArrayList<>();
        /** The translation of each directive that cannot be listed, by its path. */
        final Map<List<String>, List<String>> unlisted = new HashMap<>();

        /** How many terms of SPF, each counted as often as it stands, may find nothing that cannot be listed. */
        int voidable;

        /** Whether a directive is listed that may match addresses which are not known now. */
        private boolean unsure;

        Attempt(boolean follows) {
            this.follows = follows;
        }

        void lose(String reason) {
            losses.add(new RecordTranslation.Loss(Optional.empty(), reason));
        }

        /** Says that a directive is listed as DNS has it now. */
        void freeze(Object directive, RmxExpansion listed) {
            unsure |= listed.parts().stream()
                    .flatMap(part -> part.verdict().or(part::otherwise).stream())
                    .anyMatch(verdict ->
                            verdict.outcome() == RmxOutcome.TEMP_FAIL || verdict.outcome() == RmxOutcome.BAD_DATA);
            listed.parts().stream()
                    .flatMap(part -> part.verdict().flatMap(RmxVerdict::validUntil).stream())
                    .min(Instant::compareTo)
                    .filter(until -> until.isBefore(Instant.MAX))
                    .ifPresent(until ->
                            lose(directive + " is listed as it is until " + until.truncatedTo(ChronoUnit.SECONDS)));
        }

        private boolean areSame(RmxExpansion.Part before, RmxExpansion.Part after) {
            if (before.verdict().isPresent() || after.verdict().isPresent()) {
                return result(before.verdict()).equals(result(after.verdict()));
            }
            List<List<String>> expected = before.unlisted().stream()
                    .map(path -> unlisted.getOrDefault(path, List.of()))
                    .toList();
            // what is unknown may matter only if another directive matches, and so not show in the results
            return !unsure
                    && expected.equals(after.unlisted())
                    && result(before.otherwise()).equals(result(after.otherwise()));
        }

        private RecordTranslation<R> compared(R record, RmxExpansion was, RmxExpansion is) {
            IpRanges voids = voids(this, record, was, is);
            if (!voids.isEmpty()) {
                losses.add(new RecordTranslation.Loss(
                        Optional.of(voids),
                        "permerror of SPF, where more than two lookups find nothing, is lost or added"));
            }
            Map<String, IpRanges> changes = new LinkedHashMap<>();
            for (RmxDifference difference : RmxDifference.between(was, is, this::areSame)) {
                changes.merge(
                        difference.before() + " becomes " + difference.after(),
                        difference.addresses(),
                        IpRanges::union);
            }
            changes.forEach(
                    (reason, addresses) -> losses.add(new RecordTranslation.Loss(Optional.of(addresses), reason)));
            return new RecordTranslation<>(record, losses);
        }
    }

    Translator(RmxExpander expander, DomainName subject) {
        this.expander = expander;
        this.subject = subject;
    }

    /** A translation of the record. */
    abstract R record(Attempt attempt) throws TranslationException;

    /** The addresses that SPF, on one side or the other, refuses to decide for lookups that find nothing. */
    abstract IpRanges voids(Attempt attempt, R record, RmxExpansion was, RmxExpansion is);

    /** What a translation says of every address. */
    abstract RmxExpansion expansion(R record);

    /** The better of two translations. */
    RecordTranslation<R> translation(RmxExpansion said) throws TranslationException {
        requireComplete(said);
        RecordTranslation<R> following = attempt(new Attempt(true), said);
        BigInteger changed = following.changed().count();
        if (changed.signum() == 0) {
            return following;
        }
        RecordTranslation<R> listed = attempt(new Attempt(false), said);
        return listed.changed().count().compareTo(changed) < 0 ? listed : following;
    }

    private RecordTranslation<R> attempt(Attempt attempt, RmxExpansion said) throws TranslationException {
        R record = record(attempt);
        return attempt.compared(record, said, expansion(record));
    }

    private static void requireComplete(RmxExpansion said) throws TranslationException {
        if (said.tooMany()) {
            throw new TranslationException(
                    TranslationException.Kind.UNUSABLE, said.subject() + " distinguishes too many ranges to list");
        }
        boolean failed = said.parts().stream()
                .flatMap(part -> part.verdict().or(part::otherwise).stream())
                .anyMatch(verdict -> verdict.result() == RmxResult.TEMPERROR);
        if (failed) {
            throw new TranslationException(
                    TranslationException.Kind.TEMPORARY,
                    "what " + said.subject() + " says now hangs on lookups that fail: "
                            + said.failures().keySet());
        }
    }

    private static Optional<RmxResult> result(Optional<RmxVerdict> verdict) {
        return verdict.map(RmxVerdict::result);
    }

    RmxExpansion spf(DomainName domain) {
        return expander.expand(SPF, domain);
    }

    RmxExpansion spf(DomainName domain, SpfRecord record) {
        return expander.expand(SPF, domain, given(domain, RecordType.SPF, new DnsData.Spf(record)));
    }

    RmxExpansion rmx(RmxRecord record) {
        return expander.expand(RMX, subject, given(subject, RecordType.RMX, new DnsData.RmxRecords(List.of(record))));
    }

    static Map<DnsQuestion, DnsAnswer> given(DomainName domain, RecordType type, DnsData data) {
        return Map.of(new DnsQuestion(domain, type), new DnsAnswer.Found(data, Instant.MAX, false));
    }

    /**
     * The addresses that SPF refuses to decide if all those terms find nothing that cannot be listed ([SPF-3]). RMX has
     * no such limit. A verdict of SPF that is certain holds whatever these find ([SPF-4]).
     */
    IpRanges tooVoid(Attempt attempt, RmxExpansion said, Map<DnsQuestion, DnsAnswer> given) {
        IpRanges hanging = IpRanges.ALL;
        for (RmxResult result : RmxResult.values()) {
            hanging = hanging.minus(said.addresses(result));
        }
        int left = RmxLimits.DEFAULT.voids() - attempt.voidable;
        if (left < 0) {
            return hanging;
        }
        RmxLimits strict =
                new RmxLimits(RmxLimits.DEFAULT.lookups(), RmxLimits.DEFAULT.names(), RmxLimits.DEFAULT.terms(), left);
        RmxExpansion strictly =
                expander.expand(new RmxVerifier(List.of(PublishedForm.SPF), strict, List.of()), subject, given);
        IpRanges changed = IpRanges.NONE;
        for (RmxDifference difference : RmxDifference.between(said, strictly)) {
            changed = changed.union(difference.addresses());
        }
        return changed.intersection(hanging);
    }

    /** Bounds the work of a translation, which lists directive after directive ([LIM-4]). */
    void requireTime() throws TranslationException {
        if (expander.isPastDeadline()) {
            throw new TranslationException(
                    TranslationException.Kind.TEMPORARY, "listing what " + subject + " authorizes takes too long");
        }
    }

    /** The addresses that a term matches now. */
    RmxExpansion listed(SpfTerm.Mechanism passing, DomainName domain) throws TranslationException {
        requireTime();
        return spf(domain, new SpfRecord(List.of(passing, new SpfTerm.All(SpfQualifier.FAIL))));
    }
}
