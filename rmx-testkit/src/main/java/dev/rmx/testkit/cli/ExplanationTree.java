package dev.rmx.testkit.cli;

import dev.rmx.ExplainedQuestion;
import dev.rmx.ExplainedRecord;
import dev.rmx.Explanation;
import dev.rmx.RmxVerdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws an explanation as a tree for a terminal ([EXPL-1]): each form, below it the entries of its record, below an
 * entry the record to which it leads. An explanation has DNS data only as printable ASCII, so no control character
 * reaches the terminal.
 */
final class ExplanationTree {
    private static final int WIDTH = 100;
    private static final int STATE = 9;
    /** A blank at which no line is cut. */
    private static final char UNBROKEN = '\u00a0';

    private static final String ARROW = "  \u25c4";
    /** The least room for text, however deep it stands. */
    private static final int LEAST = 40;

    private enum Style {
        PLAIN(""),
        BOLD("\033[1m"),
        DIM("\033[2m"),
        GREEN("\033[32m"),
        YELLOW("\033[33m"),
        RED("\033[31m");

        final String on;

        Style(String on) {
            this.on = on;
        }
    }

    /**
     * A form, an entry or a gap, with what stands below it.
     *
     * @param state a word in the first column
     * @param head its text
     * @param details lines below it
     */
    private record Node(
            String state, Style ofState, String head, Style ofHead, List<String> details, List<Node> below) {}

    private final CheckLine line;
    private final Instant now;
    private final boolean colour;
    private final StringBuilder out = new StringBuilder();

    /** Draws one check, whose TTLs count from {@code now}. */
    ExplanationTree(CheckLine line, Instant now, boolean colour) {
        this.line = line;
        this.now = now;
        this.colour = colour;
    }

    String text(Explanation explanation) {
        RmxVerdict verdict = (RmxVerdict) explanation.step();
        out.append("May ")
                .append(verdict.client())
                .append(" send for ")
                .append(verdict.subject().map(Object::toString).orElse("this sender"))
                .append("?\n\n");
        explanation.forms().stream()
                .filter(ExplanationTree::matters)
                .map(this::node)
                .forEach(this::draw);
        if (explanation.forms().stream().anyMatch(ExplanationTree::matters)) {
            out.append('\n');
        }
        new ExplanationSummary(explanation)
                .sentences(now)
                .forEach(sentence -> out.append(styled(sentence, Style.DIM)).append('\n'));
        new ExplanationSummary(explanation)
                .open()
                .ifPresent(sentence -> wrapped(sentence, 0)
                        .forEach(part -> out.append(styled(part, Style.YELLOW)).append('\n')));
        CheckLine.explanation(verdict)
                .ifPresent(words -> out.append(
                                verdict.subject().map(Object::toString).orElse(""))
                        .append(" explains: ")
                        .append(words)
                        .append('\n'));
        CheckLine.spf(verdict)
                .ifPresent(word -> out.append("SPF: ").append(word).append('\n'));
        String said = line.lack().map(lack -> verdict + "; " + lack).orElse(verdict.toString());
        return out.append(styled(said, Style.BOLD)).append('\n').toString();
    }

    private static boolean matters(Explanation.Form form) {
        return form.state() != Explanation.State.NOT_REACHED
                || !form.questions().isEmpty();
    }

    private Node node(Explanation.Form form) {
        String head = ExplanationWords.form(form.state())
                + (form.decides() && form.record().isEmpty() ? ARROW + " decides" : "");
        return new Node(
                form.form().toString(),
                Style.BOLD,
                head,
                style(form.state() == Explanation.State.YES ? Explanation.State.NO : form.state(), form.decides()),
                details(form.questions()),
                form.record().map(this::nodes).orElse(List.of()));
    }

    private List<Node> nodes(ExplainedRecord record) {
        List<Node> nodes = new ArrayList<>();
        ExplanationWords.forEach(
                record,
                entry -> nodes.add(node(entry)),
                gap -> nodes.add(new Node(
                        ExplanationWords.state(gap.state()), Style.DIM, gap.text(), Style.DIM, List.of(), List.of())));
        return nodes;
    }

    private Node node(ExplainedRecord.Entry entry) {
        String remarks = ExplanationWords.remarks(entry);
        String mark = ExplanationWords.isLast(entry) ? ARROW + " decides" : entry.decides() ? ARROW : "";
        List<String> details = details(entry.questions());
        ExplanationWords.below(entry).ifPresent(details::add);
        return new Node(
                ExplanationWords.state(entry.state()),
                style(entry.state(), false),
                entry.text() + mark + (remarks.isEmpty() ? "" : "  (" + remarks + ")"),
                entry.decides() ? Style.BOLD : entry.state() == Explanation.State.NOT_REACHED ? Style.DIM : Style.PLAIN,
                details,
                entry.record().map(this::nodes).orElse(List.of()));
    }

    private List<String> details(List<ExplainedQuestion> questions) {
        List<String> details = new ArrayList<>();
        for (ExplainedQuestion question : questions) {
            String evidence = ExplanationWords.evidence(question, now);
            String kept = evidence.isEmpty() ? "" : "  (" + evidence.replace(' ', UNBROKEN) + ")";
            details.add(question.question() + ": " + ExplanationWords.answer(question) + kept);
        }
        return details;
    }

    private static Style style(Explanation.State state, boolean bold) {
        return switch (state) {
            case YES -> Style.GREEN;
            case NO -> bold ? Style.BOLD : Style.PLAIN;
            case MISSING, FAILED, MALFORMED -> Style.YELLOW;
            case ERROR -> Style.RED;
            case NOT_REACHED -> Style.DIM;
        };
    }

    private void draw(Node form) {
        draw(form, "", "");
    }

    private void draw(Node node, String first, String rest) {
        String bar = node.below().isEmpty() ? "   " : "\u2502  ";
        List<String> head = wrapped(node.head(), rest.length() + STATE);
        for (int i = 0; i < head.size(); i++) {
            out.append(i == 0 ? first : rest + bar);
            String state = i == 0 ? node.state() : "";
            out.append(styled(state, node.ofState()))
                    .append(" ".repeat(Math.max(1, STATE - (i == 0 ? 0 : 3) - state.length())));
            out.append(styled(head.get(i), node.ofHead())).append('\n');
        }
        for (String detail : node.details()) {
            List<String> lines = wrapped(detail, rest.length() + bar.length() + 4);
            for (int i = 0; i < lines.size(); i++) {
                out.append(rest).append(bar).append(i == 0 ? "" : "    ");
                out.append(styled(lines.get(i), Style.DIM)).append('\n');
            }
        }
        for (int i = 0; i < node.below().size(); i++) {
            boolean last = i == node.below().size() - 1;
            draw(
                    node.below().get(i),
                    rest + (last ? "\u2514\u2500 " : "\u251c\u2500 "),
                    rest + (last ? "   " : "\u2502  "));
        }
    }

    /** Cuts a text at blanks into lines that fit behind an indent; a word that is too long stays whole. */
    private static List<String> wrapped(String text, int indent) {
        int room = Math.max(LEAST, WIDTH - indent);
        List<String> lines = new ArrayList<>();
        String left = text;
        while (left.length() > room) {
            int blank = left.lastIndexOf(' ', room);
            int cut = blank > 0 ? blank : left.indexOf(' ', room);
            if (cut < 0) {
                break;
            }
            lines.add(left.substring(0, cut).stripTrailing());
            left = left.substring(cut).stripLeading();
        }
        lines.add(left);
        lines.replaceAll(part -> part.replace(UNBROKEN, ' '));
        return lines;
    }

    private String styled(String text, Style style) {
        return colour && style != Style.PLAIN && !text.isEmpty() ? style.on + text + "\033[0m" : text;
    }
}
