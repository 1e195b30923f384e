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
 * through {@link HtmlPage#escaped}, whoever wrote it.
 */
final class ExplanationPage {
    private static final String STYLE = """
            code, .text { font: .875rem/1.45 ui-monospace, "SF Mono", Consolas, "Liberation Mono", monospace;
              overflow-wrap: anywhere; }
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
            """;

    private final CheckLine line;
    private final Explanation explanation;
    private final Instant now;
    private final RmxVerdict verdict;
    private final HtmlPage page;

    /** A page about a check whose TTLs count from {@code now}. */
    ExplanationPage(CheckLine line, Explanation explanation, Instant now) {
        this.line = line;
        this.explanation = explanation;
        this.now = now;
        this.verdict = (RmxVerdict) explanation.step();
        this.page = new HtmlPage(
                "May " + verdict.client() + " send for "
                        + verdict.subject().map(Object::toString).orElse("this sender") + "?",
                STYLE);
    }

    String text() {
        verdict();
        explanation.forms().forEach(this::form);
        page.append("<footer>\n");
        new ExplanationSummary(explanation).sentences(now).forEach(sentence -> page.element("p", sentence));
        page.element("p", "Checked " + now.truncatedTo(ChronoUnit.SECONDS) + " by rmx explain.");
        return page.append("</footer>\n").end();
    }

    private void verdict() {
        page.append("<section class=\"verdict " + verdict.result() + "\">");
        page.element("span class=\"pill\"", verdict.result().toString()).append("<div>");
        page.element("p", verdict.reason());
        new ExplanationSummary(explanation).open().ifPresent(sentence -> page.element("p", sentence));
        line.lack().ifPresent(lack -> page.element("p", lack));
        CheckLine.spf(verdict).ifPresent(word -> page.element("p class=\"remarks\"", "SPF: " + word));
        CheckLine.explanation(verdict)
                .ifPresent(words -> page.element("p class=\"remarks\"", "The domain explains: " + words));
        page.append("</div></section>\n");
    }

    private void form(Explanation.Form form) {
        page.append("<section><h2>");
        page.element("span", form.form().toString());
        page.element("small", ExplanationWords.form(form.state()));
        if (form.decides()) {
            page.element("span class=\"mark\"", "\u25c4 decides");
        }
        page.append("</h2>\n");
        questions(form.questions());
        form.record().ifPresent(this::entries);
        page.append("</section>\n");
    }

    private void entries(ExplainedRecord record) {
        page.append("<ol>\n");
        ExplanationWords.forEach(record, this::entry, gap -> {
            page.append("<li><div class=\"row ").append(style(gap.state())).append("\">");
            page.element("span class=\"pill\"", ExplanationWords.state(gap.state()));
            page.element("span class=\"remarks\"", gap.text()).append("</div></li>\n");
        });
        page.append("</ol>\n");
    }

    private void entry(ExplainedRecord.Entry entry) {
        page.append("<li><div class=\"row ")
                .append(style(entry.state()))
                .append(entry.decides() ? " decides\">" : "\">");
        page.element("span class=\"pill\"", ExplanationWords.state(entry.state()))
                .append("<div>");
        page.element("span class=\"text\"", entry.text());
        if (entry.decides()) {
            page.append(" ");
            page.element("span class=\"mark\"", ExplanationWords.isLast(entry) ? "\u25c4 decides" : "\u25c4");
        }
        String remarks = ExplanationWords.remarks(entry);
        if (!remarks.isEmpty()) {
            page.append(" ");
            page.element("span class=\"remarks\"", remarks);
        }
        questions(entry.questions());
        ExplanationWords.below(entry).ifPresent(words -> page.element("div class=\"remarks\"", words));
        page.append("</div></div>");
        entry.record().ifPresent(this::entries);
        page.append("</li>\n");
    }

    private void questions(List<ExplainedQuestion> questions) {
        if (questions.isEmpty()) {
            return;
        }
        page.append("<dl>");
        for (ExplainedQuestion question : questions) {
            page.append("<dt>");
            page.element("span", question.question().toString()).append("</dt><dd>");
            DnsAnswer answer = question.answer().orElse(null);
            boolean bad = answer instanceof DnsAnswer.Failed || answer instanceof DnsAnswer.Malformed;
            page.element(
                    answer instanceof DnsAnswer.Found ? "code" : bad ? "span class=\"bad\"" : "span",
                    ExplanationWords.answer(question));
            String evidence = ExplanationWords.evidence(question, now);
            if (!evidence.isEmpty()) {
                page.append(" ");
                page.element("span", "(" + evidence + ")");
            }
            page.append("</dd>");
        }
        page.append("</dl>\n");
    }

    private static String style(Explanation.State state) {
        return state == Explanation.State.NOT_REACHED ? "unreached" : ExplanationWords.state(state);
    }
}
