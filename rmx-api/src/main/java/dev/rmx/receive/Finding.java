package dev.rmx.receive;

import dev.rmx.PublishedForm;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.spf.SpfResult;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * What a check found, as plain data: all that a {@linkplain ReceiverPolicy policy}, header fields and replies need. The
 * quarantine keeps it with a decided message.
 *
 * @param outcome the outcome
 * @param forms the forms that it tells of ([FORM-3]): the one that decided or failed; if none is present, all that the
 *     verifier looks for; empty if no form gave the finding, as when a person decided: header fields write that as RMX
 * @param spf the word of SPF, if SPF decided or failed; temperror if several words with one result are possible
 *     ([SPF-2])
 * @param mechanism the directive that decided, as canonical text; empty if none did
 * @param reason why, in one line for people
 * @param explanation the domain's own words for a fail by SPF, if the check fetched them ([SPF-7])
 * @param authenticated whether DNSSEC authenticated every answer that was used
 * @param authorizedAddresses how many addresses the record authorizes, for a pass as
 *     {@link RmxVerdict#authorizedAddresses} counts them; 0 otherwise
 */
public record Finding(
        RmxOutcome outcome,
        List<PublishedForm> forms,
        Optional<SpfResult> spf,
        Optional<String> mechanism,
        String reason,
        Optional<String> explanation,
        boolean authenticated,
        BigInteger authorizedAddresses) {
    /**
     * Copies the list.
     *
     * @param outcome the outcome
     * @param forms the forms that it tells of
     * @param spf the word of SPF
     * @param mechanism the directive that decided
     * @param reason why
     * @param explanation the domain's own words
     * @param authenticated whether DNSSEC authenticated every answer
     * @param authorizedAddresses how many addresses the record authorizes
     */
    public Finding {
        forms = List.copyOf(forms);
    }

    /**
     * What a verdict says.
     *
     * @param verdict the verdict
     * @return its finding
     */
    public static Finding of(RmxVerdict verdict) {
        return new Finding(
                verdict.outcome(),
                verdict.forms(), // [FORM-3]
                verdict.spf().map(spf -> spf.result().orElse(SpfResult.TEMPERROR)), // [SPF-2], [HDR-5]
                verdict.mechanism(),
                verdict.reason(),
                verdict.spf().flatMap(spf -> spf.explanation()),
                verdict.authenticated(),
                verdict.outcome() == RmxOutcome.GRANTED ? verdict.authorizedAddresses() : BigInteger.ZERO);
    }

    /**
     * What a person decided, without a published form.
     *
     * @param outcome the outcome
     * @param reason why, in one line for people
     * @return the finding
     */
    public static Finding of(RmxOutcome outcome, String reason) {
        return new Finding(
                outcome,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                reason,
                Optional.empty(),
                false,
                BigInteger.ZERO);
    }

    /**
     * This finding with another reason.
     *
     * @param words the reason, in one line for people
     * @return a finding with all else the same
     */
    public Finding because(String words) {
        return new Finding(outcome, forms, spf, mechanism, words, explanation, authenticated, authorizedAddresses);
    }

    /** This finding if the policy does not let it count ([DISP-4]). */
    Finding notCounted(String words) {
        return new Finding(
                RmxOutcome.NO_RMX,
                forms,
                Optional.empty(),
                Optional.empty(),
                words,
                Optional.empty(),
                authenticated,
                authorizedAddresses);
    }

    /**
     * What SPF says in one word: {@code none} if no form is present, or nothing was checked.
     *
     * @return the word of SPF if it decided or failed, otherwise the one that the outcome is in SPF
     */
    SpfResult spfResult() {
        return spf.orElse(
                switch (outcome) {
                    case GRANTED -> SpfResult.PASS;
                    case DENIED, NOT_IN_RMX -> SpfResult.FAIL;
                    case NO_RMX, TRUSTED -> SpfResult.NONE;
                    case BAD_DATA -> SpfResult.PERMERROR;
                    case TEMP_FAIL -> SpfResult.TEMPERROR;
                });
    }

    boolean tellsOfRmx() {
        return forms.isEmpty() || forms.contains(PublishedForm.RMX) || forms.contains(PublishedForm.RMX_TXT);
    }

    boolean tellsOfSpf() {
        return forms.contains(PublishedForm.SPF);
    }

    boolean tellsOfDmp() {
        return forms.contains(PublishedForm.DMP);
    }
}
