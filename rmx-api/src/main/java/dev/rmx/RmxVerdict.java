package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a check found ([RES-2]). The {@link #result} is what a filter acts on; everything else says why, how surely,
 * and for how long.
 *
 * <p>Immutable, and safe to share between threads.
 */
public final class RmxVerdict implements RmxStep {
    /** Where a record was found ([LOOK-1]). */
    public enum Source {
        /** RMX records at the subject. */
        RMX,
        /** TXT records at {@code _rmx.<subject>}. */
        TXT
    }

    private final RmxOutcome outcome;
    private final RmxQuery query;
    private final @Nullable Source source;
    private final @Nullable String problem;
    private final Lookups.@Nullable Failure failure;
    private final @Nullable RmxRecord record;
    private final @Nullable RmxRecord fullRecord;
    /** The record in which the entry stands that decided, and where; null if none did. */
    private final @Nullable RmxRecord decidedIn;

    private final int place;
    private final boolean authenticated;
    private final boolean stale;
    private final @Nullable Instant validUntil;
    private final @Nullable Instant retryAfter;

    private RmxVerdict(
            RmxOutcome outcome,
            RmxQuery query,
            Lookups lookups,
            @Nullable Source source,
            @Nullable String problem,
            @Nullable RmxRecord record,
            @Nullable Evaluation evaluation) {
        boolean decided = outcome != RmxOutcome.TEMP_FAIL;
        this.outcome = outcome;
        this.query = query;
        this.source = source;
        this.failure = decided ? null : lookups.failure;
        this.problem = problem;
        this.record = record;
        this.decidedIn = evaluation == null ? null : evaluation.decidedIn;
        this.place = evaluation == null ? 0 : evaluation.place;
        this.fullRecord = evaluation == null ? null : evaluation.fullRecord;
        this.authenticated = decided && lookups.validUntil != null && lookups.allAuthenticated;
        this.stale = decided && lookups.anyStale;
        this.validUntil = decided ? lookups.validUntil : null;
        this.retryAfter = decided ? null : lookups.retryAfter;
    }

    /** By the answer to RMX alone, or by those to RMX and TXT. */
    private RmxVerdict(
            RmxOutcome outcome,
            RmxQuery query,
            DnsAnswer.Known rmx,
            DnsAnswer.@Nullable Known txt,
            @Nullable Source source,
            @Nullable RmxRecord record,
            int place) {
        this.outcome = outcome;
        this.query = query;
        this.source = source;
        this.problem = null;
        this.failure = null;
        this.record = record;
        this.decidedIn = outcome == RmxOutcome.GRANTED || outcome == RmxOutcome.DENIED ? record : null;
        this.place = decidedIn == null ? 0 : place;
        this.fullRecord = null;
        this.authenticated = rmx.authenticated() && (txt == null || txt.authenticated());
        this.stale = rmx.stale() || (txt != null && txt.stale());
        this.validUntil =
                txt == null || rmx.validUntil().isBefore(txt.validUntil()) ? rmx.validUntil() : txt.validUntil();
        this.retryAfter = null;
    }

    /** A verdict reached without any answer: nothing to check, or nothing that should be. */
    static RmxVerdict unasked(RmxOutcome outcome, RmxQuery query) {
        return new RmxVerdict(outcome, query, Lookups.NONE, null, null, null, null);
    }

    /** There is no record. */
    static RmxVerdict noRecord(RmxQuery query, Lookups lookups) {
        return new RmxVerdict(RmxOutcome.NO_RMX, query, lookups, null, null, null, null);
    }

    /** There is no record: DNS has neither RMX nor TXT. */
    static RmxVerdict noRecord(RmxQuery query, DnsAnswer.Known rmx, DnsAnswer.Known txt) {
        return new RmxVerdict(RmxOutcome.NO_RMX, query, rmx, txt, null, null, 0);
    }

    /** The entry at a place of a record decides, or none if that is behind the last, without any further answer. */
    static RmxVerdict literal(
            RmxQuery query, DnsAnswer.Known rmx, DnsAnswer.@Nullable Known txt, RmxRecord record, int place) {
        RmxOutcome outcome = place == record.entries().size() ? RmxOutcome.NOT_IN_RMX : outcome(record, place);
        return new RmxVerdict(outcome, query, rmx, txt, txt == null ? Source.RMX : Source.TXT, record, place);
    }

    /** The evaluation of a record left one result ([EVAL-6]). */
    static RmxVerdict decided(RmxQuery query, Lookups lookups, Source source, RmxRecord record, Evaluation evaluation) {
        RmxRecord decidedIn = evaluation.decidedIn;
        RmxOutcome outcome = decidedIn == null ? RmxOutcome.NOT_IN_RMX : outcome(decidedIn, evaluation.place);
        String reason = evaluation.isByElimination()
                ? "no entry of the record of " + query.subject().orElseThrow() + " grants " + query.client()
                : null;
        return new RmxVerdict(outcome, query, lookups, source, reason, record, evaluation);
    }

    private static RmxOutcome outcome(RmxRecord record, int place) {
        return record.grants(place) ? RmxOutcome.GRANTED : RmxOutcome.DENIED;
    }

    /** What is published cannot be used. */
    static RmxVerdict badData(RmxQuery query, Lookups lookups, Source source, String problem) {
        return new RmxVerdict(RmxOutcome.BAD_DATA, query, lookups, source, problem, null, null);
    }

    /** What is published cannot be learned now. */
    static RmxVerdict tempFail(RmxQuery query, Lookups lookups, @Nullable Source source) {
        return new RmxVerdict(
                RmxOutcome.TEMP_FAIL, query, lookups, source, String.valueOf(lookups.failure), null, null);
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
        return decidedIn == null
                ? Optional.empty()
                : Optional.of(decidedIn.entries().get(place));
    }

    /**
     * Where the record was found, or the malformed data in its place.
     *
     * @return RMX or TXT; empty if there is no record, or none could be learned
     */
    public Optional<Source> source() {
        return Optional.ofNullable(source);
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
     * Whether an answer that was used had run out, and could not be learned anew ([TEMP-2], RFC 8767).
     *
     * @return false unless the use of stale data was switched on; false also for {@code temperror}
     */
    public boolean stale() {
        return stale;
    }

    /**
     * Until when the verdict holds: when the lowest time to live of the answers used runs out.
     *
     * @return that moment, or, of stale answers, when they are to be learned anew; empty if no answer was used, and for {@code temperror}
     */
    public Optional<Instant> validUntil() {
        return Optional.ofNullable(validUntil);
    }

    /**
     * When the same check can have another result.
     *
     * @return the earliest moment at which asking DNS again makes sense; empty unless the result is {@code temperror}
     */
    public Optional<Instant> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /**
     * How many addresses, IPv4 and IPv6 together, the literal prefixes of the record authorize: a receiver may distrust a
     * record that is too loose (draft 13.2). An address counts once, and only if the first prefix that holds it grants;
     * entries that need DNS are passed over, but for the entries of a full address's record that was evaluated.
     *
     * <p>Computed at each call.
     *
     * @return the number of addresses; 0 unless the verdict comes from a record
     */
    public BigInteger authorizedAddresses() {
        return record == null ? BigInteger.ZERO : AuthorizedAddresses.count(record, fullRecord);
    }

    /**
     * The failure of DNS that left the result open, for logs and for whoever runs this: its reason can name the name servers that were
     * asked, so it is not for strangers ([HDR-6]).
     *
     * @return the first failure that counts; empty unless the result is {@code temperror}
     */
    public Optional<DnsAnswer.Failed> failure() {
        return Optional.ofNullable(failure).map(Lookups.Failure::answer);
    }

    /**
     * The question to DNS whose {@link #failure} left the result open. While it fails, the same check comes to nothing
     * else.
     *
     * @return the question; empty unless the result is {@code temperror}
     */
    public Optional<DnsQuestion> failedQuestion() {
        return Optional.ofNullable(failure).map(Lookups.Failure::question);
    }

    /**
     * Why, in one line of printable ASCII for people, strangers among them: it goes into replies and header fields ([HDR-6]).
     *
     * @return the reason
     */
    public String reason() {
        return stale ? why() + ", by DNS data that has expired" : why();
    }

    private String why() {
        String domain = query.subject().map(DomainName::toString).orElse("");
        return switch (outcome) {
            case GRANTED ->
                domain + " authorizes " + client() + " by " + mechanism().orElseThrow();
            case DENIED ->
                domain + " refuses " + client() + " by " + mechanism().orElseThrow();
            case NOT_IN_RMX ->
                problem != null ? problem : "no entry of the record of " + domain + " matches " + client();
            case NO_RMX ->
                domain.isEmpty() ? "the sender has no domain that can be checked" : domain + " publishes no RMX record";
            case TRUSTED -> client() + " is a trusted relay";
            case BAD_DATA, TEMP_FAIL -> printable(String.valueOf(problem));
        };
    }

    /** Other people's words can be part of a problem: they must not start another line or hide what follows. */
    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    /** Result, outcome and reason, for logs; with what the resolver says of a failure. */
    @Override
    public String toString() {
        String detail = failure == null ? "" : " [" + failure.answer().reason() + "]";
        return result() + " (" + outcome + "): " + reason() + detail;
    }
}
