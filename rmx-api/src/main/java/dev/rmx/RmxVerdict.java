package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.RmxEntry;
import dev.rmx.text.Printable;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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
    /** How a form decided; null unless one result was left, or SPF has a word for what happened. */
    private final @Nullable FormDecision decision;
    /** Null if the decision says it all. */
    private final @Nullable VerdictReason why;

    private final @Nullable Instant validUntil;
    private final boolean authenticated;
    private final boolean stale;

    private RmxVerdict(
            RmxQuery query,
            RmxOutcome outcome,
            @Nullable PublishedForm form,
            @Nullable FormDecision decision,
            @Nullable VerdictReason why,
            Evidence evidence) {
        this.query = query;
        this.outcome = outcome;
        this.form = form;
        this.decision = decision;
        this.why = why;
        this.validUntil = evidence.validUntil();
        this.authenticated = evidence.authenticated();
        this.stale = evidence.stale();
    }

    /** Without a published form, or without a check. */
    static RmxVerdict withoutForm(
            RmxQuery query, RmxOutcome outcome, VerdictReason.NothingPublished why, Evidence evidence) {
        return new RmxVerdict(query, outcome, null, null, why, evidence);
    }

    /** A form leaves one result. A null {@code reason} means the outcome's own words ([EVAL-6]). */
    static RmxVerdict decided(
            RmxQuery query, PublishedForm form, FormDecision decision, @Nullable String reason, Evidence evidence) {
        VerdictReason why = reason == null ? null : new VerdictReason.Words(Printable.of(reason));
        return new RmxVerdict(query, decision.outcome(), form, decision, why, evidence);
    }

    /** The published data cannot be used. */
    static RmxVerdict badData(RmxQuery query, PublishedForm form, String problem, Evidence evidence) {
        FormDecision decision = form == PublishedForm.SPF ? SpfDecision.PERMERROR : null;
        return badData(query, form, decision, problem, evidence);
    }

    /** The published data cannot be used, as SPF says in detail. */
    static RmxVerdict badData(
            RmxQuery query, PublishedForm form, @Nullable FormDecision decision, String problem, Evidence evidence) {
        VerdictReason why = new VerdictReason.Words(Printable.of(problem));
        return new RmxVerdict(query, RmxOutcome.BAD_DATA, form, decision, why, evidence);
    }

    /**
     * DNS failed, and its answer could change the result.
     *
     * @param form the form that is present, or about which that is not known
     */
    static RmxVerdict tempFail(RmxQuery query, PublishedForm form, FailedQuestion failure) {
        FormDecision decision = form == PublishedForm.SPF ? SpfDecision.TEMPERROR : null;
        return new RmxVerdict(query, RmxOutcome.TEMP_FAIL, form, decision, failure, Evidence.NONE);
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
     * The directive that decided, as canonical text ([EVAL-6], [SPF-2], [DMP-1]).
     *
     * @return an entry of RMX such as {@code host:mail.example.org}, the subject's own term of SPF such as
     *     {@code include:example.net}, or {@code dmp:} and a name; empty if no directive decided
     */
    public Optional<String> mechanism() {
        return decision == null ? Optional.empty() : decision.mechanism();
    }

    /**
     * The entry of an RMX record that decided ([EVAL-6]).
     *
     * @return the entry; empty unless RMX granted or denied
     */
    public Optional<RmxEntry> entry() {
        return decision instanceof RmxDecision rmx ? rmx.entry() : Optional.empty();
    }

    /**
     * What SPF says ([SPF-2]).
     *
     * @return the word, the terms that decided and what was counted; empty unless the form is SPF
     */
    public Optional<SpfDecision> spf() {
        return decision instanceof SpfDecision spf ? Optional.of(spf) : Optional.empty();
    }

    /**
     * The form that decided, that has malformed data, or whose lookup failed ([FORM-3]).
     *
     * @return the form; empty if every form is known to be absent, or nothing was asked
     */
    public Optional<PublishedForm> form() {
        return form == null ? Optional.empty() : form.itself;
    }

    /**
     * The forms of which the verdict says something.
     *
     * @return the one that {@link #form} gives; without it, all forms that the verifier looks for
     */
    public List<PublishedForm> forms() {
        return why instanceof VerdictReason.NothingPublished nothing
                ? nothing.forms()
                : List.of(Objects.requireNonNull(form, "a form decided"));
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
        return authenticated;
    }

    /**
     * Whether an answer that was used had expired and could not be refreshed ([TEMP-2], RFC 8767).
     *
     * @return false unless stale data was switched on; false also for {@code temperror}
     */
    public boolean stale() {
        return stale;
    }

    /**
     * Until when the verdict holds: when the first of the answers used expires.
     *
     * @return that moment; for a stale answer, when it should be refreshed; empty if no answer was used, and for
     *     {@code temperror}
     */
    public Optional<Instant> validUntil() {
        return Optional.ofNullable(validUntil);
    }

    /**
     * When the same check can have another result.
     *
     * @return the earliest moment to ask DNS again; empty unless the result is {@code temperror}
     */
    public Optional<Instant> retryAfter() {
        return failed().map(FailedQuestion::retryAfter);
    }

    /**
     * How many addresses, IPv4 and IPv6 together, the literal prefixes of the record authorize. A receiver may distrust
     * a record that is too loose (draft 13.2). An address counts once, and only if the first prefix that holds it
     * grants. Entries that need DNS do not count. The prefixes of a full address's record count if it was evaluated.
     *
     * <p>For SPF, the number is that of the addresses that {@code ip4}, {@code ip6} and {@code all} with {@code +} pass
     * in each record from the subject's down to the one that decides, and of the prefix by which an {@code a} or
     * {@code mx} matched. A pass by {@code exists} or {@code ptr} counts as more than all addresses, by DMP as one
     * ([DISP-4]).
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
        return failed().map(FailedQuestion::answer);
    }

    /**
     * The question whose {@link #failure} left the result open. While it fails, the same check gives {@code temperror}
     * again.
     *
     * @return the question; empty unless the result is {@code temperror}
     */
    public Optional<DnsQuestion> failedQuestion() {
        return failed().map(FailedQuestion::question);
    }

    private Optional<FailedQuestion> failed() {
        return why instanceof FailedQuestion failed ? Optional.of(failed) : Optional.empty();
    }

    /**
     * The reason, as one line of printable ASCII for replies and header fields, which strangers read ([HDR-6]).
     *
     * @return the reason
     */
    public String reason() {
        String words = VerdictWords.of(this, why);
        return stale() ? words + ", from expired DNS data" : words;
    }

    /** Result, outcome and reason, for logs, with the resolver's own reason for a failure. */
    @Override
    public String toString() {
        String detail = failure().map(failed -> " [" + failed.reason() + "]").orElse("");
        return result() + " (" + outcome + "): " + reason() + detail;
    }
}
