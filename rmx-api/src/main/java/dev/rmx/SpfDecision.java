package dev.rmx;

import dev.rmx.record.IpAddress;
import dev.rmx.spf.SpfResult;
import dev.rmx.spf.SpfTerm;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What SPF says ([SPF-2]).
 *
 * <p>Immutable, and safe to share between threads.
 */
public final class SpfDecision implements FormDecision {
    private static final SpfStates COUNTS_NOTHING = new SpfStates(0, 0);

    static final SpfDecision PERMERROR = of(SpfResult.PERMERROR);
    static final SpfDecision TEMPERROR = of(SpfResult.TEMPERROR);
    /** Several words that all mean {@code none} are possible. */
    static final SpfDecision SEVERAL = of(null);

    private final @Nullable SpfResult result;
    private final @Nullable IpAddress client;
    /** The subject's own term first; null if no term decides. */
    private final @Nullable SpfStep step;

    private final SpfStates counts;
    /** The states in which the result is reached. */
    private final long reached;

    private final @Nullable String explanation;

    SpfDecision(
            @Nullable SpfResult result,
            @Nullable IpAddress client,
            @Nullable SpfStep step,
            SpfStates counts,
            long reached,
            @Nullable String explanation) {
        this.result = result;
        this.client = client;
        this.step = step;
        this.counts = counts;
        this.reached = reached;
        this.explanation = explanation;
    }

    private static SpfDecision of(@Nullable SpfResult result) {
        return new SpfDecision(result, null, null, COUNTS_NOTHING, Walk.BEGIN, null);
    }

    /**
     * The result of RFC 7208 §2.6.
     *
     * @return the word, but never {@code none}; empty if several are possible and all mean the same to a filter
     */
    public Optional<SpfResult> result() {
        return Optional.ofNullable(result);
    }

    /**
     * The term that decides, with the chain that leads to it.
     *
     * @return the subject's own term first, then the term of each record that an {@code include} or {@code redirect}
     *     leads to; empty if no term decides, as for the {@code neutral} at the end of a record
     */
    public List<SpfTerm> terms() {
        return SpfStep.chain(step).stream().map(SpfStep::term).toList();
    }

    /**
     * How many terms counted against the limit of {@link RmxLimits#terms} ([SPF-3]).
     *
     * @return the number; where several are possible, the greatest
     */
    public int termsCounted() {
        return counts.mostTerms(reached);
    }

    /**
     * How many of these found nothing ([SPF-3]).
     *
     * @return the number; where several are possible, the greatest for that number of terms
     */
    public int voidsCounted() {
        return counts.mostVoids(reached);
    }

    /**
     * The domain's own explanation of a fail ([SPF-7]). A stranger wrote it: say so where you show it (RFC 7208 §8.4).
     *
     * @return printable ASCII; empty unless the check fetches explanations and the domain gives a usable one
     */
    public Optional<String> explanation() {
        return Optional.ofNullable(explanation);
    }

    SpfDecision withExplanation(String text) {
        return new SpfDecision(result, client, step, counts, reached, text);
    }

    @Override
    public RmxOutcome outcome() {
        return result == null ? RmxOutcome.NO_RMX : outcomeOf(result);
    }

    /** [SPF-2] */
    static RmxOutcome outcomeOf(SpfResult result) {
        return switch (result) { // [SPF-2]
            case PASS -> RmxOutcome.GRANTED;
            case FAIL -> RmxOutcome.DENIED;
            case SOFTFAIL, NEUTRAL, NONE -> RmxOutcome.NO_RMX;
            case PERMERROR -> RmxOutcome.BAD_DATA;
            case TEMPERROR -> RmxOutcome.TEMP_FAIL;
        };
    }

    /** The subject's own term; header fields name it ([SPF-2]). */
    @Override
    public Optional<String> mechanism() {
        return Optional.ofNullable(step).map(first -> first.term().toString());
    }

    /** [DISP-4] */
    @Override
    public BigInteger authorizedAddresses() {
        return result == SpfResult.PASS && client != null
                ? SpfAuthorized.addresses(SpfStep.chain(step), client)
                : BigInteger.ZERO;
    }

    /** Result, terms and counts, for logs. */
    @Override
    public String toString() {
        return "SpfDecision[" + result + ", " + terms() + ", terms=" + termsCounted() + ", voids=" + voidsCounted()
                + "]";
    }
}
