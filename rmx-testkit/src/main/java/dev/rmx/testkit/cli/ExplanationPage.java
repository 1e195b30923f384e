package dev.rmx.testkit.cli;

import dev.rmx.ExplainedQuestion;
import dev.rmx.ExplainedRecord;
import dev.rmx.Explanation;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Writes an explanation as one web page ([EXPL-1]): without scripts, and without anything to load. Each text goes
 * through {@link #escaped}, whoever wrote it.
 */
final class ExplanationPage {
    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1d2430; --soft: #5d6877; --line: #dde2e9; --ground: #f5f7f9;
              --card: #fff; --yes: #12703f; --yes-bg: #dff3e7; --no: #5d6877; --no-bg: #e9edf1; --unknown: #855300;
              --unknown-bg: #fbecc9; --error: #a8231b; --error-bg: #fbe1de; --mark: #1f5fbf; --mark-bg: #eef4fd; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e4e9ef; --soft: #9aa6b4; --line: #313a46;
              --ground: #14181d; --card: #1c2229; --yes: #74d6a0; --yes-bg: #173a28; --no: #9aa6b4;
              --no-bg: #2a323c; --unknown: #f0c265; --unknown-bg: #3f3113; --error: #ff9a90; --error-bg: #47201d;
              --mark: #8ab8ff; --mark-bg: #1d2a3d; } }
            * { box-sizing: border-box; }
            body { margin: 0; background: var(--ground); color: var(--ink); line-height: 1.5;
              font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
            main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
            h1 { font-size: 1.35rem; font-weight: 600; margin: 0 0 .75rem; overflow-wrap: anywhere; }
            h2 { font-size: 1rem; font-weight: 600; margin: 0; display: flex; gap: .6rem; align-items: baseline; }
            h2 small { font-size: .875rem; font-weight: 400; color: var(--soft); }
            code, .text { font: .875rem/1.45 ui-monospace, "SF Mono", Consolas, "Liberation Mono", monospace;
              overflow-wrap: anywhere; }
            section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.25rem;
              margin-top: 1rem; }
            .verdict { display: flex; gap: .9rem; align-items: baseline; }
            .verdict p { margin: 0; overflow-wrap: anywhere; }
            .pill { flex: none; display: inline-block; width: 5.75rem; text-align: center; border-radius: 99px;
              padding: 0 .6rem; font-size: .8125rem; font-weight: 600; line-height: 1.5rem; color: var(--no);
              background: var(--no-bg); }
            .yes > .pill, .pass .pill { color: var(--yes); background: var(--yes-bg); }
            .unknown > .pill, .temperror .pill { color: var(--unknown); background: var(--unknown-bg); }
            .error > .pill, .fail .pill { color: var(--error); background: var(--error-bg); }
            .unreached { opacity: .62; }
            .unreached > .pill { background: none; font-weight: 400; }
            ol { list-style: none; margin: .25rem 0 0; padding: 0; }
            ol ol { margin-left: 3.3rem; padding-left: .9rem; border-left: 2px solid var(--line); }
            .row { display: flex; gap: .75rem; align-items: baseline; padding: .22rem .5rem; border-radius: 8px; }
            .row > div { min-width: 0; }
            .decides { background: var(--mark-bg); }
            .decides .text { font-weight: 600; }
            .mark { color: var(--mark); font-weight: 600; font-size: .8125rem; white-space: nowrap; }
            .remarks { color: var(--soft); font-size: .8125rem; }
            span.remarks { margin-left: .35rem; }
            .unknown .remarks, .error .remarks { color: inherit; }
            dl { margin: .1rem 0 0; font-size: .8125rem; color: var(--soft); }
            section > dl { margin: .5rem 0 .6rem; }
            dl code { font-size: .8125rem; }
            dt { display: inline; } dt::after { content: " "; }
            dd { display: inline; margin: 0; } dd::after { content: "\\A"; white-space: pre; }
            dd .bad { color: var(--error); }
            @media (max-width: 40rem) { main { padding: 1rem .75rem; } section { padding: .75rem; }
              .pill { width: 4.7rem; padding: 0 .2rem; } ol ol { margin-left: .5rem; padding-left: .4rem; } }
            footer { color: var(--soft); font-size: .8125rem; margin-top: 1.25rem; }
            footer p { margin: 0; }
            """;

    private final CheckLine line;
    private final Explanation explanation;
    private final Instant now;
    private final StringBuilder out = new StringBuilder(8192);

    /** A page about a check whose TTLs count from {@code now}. */
    ExplanationPage(CheckLine line, Explanation explanation, Instant now) {
        this.line = line;
        this.explanation = explanation;
        this.now = now;
    }

    String text() {
        RmxVerdict verdict = (RmxVerdict) explanation.step();
        String title = "May " + verdict.client() + " send for "
                + verdict.subject().map(Object::toString).orElse("this sender") + "?";
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" ")
                .append("content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        element("title", title).append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n<main>\n");
        element("h1", title);
        verdict(verdict);
        explanation.forms().forEach(this::form);
        out.append("<footer>\n");
        new ExplanationSummary(explanation).sentences(now).forEach(sentence -> element("p", sentence));
        element("p", "Checked " + now.truncatedTo(ChronoUnit.SECONDS) + " by rmx explain.");
        return out.append("</footer>\n</main>\n</body>\n</html>\n").toString();
    }

    private void verdict(RmxVerdict verdict) {
        out.append("<section class=\"verdict ").append(verdict.result()).append("\">");
        element("span class=\"pill\"", verdict.result().toString()).append("<div>");
        element("p", verdict.reason());
        new ExplanationSummary(explanation).open().ifPresent(sentence -> element("p", sentence));
        line.lack().ifPresent(lack -> element("p", lack));
        CheckLine.spf(verdict).ifPresent(word -> element("p class=\"remarks\"", "SPF: " + word));
        CheckLine.explanation(verdict)
                .ifPresent(words -> element("p class=\"remarks\"", "The domain explains: " + words));
        out.append("</div></section>\n");
    }

    private void form(Explanation.Form form) {
        out.append("<section><h2>");
        element("span", form.form().toString());
        element("small", ExplanationWords.form(form.state()));
        if (form.decides()) {
            element("span class=\"mark\"", "\u25c4 decides");
        }
        out.append("</h2>\n");
        questions(form.questions());
        form.record().ifPresent(this::entries);
        out.append("</section>\n");
    }

    private void entries(ExplainedRecord record) {
        out.append("<ol>\n");
        ExplanationWords.forEach(record, this::entry, gap -> {
            out.append("<li><div class=\"row ").append(style(gap.state())).append("\">");
            element("span class=\"pill\"", ExplanationWords.state(gap.state()));
            element("span class=\"remarks\"", gap.text()).append("</div></li>\n");
        });
        out.append("</ol>\n");
    }

    private void entry(ExplainedRecord.Entry entry) {
        out.append("<li><div class=\"row ")
                .append(style(entry.state()))
                .append(entry.decides() ? " decides\">" : "\">");
        element("span class=\"pill\"", ExplanationWords.state(entry.state())).append("<div>");
        element("span class=\"text\"", entry.text());
        if (entry.decides()) {
            out.append(' ');
            element("span class=\"mark\"", ExplanationWords.isLast(entry) ? "\u25c4 decides" : "\u25c4");
        }
        String remarks = ExplanationWords.remarks(entry);
        if (!remarks.isEmpty()) {
            out.append(' ');
            element("span class=\"remarks\"", remarks);
        }
        questions(entry.questions());
        ExplanationWords.below(entry).ifPresent(words -> element("div class=\"remarks\"", words));
        out.append("</div></div>");
        entry.record().ifPresent(this::entries);
        out.append("</li>\n");
    }

    private void questions(List<ExplainedQuestion> questions) {
        if (questions.isEmpty()) {
            return;
        }
        out.append("<dl>");
        for (ExplainedQuestion question : questions) {
            out.append("<dt>");
            element("span", question.question().toString()).append("</dt><dd>");
            DnsAnswer answer = question.answer().orElse(null);
            boolean bad = answer instanceof DnsAnswer.Failed || answer instanceof DnsAnswer.Malformed;
            element(
                    answer instanceof DnsAnswer.Found ? "code" : bad ? "span class=\"bad\"" : "span",
                    ExplanationWords.answer(question));
            String evidence = ExplanationWords.evidence(question, now);
            if (!evidence.isEmpty()) {
                out.append(' ');
                element("span", "(" + evidence + ")");
            }
            out.append("</dd>");
        }
        out.append("</dl>\n");
    }

    private static String style(Explanation.State state) {
        return switch (state) {
            case YES -> "yes";
            case NO -> "no";
            case MISSING, FAILED, MALFORMED -> "unknown";
            case ERROR -> "error";
            case NOT_REACHED -> "unreached";
        };
    }

    /** Adds an element with a text; {@code tag} can have attributes, and must need no escapes. */
    private StringBuilder element(String tag, String text) {
        int end = tag.indexOf(' ');
        return out.append('<')
                .append(tag)
                .append('>')
                .append(escaped(text))
                .append("</")
                .append(end < 0 ? tag : tag.substring(0, end))
                .append(">");
    }

    /** A text in which nothing is mark-up, and nothing ends an attribute's value. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
