package dev.rmx.receive;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.record.IpPrefix;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a receiver does with each verdict, and with a message without a verdict ([DISP-1] to [DISP-5]):
 *
 * <pre>{@code
 * ReceiverPolicy policy = ReceiverPolicy.transitional()
 *         .trusting(List.of(IpPrefix.parse("192.0.2.0/28"))) // our backup MX
 *         .with(RmxOutcome.BAD_DATA, Disposition.ACCEPT)
 *         .passingAtMost(BigInteger.valueOf(65_536));
 * RmxChecker checker = RmxChecker.builder(resolver).trustedRelays(policy.trustedRelays()).build();
 *
 * Disposition disposition = policy.disposition(checker.check(query));
 * }</pre>
 *
 * <p>Immutable, and safe to share between threads. Each method that changes something returns a new policy.
 */
public final class ReceiverPolicy {
    private static final ReceiverPolicy TRANSITIONAL =
            of(Disposition.ACCEPT_AND_MARK, Disposition.QUARANTINE, Disposition.ACCEPT); // [DISP-2]
    // [DISP-3]
    private static final ReceiverPolicy ENFORCING = of(Disposition.REJECT, Disposition.DEFER, Disposition.DEFER);

    private final Map<RmxOutcome, Disposition> dispositions;
    private final Map<Unchecked, Disposition> unchecked;
    private final List<IpPrefix> trustedRelays;
    private final Optional<BigInteger> mostAddresses;
    private final boolean authenticatedOnly;

    private ReceiverPolicy(
            Map<RmxOutcome, Disposition> dispositions,
            Map<Unchecked, Disposition> unchecked,
            List<IpPrefix> trustedRelays,
            Optional<BigInteger> mostAddresses,
            boolean authenticatedOnly) {
        this.dispositions = dispositions;
        this.unchecked = unchecked;
        this.trustedRelays = trustedRelays;
        this.mostAddresses = mostAddresses;
        this.authenticatedOnly = authenticatedOnly;
    }

    private static ReceiverPolicy of(Disposition fail, Disposition temperror, Disposition noClient) {
        Map<RmxOutcome, Disposition> dispositions = new EnumMap<>(RmxOutcome.class);
        for (RmxOutcome outcome : RmxOutcome.values()) {
            dispositions.put(
                    outcome,
                    switch (outcome.result()) {
                        case PASS, NONE -> Disposition.ACCEPT_AND_MARK; // [DISP-2], [DISP-3]
                        case FAIL -> fail;
                        case TEMPERROR -> temperror;
                    });
        }
        Map<Unchecked, Disposition> unchecked = new EnumMap<>(Unchecked.class);
        for (Unchecked reason : Unchecked.values()) {
            unchecked.put(
                    reason,
                    switch (reason) {
                        case NO_ADDRESS, UNKNOWN -> noClient; // [DISP-5]
                        case SUBMITTED, LOCAL -> Disposition.ACCEPT; // [DISP-5]
                    });
        }
        return new ReceiverPolicy(dispositions, unchecked, List.of(), Optional.empty(), false);
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
     * Gives an outcome its own disposition ([DISP-4]).
     *
     * @param outcome the outcome
     * @param disposition what to do with such messages
     * @return the new policy
     */
    public ReceiverPolicy with(RmxOutcome outcome, Disposition disposition) {
        Map<RmxOutcome, Disposition> changed = new EnumMap<>(dispositions);
        changed.put(outcome, disposition);
        return new ReceiverPolicy(changed, unchecked, trustedRelays, mostAddresses, authenticatedOnly);
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
        changed.put(reason, disposition);
        return new ReceiverPolicy(dispositions, changed, trustedRelays, mostAddresses, authenticatedOnly);
    }

    /**
     * Sets the relays whose mail is not checked, such as your backup MX, or a forwarder that a user has set up (draft
     * 10.2). Give them to the verifier or checker too: it then asks nothing, and the outcome is {@code Trusted}.
     *
     * @param relays prefixes, which replace those set before; a prefix of IPv4-mapped addresses becomes its IPv4 prefix
     *     ([ID-6]); the list is copied
     * @return the new policy
     */
    public ReceiverPolicy trusting(List<IpPrefix> relays) {
        return new ReceiverPolicy(
                dispositions,
                unchecked,
                relays.stream().map(IpPrefix::unmapped).toList(),
                mostAddresses,
                authenticatedOnly);
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
     * addresses gets the disposition of {@code NoRMX}.
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
        return new ReceiverPolicy(dispositions, unchecked, trustedRelays, Optional.of(addresses), authenticatedOnly);
    }

    /**
     * Limits a pass to verdicts that DNSSEC authenticated ([DISP-4]). Any other pass gets the disposition of
     * {@code NoRMX}.
     *
     * @return the new policy
     */
    public ReceiverPolicy passingOnlyAuthenticated() {
        return new ReceiverPolicy(dispositions, unchecked, trustedRelays, mostAddresses, true);
    }

    /**
     * What to do with a message.
     *
     * @param verdict the verdict of its check
     * @return the disposition
     */
    public Disposition disposition(RmxVerdict verdict) {
        return disposition(countsForNothing(verdict) ? RmxOutcome.NO_RMX : verdict.outcome()); // [DISP-4]
    }

    private boolean countsForNothing(RmxVerdict verdict) {
        if (verdict.result() != RmxResult.PASS) {
            return false;
        }
        boolean tooLoose = mostAddresses
                .filter(most -> verdict.authorizedAddresses().compareTo(most) > 0) // [DISP-4]
                .isPresent();
        return tooLoose || (authenticatedOnly && !verdict.authenticated()); // [DISP-4]
    }

    /**
     * What to do with a message if only its outcome is known, such as one from the quarantine. The limits of a pass do
     * not apply.
     *
     * @param outcome the outcome of its check
     * @return the disposition
     */
    public Disposition disposition(RmxOutcome outcome) {
        return Objects.requireNonNull(dispositions.get(outcome));
    }

    /**
     * What to do with a message without a verdict ([DISP-5]).
     *
     * @param reason why there is none
     * @return the disposition, never {@link Disposition#ACCEPT_AND_MARK}
     */
    public Disposition disposition(Unchecked reason) {
        return Objects.requireNonNull(unchecked.get(reason));
    }

    /** The dispositions of verdicts, for logs. */
    @Override
    public String toString() {
        return dispositions.toString();
    }
}
