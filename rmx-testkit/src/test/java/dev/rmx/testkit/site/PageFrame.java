package dev.rmx.testkit.site;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.renderer.html.HtmlRenderer;

/** What is around the content of each page: the head, and the links to the main pages. */
final class PageFrame {
    private static final HtmlRenderer HTML = HtmlRenderer.builder().build();

    private static final Map<String, String> MAIN = new LinkedHashMap<>();

    static {
        MAIN.put("index.html", "RMX for Java");
        MAIN.put("rmx-api/index.html", "rmx-api");
        MAIN.put("rmx-record-codec/index.html", "rmx-record-codec");
        MAIN.put("rmx-resolver/index.html", "rmx-resolver");
        MAIN.put("rmx-testkit/index.html", "rmx-testkit");
        MAIN.put("rmx-resolver/IN-PRODUCTION.html", "In production");
        MAIN.put("rmx-resolver/FROM-JSPF.html", "From jSPF");
        MAIN.put("rmx-testkit/index.html#speed", "Speed");
        MAIN.put("rmx-api/RULES.html", "Rules");
        MAIN.put("api/index.html", "Javadoc");
        MAIN.put("CHANGELOG.html", "Changes");
    }

    private PageFrame() {}

    /**
     * Makes a page.
     *
     * @param page its place in the site
     * @param title its title, as text
     * @param html its content
     */
    static String around(Path page, String title, String html) {
        String up = "../".repeat(page.getNameCount() - 1);
        StringBuilder links = new StringBuilder();
        MAIN.forEach((target, name) -> {
            String current = page.toString().equals(target) ? " aria-current=\"page\"" : "";
            links.append("<a href=\"" + up + target + "\"" + current + ">" + name + "</a>\n");
        });
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <link rel="stylesheet" href="%sstyle.css">
                </head>
                <body>
                <nav>
                %s</nav>
                <main>
                %s</main>
                </body>
                </html>
                """.formatted(escaped(title), up, links, html);
    }

    /** Makes a page of a text that is not Markdown, such as a source file. */
    static String ofText(Path page, String name, String text) {
        FencedCodeBlock block = new FencedCodeBlock();
        block.setLiteral(text);
        return around(page, name, "<h1>" + escaped(name) + "</h1>\n" + HTML.render(block));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
