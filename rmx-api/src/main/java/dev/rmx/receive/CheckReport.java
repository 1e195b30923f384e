package dev.rmx.receive;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.record.DomainName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What was checked and what was found. It is made from a verdict, or from the decision on a message in the quarantine.
 * {@link ReceiverPolicy#receive(CheckReport, DomainName, Instant)} says what follows from it.
 *
 * @param query what was checked
 * @param finding what was found, or {@code NoRMX} if the policy does not let it count
 * @param overridden whether the policy does not let it count ([DISP-4])
 */
public record CheckReport(RmxQuery query, Finding finding, boolean overridden) {
    /**
     * The report of a check.
     *
     * @param query what was checked
     * @param finding what was found
     */
    public CheckReport(RmxQuery query, Finding finding) {
        this(query, finding, false);
    }

    /**
     * The report of a verdict.
     *
     * @param verdict the verdict
     * @return the report
     */
    public static CheckReport of(RmxVerdict verdict) {
        return new CheckReport(verdict.query(), Finding.of(verdict));
    }

    /** This report if the policy does not let its finding count ([DISP-4]). */
    CheckReport notCounted(String why) {
        return new CheckReport(query, finding.notCounted(finding.reason() + ", " + why), true);
    }

    /**
     * The outcome.
     *
     * @return that of the finding
     */
    public RmxOutcome outcome() {
        return finding.outcome();
    }

    /**
     * The reason.
     *
     * @return that of the finding, in one line for people
     */
    public String reason() {
        return finding.reason();
    }

    /**
     * The header fields that tell of the check ([HDR-5]): {@code Authentication-Results} with a result of each method;
     * {@code X-RMX} if the report tells of RMX; {@code Received-SPF} if it tells of SPF and the policy lets that count.
     */
    List<HeaderField> fields(DomainName host, Instant date) {
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

    /** Whether the HELO name was checked, not the sender's domain ([ID-2]); false where nothing could be checked. */
    boolean isOfHelo() {
        return query.localPart().isEmpty() && query.subject().isPresent();
    }
}
