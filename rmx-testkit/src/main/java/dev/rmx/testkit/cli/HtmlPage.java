package dev.rmx.testkit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A web page in the style of the house: for light and dark screens, without scripts, and without anything to load. Each
 * text goes through {@link #escaped}, whoever wrote it.
 */
final class HtmlPage {
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
            section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.25rem;
              margin-top: 1rem; }
            footer { color: var(--soft); font-size: .8125rem; margin-top: 1.25rem; }
            footer p { margin: 0; }
            """;

    private final StringBuilder out = new StringBuilder(8192);

    /** Begins a page; {@code style} is added to the style of all pages. */
    HtmlPage(String title, String style) {
        append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" ")
                .append("content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        element("title", title).append("<style>\n").append(STYLE).append(style);
        append("</style>\n</head>\n<body>\n<main>\n").element("h1", title);
    }

    /** Adds mark-up. */
    HtmlPage append(String markup) {
        out.append(markup);
        return this;
    }

    /** Adds an element with a text; {@code tag} can have attributes, and must need no escapes. */
    HtmlPage element(String tag, String text) {
        int end = tag.indexOf(' ');
        out.append('<')
                .append(tag)
                .append('>')
                .append(escaped(text))
                .append("</")
                .append(end < 0 ? tag : tag.substring(0, end))
                .append(">");
        return this;
    }

    /** Ends the page and returns its text. */
    String end() {
        return out.append("</main>\n</body>\n</html>\n").toString();
    }

    /** Whether a page is to go to standard output. */
    static boolean isDash(@Nullable Path file) {
        return file != null && file.toString().equals("-");
    }

    /**
     * Writes the text of a page to a file, or to standard output for {@code -}.
     *
     * @throws BadInputException if the file cannot be written
     */
    static void write(Path file, String page, RmxCommand.Streams streams) {
        if (isDash(file)) {
            streams.out().print(page);
            return;
        }
        try {
            Files.writeString(file, page);
        } catch (IOException e) {
            throw WholeFile.cannotWrite(file, Input.problem(e));
        }
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
