package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.spf.SpfTerm;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes an explanation of bounded size from what a transcript noted ([EXPL-1]). Entries that the walk did not take are
 * read off the record. One instance writes one explanation.
 */
final class ExplanationWriter {
    private final RmxStep step;
    private final RmxLimits limits;
    private final IdentityHashMap<Object, String> texts = new IdentityHashMap<>();
    /** How many lines are left for what the evaluation looked at. */
    private int looked = Explanation.MOST_LINES;
    /** How many lines are left for other entries. */
    private int others;

    private int leftOut;

    ExplanationWriter(RmxStep step, RmxLimits limits) {
        this.step = step;
        this.limits = limits;
    }

    Explanation explanation(RmxQuery query, Transcript heard) {
        int lines = heard.forms().values().stream()
                .mapToInt(ExplanationWriter::lines)
                .sum();
        others = Math.max(0, Explanation.MOST_LINES - lines);
        List<Explanation.Form> forms = new ArrayList<>();
        heard.forms().forEach((form, what) -> forms.add(form(form, what)));
        return new Explanation(query, limits, step, forms, leftOut);
    }

    /** How many lines all takes that the evaluation looked at. */
    private static int lines(Transcript.Step step) {
        int lines = 1 + step.questions.size();
        if (step.below != null) {
            for (Transcript.Step taken : step.below.taken.values()) {
                lines += lines(taken);
            }
        }
        return lines;
    }

    private Explanation.Form form(PublishedForm form, Transcript.Step what) {
        boolean decides = step instanceof RmxVerdict verdict && verdict.form().equals(Optional.of(form));
        boolean open = what.state == Explanation.State.NOT_REACHED
                && what.questions.values().stream()
                        .anyMatch(question -> question.answer().isEmpty());
        return new Explanation.Form(
                form,
                open ? Explanation.State.MISSING : what.state,
                decides,
                questions(what),
                record(what.below, decides && hasDecidingEntry()));
    }

    private boolean hasDecidingEntry() {
        return step instanceof RmxVerdict verdict
                && (verdict.entry().isPresent()
                        || verdict.spf().filter(spf -> !spf.terms().isEmpty()).isPresent());
    }

    private List<ExplainedQuestion> questions(Transcript.Step what) {
        int listed = Math.min(what.questions.size(), Math.max(0, looked));
        looked -= listed;
        leftOut += what.questions.size() - listed;
        return what.questions.values().stream().limit(listed).toList();
    }

    /**
     * The record of a visit.
     *
     * @param decides whether it holds the entry that decides, or the one that leads there
     */
    private Optional<ExplainedRecord> record(Transcript.@Nullable Visit visit, boolean decides) {
        if (visit == null) {
            return Optional.empty();
        }
        Map<Integer, Integer> lookups = lookups(visit);
        List<ExplainedRecord.Entry> entries = new ArrayList<>();
        for (int place : places(visit, lookups)) {
            Transcript.Step taken = visit.taken.get(place);
            boolean deciding = decides && taken != null && taken.sure;
            if (taken != null && !deciding && looked <= 0) {
                leftOut += lines(taken);
            } else {
                entries.add(entry(visit, place, taken, deciding, lookups.get(place)));
            }
        }
        String text = texts.computeIfAbsent(visit.entries, list -> AnswerText.text(visit.version, visit.entries));
        return Optional.of(new ExplainedRecord(visit.at, text, visit.entries.size(), visit.results, entries));
    }

    /** The places to list: those that the walk took or that count, and the first ones of all others. */
    private Set<Integer> places(Transcript.Visit visit, Map<Integer, Integer> lookups) {
        Set<Integer> places = new TreeSet<>(visit.taken.keySet());
        int more = Math.min(Explanation.MOST_OTHERS, others);
        for (Map.Entry<Integer, Integer> lookup : lookups.entrySet()) {
            if (more > 0 && lookup.getValue() > limits.lookups() && places.add(lookup.getKey())) {
                more--;
                others--;
            }
        }
        for (int place = 0; place < visit.entries.size() && more > 0; place++) {
            if (places.add(place)) {
                more--;
                others--;
            }
        }
        return places;
    }

    /** The entries that count against the limit of lookups, each with the count up to it, and the first beyond it. */
    private Map<Integer, Integer> lookups(Transcript.Visit visit) {
        Map<Integer, Integer> lookups = new TreeMap<>();
        if (visit.needDns != null) {
            int at = visit.needDns.nextThatNeedsDns(0);
            while (at < visit.countedBefore && lookups.size() <= limits.lookups()) {
                lookups.put(at, lookups.size() + 1);
                at = visit.needDns.nextThatNeedsDns(at + 1);
            }
        }
        return lookups;
    }

    private ExplainedRecord.Entry entry(
            Transcript.Visit visit,
            int place,
            Transcript.@Nullable Step taken,
            boolean deciding,
            @Nullable Integer lookups) {
        looked -= taken == null ? 0 : 1;
        Transcript.Step what = taken == null ? other(visit, place, lookups) : taken;
        return new ExplainedRecord.Entry(
                place + 1,
                AnswerText.bounded(visit.entries.get(place).toString()),
                what.state,
                deciding,
                questions(what),
                counts(what, visit, lookups),
                Optional.ofNullable(what.note),
                record(what.below, deciding));
    }

    /** An entry that the walk did not take. */
    private Transcript.Step other(Transcript.Visit visit, int place, @Nullable Integer lookups) {
        Transcript.Step other = new Transcript.Step();
        if (visit.beyondLimit && lookups != null && lookups > limits.lookups()) { // [LIM-1]
            other.state = Explanation.State.ERROR;
            other.note = "more than " + limits.lookups() + " entries need DNS";
        } else if (place < visit.reached && needsNoAnswer(visit, place)) {
            other.state = Explanation.State.NO;
        }
        return other;
    }

    /** Whether the walk passes over an entry because it does not match the client, whatever DNS says. */
    private static boolean needsNoAnswer(Transcript.Visit visit, int place) {
        return visit.needDns == null
                ? visit.entries.get(place) instanceof SpfTerm.Mechanism
                : visit.needDns.nextThatNeedsDns(place) != place;
    }

    private List<ExplainedRecord.Count> counts(
            Transcript.Step what, Transcript.Visit visit, @Nullable Integer lookups) {
        List<ExplainedRecord.Count> counts = new ArrayList<>(what.counts);
        if (lookups != null) {
            counts.add(new ExplainedRecord.Count(
                    ExplainedRecord.Count.Limit.LOOKUPS, 1, lookups, lookups, limits.lookups()));
        }
        for (ExplainedQuestion question : what.questions.values()) {
            int names = names(question.answer().orElse(null), visit.needDns == null);
            if (names > 0) {
                counts.add(new ExplainedRecord.Count(
                        ExplainedRecord.Count.Limit.NAMES, names, names, names, limits.names()));
            }
        }
        return counts;
    }

    /** How many names an answer has that count against the limit of names. */
    private static int names(@Nullable DnsAnswer answer, boolean spf) {
        if (!(answer instanceof DnsAnswer.Found found)) {
            return 0;
        }
        if (found.data() instanceof DnsData.Exchanges exchanges) {
            return spf ? exchanges.records() : exchanges.exchanges().size();
        }
        return found.data() instanceof DnsData.Names names ? names.names().size() : 0;
    }
}
