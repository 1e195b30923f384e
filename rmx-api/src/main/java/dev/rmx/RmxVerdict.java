package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.RmxEntry;
import dev.rmx.text.Printable;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a check found ([RES-2]). A filter acts on the {@link #result}; the rest says why, how surely, and for how long.
 *
 * <p>Immutable, and safe to share between threads.
 */
public final class RmxVerdict implements RmxStep {
    private final RmxQuery query;
    private final RmxOutcome outcome;
    private final @Nullable PublishedForm form;
    /** How a record decided; null unless one result was left. */
    private final @Nullable RmxDecision decision;
    /** The reason in place of the outcome's own words; null for those. */
    private final @Nullable String reason;

    private final Evidence evidence;
    private final @Nullable FailedQuestion failure;

    private RmxVerdict(
            RmxQuery query,
            RmxOutcome outcome,
            @Nullable PublishedForm form,
            @Nullable RmxDecision decision,
            @Nullable String reason,
            Evidence evidence,
            @Nullable FailedQuestion failure) {
        this.query = query;
        this.outcome = outcome;
        this.form = form;
        this.decision = decision;
        this.reason = reason;
        this.evidence = evidence;
        this.failure = failure;
    }

    /** Without a record, or without a check. */
    static RmxVerdict withoutRecord(RmxQuery query, RmxOutcome outcome, Evidence evidence) {
        return new RmxVerdict(query, outcome, null, null, null, evidence, null);
    }

    /** A record leaves one result. A null {@code reason} means the outcome's own words ([EVAL-6]). */
    static RmxVerdict decided(
            RmxQuery query, PublishedForm form, RmxDecision decision, @Nullable String reason, Evidence evidence) {
        return new RmxVerdict(query, decision.outcome(), form, decision, reason, evidence, null);
    }

    /** The published data cannot be used. */
    static RmxVerdict badData(RmxQuery query, PublishedForm form, String problem, Evidence evidence) {
        return new RmxVerdict(query, RmxOutcome.BAD_DATA, form, null, Printable.of(problem), evidence, null);
    }

    /**
     * DNS failed, and its answer could change the result.
     *
     * @param form the form that is present; null if that is not known
     */
    static RmxVerdict tempFail(RmxQuery query, @Nullable PublishedForm form, FailedQuestion failure) {
        String reason = Printable.of(failure.toString());
        return new RmxVerdict(query, RmxOutcome.TEMP_FAIL, form, null, reason, Evidence.NONE, failure);
    }

    /**
     * The result, which a filter acts on.
     *
     * @return pass, fail, none or temperror
     */
    public RmxResult result() {
        return outcome.result();
    }

    /**
     * Why the result is what it is.
     *
     * @return one of the seven outcomes
     */
    public RmxOutcome outcome() {
        return outcome;
    }

    /**
     * The entry that decided ([EVAL-6]).
     *
     * @return the entry, whose {@code toString} is canonical text; empty unless granted or denied
     */
    public Optional<RmxEntry> mechanism() {
        return decision == null ? Optional.empty() : decision.mechanism();
    }

    /**
     * The form that decided, or that has malformed data ([FORM-3]).
     *
     * @return the form; empty if none is known to be present
     */
    public Optional<PublishedForm> form() {
        return Optional.ofNullable(form);
    }

    /**
     * The query that this verdict answers.
     *
     * @return the query
     */
    public RmxQuery query() {
        return query;
    }

    /**
     * The domain that was checked.
     *
     * @return the subject; empty if the sender has none that can be checked
     */
    public Optional<DomainName> subject() {
        return query.subject();
    }

    /**
     * The client that was checked.
     *
     * @return an IPv4 address, or an IPv6 address that is not IPv4-mapped
     */
    public IpAddress client() {
        return query.client();
    }

    /**
     * Whether DNSSEC authenticated every answer that was used.
     *
     * @return false also if none was used, and for {@code temperror}
     */
    public boolean authenticated() {
        return evidence.authenticated();
    }

    /**
     * Whether an answer that was used had expired and could not be refreshed ([TEMP-2], RFC 8767).
     *
     * @return false unless stale data was switched on; false also for {@code temperror}
     */
    public boolean stale() {
        return evidence.stale();
    }

    /**
     * Until when the verdict holds: when the first of the answers used expires.
     *
     * @return that moment; for a stale answer, when it should be refreshed; empty if no answer was used, and for
     *     {@code temperror}
     */
    public Optional<Instant> validUntil() {
        return Optional.ofNullable(evidence.validUntil());
    }

    /**
     * When the same check can have another result.
     *
     * @return the earliest moment to ask DNS again; empty unless the result is {@code temperror}
     */
    public Optional<Instant> retryAfter() {
        return Optional.ofNullable(failure).map(FailedQuestion::retryAfter);
    }

    /**
     * How many addresses, IPv4 and IPv6 together, the literal prefixes of the record authorize. A receiver may distrust
     * a record that is too loose (draft 13.2). An address counts once, and only if the first prefix that holds it
     * grants. Entries that need DNS do not count. The prefixes of a full address's record count if it was evaluated.
     *
     * <p>Computed on each call.
     *
     * @return the number of addresses; 0 unless the verdict comes from a record
     */
    public BigInteger authorizedAddresses() {
        return decision == null ? BigInteger.ZERO : decision.authorizedAddresses();
    }

    /**
     * The DNS failure that left the result open, for logs and operators. Its reason can name the name servers that were
     * asked, so do not show it to strangers ([HDR-6]).
     *
     * @return the first failure that matters; empty unless the result is {@code temperror}
     */
    public Optional<DnsAnswer.Failed> failure() {
        return Optional.ofNullable(failure).map(FailedQuestion::answer);
    }

    /**
     * The question whose {@link #failure} left the result open. While it fails, the same check gives {@code temperror}
     * again.
     *
     * @return the question; empty unless the result is {@code temperror}
     */
    public Optional<DnsQuestion> failedQuestion() {
        return Optional.ofNullable(failure).map(FailedQuestion::question);
    }

    /**
     * The reason, as one line of printable ASCII for replies and header fields, which strangers read ([HDR-6]).
     *
     * @return the reason
     */
    public String reason() {
        String why = reason == null ? words() : reason;
        return stale() ? why + ", from expired DNS data" : why;
    }

    /** The reason of an outcome for which the evaluation gave none. */
    private String words() {
        String domain = query.subject().map(DomainName::toString).orElse("");
        return switch (outcome) {
            case GRANTED ->
                domain + " authorizes " + client() + " by " + mechanism().orElseThrow();
            case DENIED ->
                domain + " refuses " + client() + " by " + mechanism().orElseThrow();
            case NOT_IN_RMX -> "no entry of the record of " + domain + " matches " + client();
            case NO_RMX ->
                domain.isEmpty() ? "the sender has no domain that can be checked" : domain + " publishes no RMX record";
            case TRUSTED -> client() + " is a trusted relay";
            case BAD_DATA, TEMP_FAIL -> throw new IllegalStateException(outcome + " without a reason");
        };
    }

    /** Result, outcome and reason, for logs, with the resolver's own reason for a failure. */
    @Override
    public String toString() {
        String detail = failure == null ? "" : " [" + failure.answer().reason() + "]";
        return result() + " (" + outcome + "): " + reason() + detail;
    }
}
