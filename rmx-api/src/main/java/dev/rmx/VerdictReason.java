package dev.rmx;

import java.util.List;

/**
 * The reason of a verdict whose deciding entry or term does not say it: words, a failed question, or nothing published.
 */
sealed interface VerdictReason permits FailedQuestion, VerdictReason.Words, VerdictReason.NothingPublished {
    /**
     * A reason in words.
     *
     * @param reason one line of printable ASCII
     */
    record Words(String reason) implements VerdictReason {}

    /**
     * No form is known to be present, or nothing was asked.
     *
     * @param forms the forms that the verifier looks for
     */
    record NothingPublished(List<PublishedForm> forms) implements VerdictReason {}
}
