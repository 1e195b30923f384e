package dev.rmx.receive;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.spf.SpfResult;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of a policy that judges verdicts: which of them count, and what to do then ([DISP-4]).
 *
 * @param outcomes the disposition of every outcome
 * @param words the dispositions of SPF's words that have their own
 * @param mostAddresses the most addresses that a record may authorize for a pass to count
 * @param authenticatedOnly whether a pass counts only if DNSSEC authenticated it
 * @param passesOnly whether nothing but a pass counts
 */
record VerdictRules(
        Map<RmxOutcome, Disposition> outcomes,
        EnumMap<SpfResult, Disposition> words,
        Optional<BigInteger> mostAddresses,
        boolean authenticatedOnly,
        boolean passesOnly) {
    static VerdictRules of(Disposition fail, Disposition temperror, boolean passesOnly) {
        Map<RmxOutcome, Disposition> outcomes = new EnumMap<>(RmxOutcome.class);
        for (RmxOutcome outcome : RmxOutcome.values()) {
            outcomes.put(
                    outcome,
                    switch (outcome.result()) {
                        case PASS, NONE -> Disposition.ACCEPT_AND_MARK; // [DISP-2], [DISP-3]
                        case FAIL -> fail;
                        case TEMPERROR -> temperror;
                    });
        }
        return new VerdictRules(outcomes, new EnumMap<>(SpfResult.class), Optional.empty(), false, passesOnly);
    }

    VerdictRules with(RmxOutcome outcome, Disposition disposition) {
        Map<RmxOutcome, Disposition> changed = new EnumMap<>(outcomes);
        changed.put(outcome, Objects.requireNonNull(disposition, "disposition"));
        return new VerdictRules(changed, words, mostAddresses, authenticatedOnly, passesOnly);
    }

    VerdictRules with(SpfResult word, Disposition disposition) {
        EnumMap<SpfResult, Disposition> changed = new EnumMap<>(words);
        changed.put(word, Objects.requireNonNull(disposition, "disposition"));
        return new VerdictRules(outcomes, changed, mostAddresses, authenticatedOnly, passesOnly);
    }

    VerdictRules passingAtMost(BigInteger addresses) {
        return new VerdictRules(outcomes, words, Optional.of(addresses), authenticatedOnly, passesOnly);
    }

    VerdictRules passingOnlyAuthenticated() {
        return new VerdictRules(outcomes, words, mostAddresses, true, passesOnly);
    }

    /** The report as it counts: itself, or one with the outcome {@code NoRMX}. */
    CheckReport counted(CheckReport report) {
        String why = whyNot(report.finding());
        return why == null ? report : report.notCounted(why); // [DISP-4]
    }

    /** Why a finding does not count; null if it does. One that no form gave counts: a person decided. */
    private @Nullable String whyNot(Finding finding) {
        if (finding.forms().isEmpty()) {
            return null;
        }
        if (finding.outcome().result() != RmxResult.PASS) {
            return passesOnly && isAgainst(finding) ? "which does not count here" : null;
        }
        if (mostAddresses.isPresent() && finding.authorizedAddresses().compareTo(mostAddresses.get()) > 0) { // [DISP-4]
            return "as one of more than " + mostAddresses.get() + " addresses, which does not count here";
        }
        boolean unsigned = authenticatedOnly && !finding.authenticated(); // [DISP-4]
        return unsigned ? "without DNSSEC, which does not count here" : null;
    }

    /** Whether the domain publishes something that speaks against the client, or that gives no clear answer. */
    private static boolean isAgainst(Finding finding) {
        return switch (finding.outcome()) {
            case NO_RMX -> finding.spf().isPresent(); // softfail or neutral
            case TRUSTED, GRANTED -> false;
            case DENIED, NOT_IN_RMX, BAD_DATA, TEMP_FAIL -> true;
        };
    }

    /** What to do with a message, for a report that {@link #counted} gave. */
    Disposition disposition(CheckReport report) {
        Disposition own = report.overridden() ? null : words.get(word(report.finding()));
        return own != null ? own : Objects.requireNonNull(outcomes.get(report.outcome()));
    }

    /** The word of SPF if exactly one is known ([SPF-2]); null otherwise. */
    private static @Nullable SpfResult word(Finding finding) {
        SpfResult word = finding.spfResult();
        boolean several = word == SpfResult.TEMPERROR && finding.outcome() != RmxOutcome.TEMP_FAIL; // [SPF-2]
        boolean checked = finding.tellsOfSpf() && finding.outcome() != RmxOutcome.TRUSTED;
        return checked && !several ? word : null;
    }
}
