package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.RmxRecord;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which of several published forms is present, as far as the known answers tell. The first that is present decides
 * ([FORM-2]).
 *
 * @param state YES if a form is present, NO if none is, otherwise why that is unknown
 * @param found the form that is present, malformed or failed; null if none is
 * @param data the form's data; null unless it is present
 */
record FormLookup(
        EntryState state,
        @Nullable PublishedForm found,
        @Nullable DnsData data) {
    private static final FormLookup ABSENT = new FormLookup(EntryState.NO, null, null);
    private static final FormLookup OPEN = new FormLookup(EntryState.MISSING, null, null);

    /** The form that is present, malformed or failed. */
    PublishedForm form() {
        return Objects.requireNonNull(found, "no form is known to be present");
    }

    /** The RMX record that is present. */
    RmxRecord record() {
        return ((DnsData.RmxRecords) Objects.requireNonNull(data, "no record")).record(); // [REC-3]
    }

    /**
     * Looks for forms in order. If an answer is missing, asks for all later forms together ([FORM-1], [LOOK-1]).
     *
     * @param question gives the question that tells whether a form is present; null if its name would be too long
     *     ([LOOK-4])
     */
    static <N> FormLookup among(
            List<PublishedForm> forms,
            N name,
            BiFunction<N, PublishedForm, @Nullable DnsQuestion> question,
            Map<DnsQuestion, DnsAnswer> known,
            AnswerTrace trace) {
        for (int i = 0; i < forms.size(); i++) {
            PublishedForm form = forms.get(i);
            DnsQuestion asked = question.apply(name, form);
            if (asked == null) {
                continue;
            }
            DnsAnswer answer = Answers.to(asked, known);
            EntryState state = trace.note(asked, answer);
            if (state == EntryState.MISSING) {
                for (PublishedForm other : forms.subList(i + 1, forms.size())) {
                    noteOpen(question.apply(name, other), known, trace);
                }
                return OPEN;
            }
            if (state != EntryState.NO) { // [LOOK-3] present or failed: the later forms do not matter
                return new FormLookup(state, form, answer instanceof DnsAnswer.Found there ? there.data() : null);
            }
        }
        return ABSENT;
    }

    private static void noteOpen(@Nullable DnsQuestion question, Map<DnsQuestion, DnsAnswer> known, AnswerTrace trace) {
        if (question != null && Answers.to(question, known) == null) {
            trace.lacks(question);
        }
    }
}
