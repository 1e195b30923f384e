package dev.rmx;

import java.util.List;
import java.util.Optional;

/**
 * Why a check comes to its result ([EXPL-1]): what the evaluation looked at, in order and nested as it is published.
 * {@link RmxVerifier#explain} makes it, at any stage of a check.
 *
 * <p>Its size is bounded, whatever DNS says. It lists at most {@link #MOST_LINES} entries and questions that the
 * evaluation looked at, besides those that decide. Of a record's other entries, it lists the first
 * {@link #MOST_OTHERS}, until there are {@link #MOST_LINES} lines. No text is longer than {@link #LONGEST_TEXT}
 * characters.
 *
 * <p>All texts are printable ASCII, but much of them is what strangers publish. The reason of a failed answer can name
 * the name servers that were asked: it is for operators, so do not show it to strangers ([HDR-6]).
 *
 * <p>Immutable, and safe to share between threads.
 *
 * @param query what is checked
 * @param limits the limits of the verifier
 * @param step the verdict, or the questions still needed: what {@link RmxVerifier#evaluate} gives for the same answers
 * @param forms the forms that the verifier looks for, in its order
 * @param leftOut how many entries and questions that the evaluation looked at are not listed, because they are too many
 */
public record Explanation(RmxQuery query, RmxLimits limits, RmxStep step, List<Form> forms, int leftOut) {
    /** The most entries and questions that are listed, besides those that decide. */
    public static final int MOST_LINES = 2_000;

    /** The most entries of one record that are listed though the evaluation did not look at them one by one. */
    public static final int MOST_OTHERS = 100;

    /** The most characters of a text; a longer one ends in dots. */
    public static final int LONGEST_TEXT = 2_000;

    /**
     * Copies the list.
     *
     * @param query what is checked
     * @param limits the limits of the verifier
     * @param step the verdict, or the questions still needed
     * @param forms the forms that the verifier looks for
     * @param leftOut how many entries and questions are not listed
     */
    public Explanation {
        forms = List.copyOf(forms);
    }

    /** Whether an entry matches the client ([EVAL-2]), or whether a form is present ([FORM-2]). */
    public enum State {
        /** The entry matches; the form is present. */
        YES,
        /** The entry does not match; the form is absent. */
        NO,
        /** Unknown: an answer is missing. */
        MISSING,
        /** Unknown: a lookup failed. */
        FAILED,
        /** Unknown: what is published is malformed. */
        MALFORMED,
        /** The entry makes its record unusable: permerror of SPF, or the limit of lookups of RMX ([SPF-3], [LIM-1]). */
        ERROR,
        /** The evaluation did not need it: what comes before decides. */
        NOT_REACHED;

        /**
         * Whether the state is unknown ([EVAL-2]).
         *
         * @return true for {@code MISSING}, {@code FAILED} and {@code MALFORMED}
         */
        public boolean isUnknown() {
            return this == MISSING || this == FAILED || this == MALFORMED;
        }

        static State of(EntryState state) {
            return switch (state) {
                case YES -> YES;
                case NO -> NO;
                case MISSING -> MISSING;
                case FAILED -> FAILED;
                case MALFORMED -> MALFORMED;
            };
        }
    }

    /**
     * A form that the verifier looks for ([FORM-1]).
     *
     * @param form the form
     * @param state whether it is present
     * @param decides whether the verdict comes from it ([FORM-3])
     * @param questions the questions that tell whether it is present; for DMP, the one about the HELO name too
     *     ([DMP-3])
     * @param record the subject's record; empty unless it is present, and for DMP, whose answers say all
     */
    public record Form(
            PublishedForm form,
            State state,
            boolean decides,
            List<ExplainedQuestion> questions,
            Optional<ExplainedRecord> record) {
        /**
         * Copies the list.
         *
         * @param form the form
         * @param state whether it is present
         * @param decides whether the verdict comes from it
         * @param questions the questions that tell whether it is present
         * @param record the subject's record
         */
        public Form {
            questions = List.copyOf(questions);
        }
    }
}
