package dev.rmx.receive;

import dev.rmx.PublishedForm;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.record.DomainName;
import dev.rmx.spf.SpfResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What strangers may read of a check: the content of header fields and replies ([HDR-5], [HDR-6]). A verdict gives it,
 * and so does the decision on a message from the quarantine:
 *
 * <pre>{@code
 * CheckReport report = CheckReport.of(verdict);
 * List<HeaderField> ours = report.fields(host, Instant.now());
 * Optional<SmtpReply> refusal = SmtpReply.to(policy.disposition(verdict), report);
 * }</pre>
 *
 * @param query what was checked
 * @param outcome the outcome
 * @param forms the forms that the report tells of ([FORM-3]): the one that decided or failed; if none is present, all
 *     that the verifier looks for; empty if a person decided or the form is not known, which fields write as RMX
 * @param spf the word of SPF, if SPF decided or failed; temperror if several words with one result are possible
 *     ([SPF-2])
 * @param mechanism the directive that decided, as canonical text; empty if none did
 * @param reason why, in one line for people
 * @param explanation the domain's own words for a fail by SPF, if the check fetched them ([SPF-7])
 */
public record CheckReport(
        RmxQuery query,
        RmxOutcome outcome,
        List<PublishedForm> forms,
        Optional<SpfResult> spf,
        Optional<String> mechanism,
        String reason,
        Optional<String> explanation) {
    /**
     * Copies the list.
     *
     * @param query what was checked
     * @param outcome the outcome
     * @param forms the forms that the report tells of
     * @param spf the word of SPF
     * @param mechanism the directive that decided
     * @param reason why
     * @param explanation the domain's own words
     */
    public CheckReport {
        forms = List.copyOf(forms);
    }

    /**
     * The report of a verdict.
     *
     * @param verdict the verdict
     * @return the report
     */
    public static CheckReport of(RmxVerdict verdict) {
        return new CheckReport(
                verdict.query(),
                verdict.outcome(),
                verdict.forms(),
                verdict.spf().map(spf -> spf.result().orElse(SpfResult.TEMPERROR)), // [SPF-2], [HDR-5]
                verdict.mechanism(),
                verdict.reason(),
                verdict.spf().flatMap(spf -> spf.explanation()));
    }

    /**
     * The header fields that tell of the check ([HDR-5]): {@code Authentication-Results} with a result of each method;
     * {@code X-RMX} if the report tells of RMX; {@code Received-SPF} if it tells of SPF. Remove forged fields first
     * ([HDR-4]).
     *
     * @param host the host that checked, with labels of {@code [a-z0-9_-]}
     * @param date when, in the years 1900 to 9999
     * @return the fields, from the top of the message downwards
     * @throws IllegalArgumentException if the host or the date cannot be written
     */
    public List<HeaderField> fields(DomainName host, Instant date) {
        List<HeaderField> fields = new ArrayList<>();
        fields.add(new HeaderField(
                AuthenticationResultsField.NAME,
                AuthenticationResultsField.of(this, host).format()));
        // [HDR-5]
        ReceivedSpfField.of(this, host)
                .ifPresent(field -> fields.add(new HeaderField(ReceivedSpfField.NAME, field.format())));
        XRmxField.of(this, host, date).ifPresent(field -> fields.add(new HeaderField(XRmxField.NAME, field.format())));
        return List.copyOf(fields);
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

    /** What SPF says: {@code none} if no form is present, or nothing was checked. */
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

    /** Whether the HELO name was checked, not the sender's domain ([ID-2]); false where nothing could be checked. */
    boolean isOfHelo() {
        return query.localPart().isEmpty() && query.subject().isPresent();
    }
}
