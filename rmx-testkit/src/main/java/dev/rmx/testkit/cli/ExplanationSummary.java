package dev.rmx.testkit.cli;

import dev.rmx.ExplainedQuestion;
import dev.rmx.ExplainedRecord;
import dev.rmx.ExplainedRecord.Count.Limit;
import dev.rmx.Explanation;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What holds for a whole explanation, in sentences ([EXPL-1]). */
final class ExplanationSummary {
    private final Explanation explanation;

    private final Map<Limit, ExplainedRecord.Count> counts = new EnumMap<>(Limit.class);
    /** Whether each answer is authenticated. */
    private final Map<DnsQuestion, Boolean> answers = new HashMap<>();
    /** The questions without an answer. */
    private final Set<String> unanswered = new LinkedHashSet<>();

    ExplanationSummary(Explanation explanation) {
        this.explanation = explanation;
        for (Explanation.Form form : explanation.forms()) {
            form.questions().forEach(this::add);
            form.record().ifPresent(this::add);
        }
    }

    private void add(ExplainedQuestion question) {
        if (question.answer().orElse(null) instanceof DnsAnswer.Known known) {
            answers.put(question.question(), known.authenticated());
        } else {
            unanswered.add(question.question().toString());
        }
    }

    private static ExplainedRecord.Count greater(ExplainedRecord.Count one, ExplainedRecord.Count other) {
        return new ExplainedRecord.Count(
                one.limit(),
                one.counted(),
                Math.max(one.least(), other.least()),
                Math.max(one.greatest(), other.greatest()),
                one.most());
    }

    private void add(ExplainedRecord record) {
        for (ExplainedRecord.Entry entry : record.entries()) {
            entry.questions().forEach(this::add);
            entry.record().ifPresent(this::add);
            for (ExplainedRecord.Count count : entry.counts()) {
                if (count.limit() != Limit.NAMES) {
                    counts.merge(count.limit(), count, ExplanationSummary::greater);
                }
            }
        }
    }

    /** Why the result stays open, in a sentence; empty if it does not. */
    Optional<String> open() {
        return explanation.forms().stream()
                .flatMap(form -> form.record().stream())
                .filter(record -> record.results().size() > 1)
                .findFirst()
                .map(record ->
                        because() + record.at() + " can come to " + ExplanationWords.either(record.results()) + ".");
    }

    /** What holds for the whole check, a sentence each. */
    List<String> sentences(Instant now) {
        List<String> lines = new ArrayList<>();
        if (!counts.isEmpty()) {
            List<String> reached = new ArrayList<>();
            counts.forEach((limit, count) -> reached.add(limit.toString().toLowerCase(Locale.ROOT) + " "
                    + ExplanationWords.range(count) + " of " + count.most()));
            lines.add("Limits: " + String.join(", ", reached) + ".");
        }
        if (!answers.isEmpty()) {
            long authenticated =
                    answers.values().stream().filter(known -> known).count();
            lines.add("DNSSEC: " + (authenticated == 0 ? "no" : authenticated + " of " + answers.size())
                    + " answers authenticated.");
        }
        if (explanation.step() instanceof RmxVerdict verdict) {
            verdict.validUntil()
                    .ifPresent(until ->
                            lines.add("The verdict holds for " + ExplanationWords.seconds(until, now) + " s."));
        }
        if (explanation.leftOut() > 0) {
            lines.add(explanation.leftOut() + " lines are left out: the explanation is too long.");
        }
        return lines;
    }

    private String because() {
        if (unanswered.isEmpty()) {
            return "Since some of it is malformed, ";
        }
        List<String> few = new ArrayList<>(unanswered);
        if (few.size() > 3) {
            few = new ArrayList<>(few.subList(0, 2));
            few.add(unanswered.size() - 2 + " more");
        }
        return "Without the answer to " + ExplanationWords.list(few, " and ") + ", ";
    }
}
