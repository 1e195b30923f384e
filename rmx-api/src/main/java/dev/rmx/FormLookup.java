package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.RmxRecord;
import dev.rmx.spf.SpfRecord;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
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

    /** The SPF record that is present. */
    SpfRecord spf() {
        return ((DnsData.Spf) Objects.requireNonNull(data, "no record")).record();
    }

    /** What the DMP records that are present say. */
    DnsData.Dmp dmp() {
        return (DnsData.Dmp) Objects.requireNonNull(data, "no record");
    }

    /**
     * The questions that tell whether a form is present. A question is null if its name would be too long ([LOOK-4]).
     *
     * @param first the first question for a form
     * @param further the question for DMP after the first is answered ([DMP-2])
     * @param observed whether an observer hears of each form; otherwise the questions belong to the current entry
     */
    record Questions<N>(
            BiFunction<N, PublishedForm, @Nullable DnsQuestion> first,
            Function<N, @Nullable DnsQuestion> further,
            boolean observed) {
        Observer observer(Map<DnsQuestion, DnsAnswer> known) {
            return observed ? Observer.of(known) : Observer.NONE;
        }
    }

    /** Looks for forms in order. If an answer is missing, asks for all later forms together ([FORM-1], [LOOK-1]). */
    static <N> FormLookup among(
            List<PublishedForm> forms,
            N name,
            Questions<N> questions,
            Map<DnsQuestion, DnsAnswer> known,
            AnswerTrace trace) {
        Observer observer = questions.observer(known);
        for (int i = 0; i < forms.size(); i++) {
            PublishedForm form = forms.get(i);
            observer.looksFor(form);
            DnsQuestion asked = questions.first().apply(name, form);
            FormLookup found = form == PublishedForm.DMP
                    ? dmp(asked, questions.further().apply(name), known, trace)
                    : one(form, asked, known, trace);
            observer.is(found.state());
            if (found.state() == EntryState.MISSING) {
                noteOpen(forms.subList(i + 1, forms.size()), name, questions, known, trace); // [FORM-1], [LOOK-1]
            }
            if (found.state() != EntryState.NO) { // [FORM-2], [LOOK-1], [LOOK-3] the later forms do not matter
                return found;
            }
        }
        return ABSENT;
    }

    private static FormLookup one(
            PublishedForm form, @Nullable DnsQuestion asked, Map<DnsQuestion, DnsAnswer> known, AnswerTrace trace) {
        if (asked == null) { // [LOOK-4], [DMP-2] the name is too long
            return ABSENT;
        }
        DnsAnswer answer = Answers.to(asked, known);
        EntryState state = trace.note(asked, answer);
        return switch (state) {
            case NO -> ABSENT;
            case MISSING -> OPEN;
            case YES -> new FormLookup(state, form, Answers.data(DnsData.class, answer));
            case MALFORMED, FAILED -> new FormLookup(state, form, null);
        };
    }

    /**
     * [DMP-2] A record at the client's own name decides. Otherwise the domain's own name tells whether the domain takes
     * part: then the client may not send.
     */
    private static FormLookup dmp(
            @Nullable DnsQuestion ofClient,
            @Nullable DnsQuestion ofDomain,
            Map<DnsQuestion, DnsAnswer> known,
            AnswerTrace trace) {
        AnswerTrace clients = new AnswerTrace();
        FormLookup client = one(PublishedForm.DMP, ofClient, known, clients);
        boolean says = client.data() instanceof DnsData.Dmp dmp && dmp.allows() != dmp.denies();
        if (client.state() == EntryState.MISSING || says) {
            trace.add(client.state(), clients);
            return client;
        }
        AnswerTrace domains = new AnswerTrace();
        FormLookup domain = one(PublishedForm.DMP, ofDomain, known, domains);
        boolean takesPart = domain.data() instanceof DnsData.Dmp dmp && dmp.takesPart();
        EntryState state = domain.state() == EntryState.YES && !takesPart ? EntryState.NO : domain.state();
        if (client.state() == EntryState.FAILED && takesPart) { // [DMP-2]
            trace.add(EntryState.FAILED, clients);
            return new FormLookup(EntryState.FAILED, PublishedForm.DMP, null);
        }
        if (client.state() != EntryState.FAILED) {
            trace.add(EntryState.NO, clients);
        }
        trace.add(state, domains);
        return switch (state) {
            case NO -> ABSENT;
            case MISSING -> OPEN;
            case YES -> new FormLookup(state, PublishedForm.DMP, new DnsData.Dmp(false, false, true)); // [DMP-2]
            case MALFORMED, FAILED -> domain;
        };
    }

    /** [FORM-1], [LOOK-1] The first questions of all forms are asked together. */
    private static <N> void noteOpen(
            List<PublishedForm> forms,
            N name,
            Questions<N> questions,
            Map<DnsQuestion, DnsAnswer> known,
            AnswerTrace trace) {
        for (PublishedForm form : forms) {
            questions.observer(known).looksFor(form);
            DnsQuestion question = questions.first().apply(name, form);
            if (question != null && Answers.to(question, known) == null) {
                trace.lacks(question);
            }
        }
    }
}
