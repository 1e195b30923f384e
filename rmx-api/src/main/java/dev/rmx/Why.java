package dev.rmx;

import java.util.List;

/** Why a verdict has its outcome, where no directive says it. */
sealed interface Why permits FailedQuestion, Why.Said, Why.NothingPublished {
    /**
     * A reason in words.
     *
     * @param reason one line of printable ASCII
     */
    record Said(String reason) implements Why {}

    /**
     * No form is known to be present, or nothing was asked.
     *
     * @param forms the forms that the verifier looks for
     */
    record NothingPublished(List<PublishedForm> forms) implements Why {}
}
