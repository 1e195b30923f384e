package dev.rmx;

import dev.rmx.record.DomainName;
import dev.rmx.text.Printable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says the reason of a verdict in words, as one line of printable ASCII ([HDR-6]). */
final class VerdictWords {
    private VerdictWords() {}

    /** The reason; {@code why} is null if the decision says it all. */
    static String of(RmxVerdict verdict, @Nullable VerdictReason why) {
        if (why == null) {
            return decided(verdict);
        }
        if (why instanceof VerdictReason.NothingPublished nothing) {
            return verdict.outcome() == RmxOutcome.TRUSTED
                    ? verdict.client() + " is a trusted relay"
                    : verdict.subject()
                            .map(domain -> domain + " publishes no " + names(nothing.forms()) + " record")
                            .orElse("the sender has no domain that can be checked");
        }
        return why instanceof VerdictReason.Words words ? words.reason() : Printable.of(why.toString()); // [HDR-6]
    }

    /** RMX in TXT is RMX. */
    private static String names(List<PublishedForm> forms) {
        List<String> names = forms.stream()
                .map(form -> form == PublishedForm.RMX_TXT ? PublishedForm.RMX : form)
                .map(PublishedForm::toString)
                .distinct()
                .toList();
        return String.join(" or ", names);
    }

    private static String decided(RmxVerdict verdict) {
        String domain = verdict.subject().map(DomainName::toString).orElse("");
        String by = verdict.mechanism().map(directive -> " by " + directive).orElse("");
        return switch (verdict.outcome()) {
            case GRANTED -> domain + " authorizes " + verdict.client() + by;
            case DENIED -> domain + " refuses " + verdict.client() + by;
            case NOT_IN_RMX ->
                verdict.form().equals(Optional.of(PublishedForm.DMP))
                        ? domain + " takes part in DMP, and does not list " + verdict.client()
                        : "no entry of the record of " + domain + " matches " + verdict.client();
            case NO_RMX -> "the SPF record of " + domain + " neither authorizes nor refuses " + verdict.client() + by;
            case TRUSTED, BAD_DATA, TEMP_FAIL ->
                throw new IllegalStateException(verdict.outcome() + " without a reason");
        };
    }
}
