package dev.rmx.resolver;

import dev.rmx.PublishedForm;
import dev.rmx.RmxExpansion;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.codec.lint.LintReport;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.IpRanges;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What an audit says of a domain.
 *
 * @param domain the domain
 * @param time when the audit ended
 * @param forms what DNS says of each form that was looked for, in their order: found, absent, malformed or failed
 *     ([LOOK-2])
 * @param expansion what the domain says of every client address
 * @param lint what is wrong with the records, or hardly meant
 * @param spfLookups how many lookups SPF counts for a client that no term matches; 101 means more than 100. Empty if
 *     the domain has no usable SPF record. If a lookup failed, there may be more
 * @param spfVoids how many of them find nothing
 */
public record AuditedDomain(
        DomainName domain,
        Instant time,
        Map<PublishedForm, DnsAnswer> forms,
        RmxExpansion expansion,
        LintReport lint,
        OptionalInt spfLookups,
        OptionalInt spfVoids) {
    private static final IpRanges IPV4 = IpRanges.of(IpPrefix.parse("0.0.0.0/0"));

    /** What a domain's records come to, in one word. */
    public enum State {
        /** The domain publishes who may send, and every lookup was answered. */
        PUBLISHED,
        /** The domain publishes who may send, but a lookup failed that decides about some clients. */
        PARTLY_FAILED,
        /** What the domain publishes cannot be used, for any client. */
        UNUSABLE,
        /** The domain publishes none of the forms. */
        ABSENT,
        /** Whether the domain publishes is not known: a lookup failed ([LOOK-2]). */
        FAILED
    }

    /**
     * Copies the map.
     *
     * @param domain the domain
     * @param time when the audit ended
     * @param forms what DNS says of each form
     * @param expansion what the domain says of every client address
     * @param lint what is wrong with the records
     * @param spfLookups how many lookups SPF counts
     * @param spfVoids how many of them find nothing
     */
    public AuditedDomain {
        forms = Collections.unmodifiableMap(new LinkedHashMap<>(forms));
    }

    /**
     * The form that decides: the first that is present ([FORM-2]).
     *
     * @return the form; empty if there is none, or if a lookup failed for a form that goes before
     */
    public Optional<PublishedForm> form() {
        return firstPresent()
                .filter(entry -> !(entry.getValue() instanceof DnsAnswer.Failed))
                .map(Map.Entry::getKey);
    }

    private Optional<Map.Entry<PublishedForm, DnsAnswer>> firstPresent() {
        return forms.entrySet().stream()
                .filter(entry -> !(entry.getValue() instanceof DnsAnswer.Absent))
                .findFirst();
    }

    /**
     * What the records come to.
     *
     * @return the state
     */
    public State state() {
        DnsAnswer first = firstPresent().map(Map.Entry::getValue).orElse(null);
        if (first == null) {
            return State.ABSENT;
        } else if (first instanceof DnsAnswer.Failed) {
            return State.FAILED;
        } else if (expansion.hangsOnFailure()) {
            return State.PARTLY_FAILED;
        }
        boolean unusable = expansion.parts().stream()
                .allMatch(part -> part.verdict()
                        .or(part::otherwise)
                        .filter(verdict -> verdict.outcome() == RmxOutcome.BAD_DATA)
                        .isPresent());
        return unusable ? State.UNUSABLE : State.PUBLISHED;
    }

    private Stream<RmxVerdict> verdicts() {
        return expansion.parts().stream().flatMap(part -> part.verdict().or(part::otherwise).stream());
    }

    /**
     * How many addresses of a family may send.
     *
     * @param family the family
     * @return the number of addresses that surely pass; if {@link #isComplete} is false, there may be more
     */
    public BigInteger authorized(IpFamily family) {
        IpRanges passing = expansion.addresses(RmxResult.PASS);
        IpRanges ofFamily = family == IpFamily.IPV4 ? passing.intersection(IPV4) : passing.minus(IPV4);
        return ofFamily.count();
    }

    /**
     * Whether everything that may send is counted.
     *
     * @return false if some addresses hang on a failed lookup, or on a directive that cannot be listed, such as
     *     {@code ptr}, or if there are too many ranges
     */
    public boolean isComplete() {
        return !expansion.tooMany() && expansion.unlisted().isEmpty() && !expansion.hangsOnFailure();
    }

    /**
     * Whether DNSSEC authenticated all of it.
     *
     * @return true if it authenticated every answer on which the result of some client hangs
     */
    public boolean isAuthenticated() {
        return verdicts().allMatch(RmxVerdict::authenticated);
    }

    /**
     * Until when all of it holds.
     *
     * @return when the first answer expires on which the result of some client hangs; empty if a failure is all there
     *     is
     */
    public Optional<Instant> validUntil() {
        return verdicts()
                .flatMap(verdict -> verdict.validUntil().stream())
                .min(Comparator.naturalOrder())
                .filter(time -> time.isBefore(Instant.MAX));
    }
}
