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
 * Finds which of several published forms is present, as far as the known answers tell. The first that is present
 * decides ([FORM-2]). One instance does one look-up, on one thread.
 */
final class FormLookup {
    private final Map<DnsQuestion, DnsAnswer> known;
    private final AnswerTrace trace;
    private @Nullable PublishedForm form;
    private @Nullable DnsData data;

    FormLookup(Map<DnsQuestion, DnsAnswer> known, AnswerTrace trace) {
        this.known = known;
        this.trace = trace;
    }

    /** The form that is present, malformed or failed. */
    PublishedForm form() {
        return Objects.requireNonNull(form, "no form is known to be present");
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

    /**
     * Looks for forms in order. If an answer is missing, asks for all later forms together ([FORM-1], [LOOK-1]).
     *
     * @return YES if a form is present, NO if none is, otherwise why that is unknown
     */
    <N> EntryState among(List<PublishedForm> forms, N name, Questions<N> questions) {
        Observer observer = questions.observer(known);
        for (int i = 0; i < forms.size(); i++) {
            form = forms.get(i);
            observer.looksFor(form);
            DnsQuestion asked = questions.first().apply(name, form);
            EntryState state =
                    form == PublishedForm.DMP ? dmp(asked, questions.further().apply(name)) : one(asked, trace);
            observer.is(state);
            if (state == EntryState.MISSING) {
                noteOpen(forms.subList(i + 1, forms.size()), name, questions); // [FORM-1], [LOOK-1]
            }
            if (state != EntryState.NO) { // [FORM-2], [LOOK-1], [LOOK-3] the later forms do not matter
                return state;
            }
        }
        return EntryState.NO;
    }

    /** Looks up one answer; {@link #data} is then its data, if there is any. */
    private EntryState one(@Nullable DnsQuestion asked, AnswerTrace its) {
        data = null;
        if (asked == null) { // [LOOK-4], [DMP-2] the name is too long
            return EntryState.NO;
        }
        DnsAnswer answer = Answers.to(asked, known);
        EntryState state = its.note(asked, answer);
        data = state == EntryState.YES ? Answers.data(DnsData.class, answer) : null;
        return state;
    }

    /**
     * [DMP-2] A record at the client's own name decides. Otherwise the domain's own name tells whether the domain takes
     * part: then the client may not send.
     */
    private EntryState dmp(@Nullable DnsQuestion ofClient, @Nullable DnsQuestion ofDomain) {
        AnswerTrace clients = new AnswerTrace();
        EntryState client = one(ofClient, clients);
        boolean says = data instanceof DnsData.Dmp dmp && dmp.allows() != dmp.denies();
        if (client == EntryState.MISSING || says) {
            trace.add(client, clients);
            return client;
        }
        AnswerTrace domains = new AnswerTrace();
        EntryState domain = one(ofDomain, domains);
        boolean takesPart = data instanceof DnsData.Dmp dmp && dmp.takesPart();
        if (client == EntryState.FAILED && takesPart) { // [DMP-2]
            trace.add(EntryState.FAILED, clients);
            return EntryState.FAILED;
        }
        if (client != EntryState.FAILED) {
            trace.add(EntryState.NO, clients);
        }
        EntryState state = domain == EntryState.YES && !takesPart ? EntryState.NO : domain;
        trace.add(state, domains);
        data = new DnsData.Dmp(false, false, takesPart); // [DMP-2]
        return state;
    }

    /** [FORM-1], [LOOK-1] The first questions of all forms are asked together. */
    private <N> void noteOpen(List<PublishedForm> forms, N name, Questions<N> questions) {
        for (PublishedForm later : forms) {
            questions.observer(known).looksFor(later);
            DnsQuestion question = questions.first().apply(name, later);
            if (question != null && Answers.to(question, known) == null) {
                trace.lacks(question);
            }
        }
    }
}
