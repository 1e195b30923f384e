package dev.rmx.receive;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpPrefix;
import dev.rmx.spf.SpfResult;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a receiver does with each message ([DISP-1] to [DISP-5]). It is said once: the checker takes the trusted relays
 * from here, and {@link #receive} gives disposition, SMTP reply and header fields:
 *
 * <pre>{@code
 * ReceiverPolicy policy = ReceiverPolicy.transitional()
 *         .trusting(List.of(IpPrefix.parse("192.0.2.0/28"))) // our backup MX
 *         .with(SpfResult.SOFTFAIL, Disposition.QUARANTINE)
 *         .with(DomainName.parse("partner.example"), ReceiverPolicy.exempting())
 *         .passingAtMost(BigInteger.valueOf(65_536));
 * RmxChecker checker = RmxChecker.builder(resolver).policy(policy).build();
 *
 * Reception reception = policy.receive(checker.check(query), host, Instant.now());
 * }</pre>
 *
 * <p>Immutable, and safe to share between threads. Each method that changes something returns a new policy.
 */
public final class ReceiverPolicy {
    /** How long {@link Disposition#QUARANTINE} holds a decided message, unless {@link #quarantining} says otherwise. */
    public static final Duration DEFAULT_QUARANTINE_TIME = Duration.ofDays(1);

    private static final ReceiverPolicy TRANSITIONAL = of( // [DISP-2]
            VerdictRules.of(Disposition.ACCEPT_AND_MARK, Disposition.QUARANTINE, false), Disposition.ACCEPT);
    private static final ReceiverPolicy ENFORCING =
            of(VerdictRules.of(Disposition.REJECT, Disposition.DEFER, false), Disposition.DEFER); // [DISP-3]
    private static final ReceiverPolicy EXEMPTING =
            of(VerdictRules.of(Disposition.ACCEPT_AND_MARK, Disposition.ACCEPT_AND_MARK, true), Disposition.ACCEPT);

    private final Judges judges;
    private final Map<Unchecked, Disposition> unchecked;
    private final List<IpPrefix> trustedRelays;
    private final Duration quarantineTime;

    private ReceiverPolicy(
            Judges judges,
            Map<Unchecked, Disposition> unchecked,
            List<IpPrefix> trustedRelays,
            Duration quarantineTime) {
        this.judges = judges;
        this.unchecked = unchecked;
        this.trustedRelays = trustedRelays;
        this.quarantineTime = quarantineTime;
    }

    private static ReceiverPolicy of(VerdictRules rules, Disposition noClient) {
        Map<Unchecked, Disposition> unchecked = new EnumMap<>(Unchecked.class);
        for (Unchecked reason : Unchecked.values()) {
            unchecked.put(
                    reason,
                    switch (reason) {
                        case NO_ADDRESS, UNKNOWN -> noClient; // [DISP-5]
                        case SUBMITTED, LOCAL -> Disposition.ACCEPT; // [DISP-5]
                    });
        }
        return new ReceiverPolicy(Judges.of(rules), unchecked, List.of(), DEFAULT_QUARANTINE_TIME);
    }

    /**
     * The policy to start with ([DISP-2]). It marks {@code pass}, {@code fail} and {@code none}, and quarantines
     * {@code temperror}. It does not reject {@code fail}, since a host that forwards mail without rewriting the sender
     * looks like a forger. It accepts a message without a verdict.
     *
     * @return the policy, without trusted relays
     */
    public static ReceiverPolicy transitional() {
        return TRANSITIONAL;
    }

    /**
     * The policy that does what domains publish ([DISP-3]). It rejects {@code fail}, defers {@code temperror}, and
     * marks {@code pass} and {@code none}. It defers a message whose client is not known ({@link Unchecked#NO_ADDRESS},
     * {@link Unchecked#UNKNOWN}), which would otherwise escape every record. It accepts submitted and local messages.
     *
     * @return the policy, without trusted relays
     */
    public static ReceiverPolicy enforcing() {
        return ENFORCING;
    }

    /**
     * The policy that holds nothing against a sender, for {@linkplain #with(DomainName, ReceiverPolicy) a domain} or
     * {@linkplain #with(IpPrefix, ReceiverPolicy) a forwarder} ([DISP-4]). A pass counts; every other result is as if
     * nothing were published, and the fields say so.
     *
     * @return the policy
     */
    public static ReceiverPolicy exempting() {
        return EXEMPTING;
    }

    /**
     * Gives an outcome its own disposition ([DISP-4]).
     *
     * @param outcome the outcome
     * @param disposition what to do with such messages
     * @return the new policy
     */
    public ReceiverPolicy with(RmxOutcome outcome, Disposition disposition) {
        return with(judges.with(judges.own().with(outcome, disposition)));
    }

    /**
     * Gives a word of SPF its own disposition, which goes before that of the outcome ([DISP-4]). It applies where SPF
     * decided or failed, and {@code none} also where no form is published and SPF is one that the check looked for. If
     * several words are still possible, none applies ([SPF-2]).
     *
     * @param word the word, such as softfail
     * @param disposition what to do with such messages
     * @return the new policy
     */
    public ReceiverPolicy with(SpfResult word, Disposition disposition) {
        return with(judges.with(judges.own().with(word, disposition)));
    }

    /**
     * Sets the disposition of messages without a verdict ([DISP-5]).
     *
     * @param reason why there is none
     * @param disposition what to do with such messages
     * @return the new policy
     * @throws IllegalArgumentException for {@link Disposition#ACCEPT_AND_MARK}: there is no verdict to mark them with
     */
    public ReceiverPolicy with(Unchecked reason, Disposition disposition) {
        if (disposition == Disposition.ACCEPT_AND_MARK) {
            throw new IllegalArgumentException("ACCEPT_AND_MARK needs a verdict, and there is none if " + reason
                    + ": ACCEPT such messages, or choose another disposition");
        }
        Map<Unchecked, Disposition> changed = new EnumMap<>(unchecked);
        changed.put(reason, Objects.requireNonNull(disposition, "disposition"));
        return new ReceiverPolicy(judges, changed, trustedRelays, quarantineTime);
    }

    /**
     * Judges the verdicts on one domain by another policy ([DISP-4]), such as {@link #exempting}.
     *
     * @param subject the sender's domain; other domains, also those below it, keep this policy
     * @param policy its dispositions of verdicts and its limits on a pass apply, and nothing else of it
     * @return the new policy
     */
    public ReceiverPolicy with(DomainName subject, ReceiverPolicy policy) {
        return with(judges.with(subject, policy.judges.own()));
    }

    /**
     * Judges the verdicts on mail from a forwarder by another policy ([DISP-4]), such as {@link #exempting}. A
     * forwarder that keeps the envelope sender fails; unlike a {@linkplain #trusting trusted relay}, it is checked, and
     * what it writes into {@code Received} is not believed. This goes before the policy of a domain.
     *
     * @param forwarder the forwarder's addresses; if several prefixes hold a client, the one that was given first
     *     decides; a prefix of IPv4-mapped addresses becomes its IPv4 prefix ([ID-6])
     * @param policy its dispositions of verdicts and its limits on a pass apply, and nothing else of it
     * @return the new policy
     */
    public ReceiverPolicy with(IpPrefix forwarder, ReceiverPolicy policy) {
        return with(judges.with(forwarder.unmapped(), policy.judges.own()));
    }

    private ReceiverPolicy with(Judges changed) {
        return new ReceiverPolicy(changed, unchecked, trustedRelays, quarantineTime);
    }

    /**
     * Sets the relays whose mail is not checked, such as your backup MX, or a forwarder that a user has set up (draft
     * 10.2). {@code RmxChecker} and {@code RmxVerifier} take them from here; they ask nothing, and the outcome is
     * {@code Trusted}.
     *
     * @param relays prefixes, which replace those set before; a prefix of IPv4-mapped addresses becomes its IPv4 prefix
     *     ([ID-6]); the list is copied
     * @return the new policy
     */
    public ReceiverPolicy trusting(List<IpPrefix> relays) {
        List<IpPrefix> unmapped = relays.stream().map(IpPrefix::unmapped).toList();
        return new ReceiverPolicy(judges, unchecked, unmapped, quarantineTime);
    }

    /**
     * The trusted relays, for the verifier or checker.
     *
     * @return their prefixes
     */
    public List<IpPrefix> trustedRelays() {
        return trustedRelays;
    }

    /**
     * Limits a pass to records that are not too loose ([DISP-4], draft 13.2). A pass from a record that authorizes more
     * addresses is {@code NoRMX}.
     *
     * @param addresses the most addresses, IPv4 and IPv6 together, as {@link RmxVerdict#authorizedAddresses} counts
     *     them; an IPv6 /64 has 2<sup>64</sup>
     * @return the new policy
     * @throws IllegalArgumentException if the number is negative
     */
    public ReceiverPolicy passingAtMost(BigInteger addresses) {
        if (addresses.signum() < 0) {
            throw new IllegalArgumentException("a number of addresses is 0 or more, not " + addresses);
        }
        return with(judges.with(judges.own().passingAtMost(addresses)));
    }

    /**
     * Limits a pass to verdicts that DNSSEC authenticated ([DISP-4]). Any other pass is {@code NoRMX}.
     *
     * @return the new policy
     */
    public ReceiverPolicy passingOnlyAuthenticated() {
        return with(judges.with(judges.own().passingOnlyAuthenticated()));
    }

    /**
     * Sets how long {@link Disposition#QUARANTINE} holds a message that is decided ([TEMP-6]). A message with
     * {@code temperror} is held until DNS answers. Default: {@link #DEFAULT_QUARANTINE_TIME}.
     *
     * @param time the time, more than zero
     * @return the new policy
     * @throws IllegalArgumentException if the time is zero or less
     */
    public ReceiverPolicy quarantining(Duration time) {
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException("the time in quarantine must be more than zero, not " + time);
        }
        return new ReceiverPolicy(judges, unchecked, trustedRelays, time);
    }

    /**
     * How long a decided message is held.
     *
     * @return the time, more than zero
     */
    public Duration quarantineTime() {
        return quarantineTime;
    }

    /**
     * What to do with a message.
     *
     * @param verdict the verdict of its check
     * @param host this host, for the fields, with labels of {@code [a-z0-9_-]}
     * @param now the time, for the fields; in the years 1900 to 9999
     * @return disposition, reply and fields
     * @throws IllegalArgumentException if the host or the time cannot be written
     */
    public Reception receive(RmxVerdict verdict, DomainName host, Instant now) {
        return receive(CheckReport.of(verdict), host, now);
    }

    /**
     * What to do with a message whose check is known by its report.
     *
     * @param report the report
     * @param host as {@link #receive(RmxVerdict, DomainName, Instant)}
     * @param now as there
     * @return as there
     * @throws IllegalArgumentException as there
     */
    public Reception receive(CheckReport report, DomainName host, Instant now) {
        VerdictRules judge = judges.of(report);
        CheckReport counted = judge.counted(report);
        return reception(counted, judge.disposition(counted), host, now);
    }

    /**
     * What to do with a message that the quarantine hands back: the same as {@link #receive(CheckReport, DomainName,
     * Instant)}, but it is neither held again nor deferred, since its client has gone: it is accepted and marked. If it
     * is rejected, drop it, or let a person look at it: a notice to a forged sender harms a third party.
     *
     * @param report the report of the quarantine's decision
     * @param host as {@link #receive(RmxVerdict, DomainName, Instant)}
     * @param now as there
     * @return as there
     * @throws IllegalArgumentException as there
     */
    public Reception release(CheckReport report, DomainName host, Instant now) {
        VerdictRules judge = judges.of(report);
        CheckReport counted = judge.counted(report);
        Disposition disposition = switch (judge.disposition(counted)) { // [DISP-1]
            case ACCEPT -> Disposition.ACCEPT;
            case REJECT -> Disposition.REJECT;
            case ACCEPT_AND_MARK, QUARANTINE, DEFER -> Disposition.ACCEPT_AND_MARK;
        };
        return reception(counted, disposition, host, now);
    }

    private static Reception reception(CheckReport counted, Disposition disposition, DomainName host, Instant now) {
        boolean passed = counted.outcome().result() == RmxResult.PASS
                && counted.query().localPart().isPresent()
                && isAccepted(disposition);
        return new Reception(
                Optional.of(counted.outcome()),
                disposition,
                counted.reason(),
                SmtpReply.to(disposition, counted),
                disposition == Disposition.ACCEPT ? List.of() : counted.fields(host, now),
                passed);
    }

    private static boolean isAccepted(Disposition disposition) {
        return disposition == Disposition.ACCEPT || disposition == Disposition.ACCEPT_AND_MARK;
    }

    /**
     * What to do with a message without a verdict ([DISP-5]).
     *
     * @param reason why there is none
     * @param sender the envelope sender; one that could not be found is {@link EnvelopeSender#parse} of an empty text
     * @return disposition and reply; the disposition is never {@link Disposition#ACCEPT_AND_MARK}
     */
    public Reception receive(Unchecked reason, EnvelopeSender sender) {
        Disposition disposition = Objects.requireNonNull(unchecked.get(reason));
        boolean submitted = reason == Unchecked.SUBMITTED && sender.localPart().isPresent() && isAccepted(disposition);
        return new Reception(
                Optional.empty(),
                disposition,
                reason.toString(),
                SmtpReply.to(disposition, reason),
                List.of(),
                submitted);
    }

    /** The dispositions of verdicts, for logs. */
    @Override
    public String toString() {
        VerdictRules own = judges.own();
        return own.outcomes() + (own.words().isEmpty() ? "" : " " + own.words());
    }
}
