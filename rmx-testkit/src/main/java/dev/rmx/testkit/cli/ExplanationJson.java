package dev.rmx.testkit.cli;

import dev.rmx.ExplainedQuestion;
import dev.rmx.ExplainedRecord;
import dev.rmx.Explanation;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Writes an explanation as a JSON object, as {@code explain.schema.json} describes it ([EXPL-1]). */
final class ExplanationJson {
    /** The version of the format. */
    private static final int VERSION = 1;

    private final CheckLine line;
    private final Instant now;

    /** A writer for a check whose TTLs count from {@code now}. */
    ExplanationJson(CheckLine line, Instant now) {
        this.line = line;
        this.now = now;
    }

    String text(Explanation explanation) {
        RmxVerdict verdict = (RmxVerdict) explanation.step();
        Json object = new Json().field("version", VERSION).field("time", now.toString());
        return line.addTo(object, verdict)
                .field("helo", explanation.query().helo())
                .field("authenticated", verdict.authenticated())
                .field("stale", verdict.stale())
                .field("ttl", verdict.validUntil().map(this::seconds).orElse(OptionalInt.empty()))
                .field("retryIn", verdict.retryAfter().map(this::seconds).orElse(OptionalInt.empty()))
                .objects("forms", explanation.forms().stream().map(this::form))
                .field("leftOut", explanation.leftOut())
                .end();
    }

    private Json form(Explanation.Form form) {
        String state = switch (form.state()) {
            case YES -> "present";
            case NO -> "absent";
            default -> form.state().isUnknown() ? "unknown" : "not reached";
        };
        return new Json()
                .field("form", form.form().toString())
                .field("state", state)
                .field("why", why(form.state()))
                .field("decides", form.decides())
                .objects("questions", form.questions().stream().map(this::question))
                .object("record", form.record().map(this::record).orElse(null));
    }

    private static @Nullable String why(Explanation.State state) {
        return state.isUnknown() ? word(state) : null;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private Json record(ExplainedRecord record) {
        return new Json()
                .field("at", record.at().toString())
                .field("text", record.text())
                .field("size", record.size())
                .strings("results", record.results())
                .objects("entries", record.entries().stream().map(this::entry));
    }

    private Json entry(ExplainedRecord.Entry entry) {
        return new Json()
                .field("place", entry.place())
                .field("text", entry.text())
                .field("state", entry.state().isUnknown() ? "unknown" : word(entry.state()))
                .field("why", why(entry.state()))
                .field("decides", entry.decides())
                .objects("questions", entry.questions().stream().map(this::question))
                .objects("counts", entry.counts().stream().map(ExplanationJson::count))
                .field("note", entry.note())
                .object("record", entry.record().map(this::record).orElse(null));
    }

    private static Json count(ExplainedRecord.Count count) {
        return new Json()
                .field("limit", word(count.limit()))
                .field("counted", count.counted())
                .field("least", count.least())
                .field("greatest", count.greatest())
                .field("most", count.most());
    }

    private Json question(ExplainedQuestion question) {
        Json object = new Json()
                .field("name", question.question().name().toString())
                .field("type", question.question().type().mnemonic())
                .field("answer", kind(question.answer().orElse(null)))
                .field("text", question.text());
        if (question.answer().orElse(null) instanceof DnsAnswer.Known known) {
            object.field("ttl", seconds(known.validUntil()))
                    .field("authenticated", known.authenticated())
                    .field("stale", known.stale());
        }
        if (question.answer().orElse(null) instanceof DnsAnswer.Failed failed) {
            object.field("failure", word(failed.kind())).field("retryIn", seconds(failed.retryAfter()));
        }
        return object;
    }

    private static String kind(@Nullable DnsAnswer answer) {
        if (answer == null) {
            return "missing";
        }
        return answer instanceof DnsAnswer.Found
                ? "found"
                : answer instanceof DnsAnswer.Absent
                        ? "absent"
                        : answer instanceof DnsAnswer.Malformed ? "malformed" : "failed";
    }

    private OptionalInt seconds(Instant until) {
        return OptionalInt.of(ExplanationWords.seconds(until, now));
    }
}
