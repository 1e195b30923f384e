package dev.rmx.resolver;

import dev.rmx.PublishedForm;
import dev.rmx.RmxDifference;
import dev.rmx.RmxExpansion;
import dev.rmx.RmxLimits;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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
        /** Whether the translation names hosts, so that it follows DNS; otherwise it lists their addresses. */
        final boolean follows;

        final List<RecordTranslation.Loss> losses = new ArrayList<>();

        Attempt(boolean follows) {
            this.follows = follows;
        }

        void lose(String reason) {
            losses.add(new RecordTranslation.Loss(Optional.empty(), reason));
        }

        /** Says that a directive is listed as DNS has it now, and without what DNS does not tell ([LOOK-2]). */
        void freeze(Object directive, RmxExpansion listed) {
            verdicts(listed)
                    .filter(verdict -> verdict.result() == RmxResult.TEMPERROR)
                    .map(RmxVerdict::reason)
                    .distinct()
                    .forEach(reason -> lose(directive + " is listed without what DNS does not tell now: " + reason));
            boolean nothing = listed.addresses(RmxResult.PASS).ranges().isEmpty();
            String how = nothing ? " matches no address, and so is left out, until " : " is listed as it is until ";
            listed.parts().stream()
                    .flatMap(part -> part.verdict().flatMap(RmxVerdict::validUntil).stream())
                    .min(Instant::compareTo)
                    .filter(until -> until.isBefore(Instant.MAX))
                    .ifPresent(until -> lose(directive + how + until.truncatedTo(ChronoUnit.SECONDS)));
        }

        private RecordTranslation<R> compared(R record, RmxExpansion was, RmxExpansion is) {
            Map<String, IpRanges> changes = new LinkedHashMap<>();
            for (RmxDifference difference : RmxDifference.between(was, is)) {
                changes.merge(reason(difference), difference.addresses(), IpRanges::union);
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
        if (verdicts(said).anyMatch(verdict -> verdict.result() == RmxResult.TEMPERROR)) {
            throw new TranslationException(
                    TranslationException.Kind.TEMPORARY,
                    "what " + said.subject() + " says now hangs on lookups that fail: "
                            + said.failures().keySet());
        }
    }

    /** The verdict of each part; where directives are open, the verdict if none of them matches. */
    private static Stream<RmxVerdict> verdicts(RmxExpansion said) {
        return said.parts().stream().flatMap(part -> part.verdict().or(part::otherwise).stream());
    }

    private static String reason(RmxDifference difference) {
        boolean certain = difference.before().verdict().isPresent()
                && difference.after().verdict().isPresent();
        return difference.before() + " becomes " + difference.after() + (certain ? "" : "; " + difference.example());
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
