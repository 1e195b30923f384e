package dev.rmx.receive;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a receiver does with each verdict, and where there is none ([DISP-1] to [DISP-5]). The verdict is the sender's domain's; this is the receiver's own choice:
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
 * <p>Immutable: each method gives another policy.
 */
public final class ReceiverPolicy {
    /** How many bits IPv4-mapped IPv6 addresses have in front of the IPv4 address. */
    private static final int MAPPED = 96;

    private static final ReceiverPolicy TRANSITIONAL =
            of(Disposition.ACCEPT_AND_MARK, Disposition.QUARANTINE, Disposition.ACCEPT);
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
                        case PASS, NONE -> Disposition.ACCEPT_AND_MARK;
                        case FAIL -> fail;
                        case TEMPERROR -> temperror;
                    });
        }
        Map<Unchecked, Disposition> unchecked = new EnumMap<>(Unchecked.class);
        for (Unchecked reason : Unchecked.values()) {
            unchecked.put(
                    reason,
                    switch (reason) {
                        case NO_ADDRESS, UNKNOWN -> noClient;
                        case SUBMITTED, LOCAL -> Disposition.ACCEPT;
                    });
        }
        return new ReceiverPolicy(dispositions, unchecked, List.of(), Optional.empty(), false);
    }

    /**
     * The policy for as long as mail is forwarded without its sender being rewritten, and the one to start with ([DISP-2]). A host that
     * forwards so looks like a forger, so {@code fail} is marked and never rejected; {@code pass} and {@code none} are marked;
     * {@code temperror} goes to quarantine. A message without a verdict is accepted.
     *
     * @return the policy, without trusted relays
     */
    public static ReceiverPolicy transitional() {
        return TRANSITIONAL;
    }

    /**
     * The policy that takes domains at their word ([DISP-3]): {@code fail} is rejected, {@code temperror} deferred, {@code pass} and
     * {@code none} marked. A message whose client is not known ({@link Unchecked#NO_ADDRESS}, {@link Unchecked#UNKNOWN}) is deferred: else
     * nothing that a domain publishes would hold for it. One that was submitted or is local is accepted.
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
     * @return a policy that differs in this
     */
    public ReceiverPolicy with(RmxOutcome outcome, Disposition disposition) {
        Map<RmxOutcome, Disposition> changed = new EnumMap<>(dispositions);
        changed.put(outcome, disposition);
        return new ReceiverPolicy(changed, unchecked, trustedRelays, mostAddresses, authenticatedOnly);
    }

    /**
     * Sets what to do where there is no verdict ([DISP-5]).
     *
     * @param reason why there is none
     * @param disposition what to do with such messages
     * @return a policy that differs in this
     * @throws IllegalArgumentException if the messages are to be marked: there is nothing to mark them with
     */
    public ReceiverPolicy with(Unchecked reason, Disposition disposition) {
        if (disposition == Disposition.ACCEPT_AND_MARK) {
            throw new IllegalArgumentException("where " + reason
                    + ", there is no verdict to mark a message with: ACCEPT it, or choose another disposition");
        }
        Map<Unchecked, Disposition> changed = new EnumMap<>(unchecked);
        changed.put(reason, disposition);
        return new ReceiverPolicy(dispositions, changed, trustedRelays, mostAddresses, authenticatedOnly);
    }

    /**
     * Sets from where mail comes that is not to be checked: the own backup MX, a forwarder that a user has asked to forward (draft
     * 10.2). A verifier or checker that is given these relays asks DNS nothing for them: outcome {@code Trusted}.
     *
     * @param relays prefixes, in place of those set before; the list is copied. One of IPv4-mapped addresses becomes the IPv4 prefix that it
     *     stands for, as clients do ([ID-6])
     * @return a policy that differs in this
     */
    public ReceiverPolicy trusting(List<IpPrefix> relays) {
        return new ReceiverPolicy(
                dispositions,
                unchecked,
                relays.stream().map(ReceiverPolicy::unmapped).toList(),
                mostAddresses,
                authenticatedOnly);
    }

    private static IpPrefix unmapped(IpPrefix prefix) {
        IpAddress address = prefix.address().unmapped();
        return address.family() == prefix.family() || prefix.length() < MAPPED
                ? prefix
                : new IpPrefix(address, prefix.length() - MAPPED);
    }

    /**
     * The relays to give to the verifier or checker.
     *
     * @return their prefixes
     */
    public List<IpPrefix> trustedRelays() {
        return trustedRelays;
    }

    /**
     * Limits a pass to records that are not too loose ([DISP-4], draft 13.2): one from a record whose prefixes authorize more
     * addresses counts for nothing, and gets the disposition of {@code NoRMX}.
     *
     * @param addresses how many at most, IPv4 and IPv6 together, as {@link RmxVerdict#authorizedAddresses} counts them; an IPv6 /64 has
     *     2<sup>64</sup>
     * @return a policy that differs in this
     * @throws IllegalArgumentException if the number is negative
     */
    public ReceiverPolicy passingAtMost(BigInteger addresses) {
        if (addresses.signum() < 0) {
            throw new IllegalArgumentException("a record authorizes no address or more, and never " + addresses);
        }
        return new ReceiverPolicy(dispositions, unchecked, trustedRelays, Optional.of(addresses), authenticatedOnly);
    }

    /**
     * Limits a pass to verdicts that DNSSEC authenticated ([DISP-4]): another one counts for nothing, and gets the disposition of
     * {@code NoRMX}.
     *
     * @return a policy that differs in this
     */
    public ReceiverPolicy passingOnlyAuthenticated() {
        return new ReceiverPolicy(dispositions, unchecked, trustedRelays, mostAddresses, true);
    }

    /**
     * What to do with a message.
     *
     * @param verdict of the check
     * @return what this policy says of it
     */
    public Disposition disposition(RmxVerdict verdict) {
        return disposition(countsForNothing(verdict) ? RmxOutcome.NO_RMX : verdict.outcome());
    }

    private boolean countsForNothing(RmxVerdict verdict) {
        if (verdict.result() != RmxResult.PASS) {
            return false;
        }
        boolean tooLoose = mostAddresses
                .filter(most -> verdict.authorizedAddresses().compareTo(most) > 0)
                .isPresent();
        return tooLoose || (authenticatedOnly && !verdict.authenticated());
    }

    /**
     * What to do with a message of which no more than an outcome is known, as when it comes back from a quarantine.
     *
     * @param outcome of the check
     * @return what this policy says of it; the limits of a pass are not looked at
     */
    public Disposition disposition(RmxOutcome outcome) {
        return Objects.requireNonNull(dispositions.get(outcome));
    }

    /**
     * What to do with a message on which there is no verdict ([DISP-5]).
     *
     * @param reason why there is none
     * @return what this policy says of it, which never is {@link Disposition#ACCEPT_AND_MARK}
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
