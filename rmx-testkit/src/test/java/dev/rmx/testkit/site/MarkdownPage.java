package dev.rmx.testkit.site;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * A page from Markdown. Headings have the ids that GitHub gives them, so that links work there and here.
 *
 * @param title the text of the first heading
 * @param html the page's content
 */
record MarkdownPage(String title, String html) {
    private static final List<TablesExtension> TABLES = List.of((TablesExtension) TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(TABLES).build();

    /**
     * Reads a page.
     *
     * @param rewritten gives the new target of a link; empty to keep the words without the link
     */
    static MarkdownPage of(String markdown, UnaryOperator<String> rewritten) {
        Node document = PARSER.parse(markdown);
        IdentityHashMap<Node, String> ids = new IdentityHashMap<>();
        StringBuilder title = new StringBuilder();
        document.accept(new AbstractVisitor() {
            private final Map<String, Integer> taken = new HashMap<>();

            @Override
            public void visit(Heading heading) {
                String text = words(heading);
                if (title.isEmpty()) {
                    title.append(text);
                }
                String id = text.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                        .replace(' ', '-');
                int before = taken.merge(id, 1, Integer::sum) - 1;
                ids.put(heading, before == 0 ? id : id + "-" + before);
                visitChildren(heading);
            }

            @Override
            public void visit(Link link) {
                visitChildren(link);
                link.setDestination(rewritten.apply(link.getDestination()));
                if (link.getDestination().isEmpty()) {
                    while (link.getFirstChild() != null) {
                        link.insertBefore(link.getFirstChild());
                    }
                    link.unlink();
                }
            }

            @Override
            public void visit(Image image) {
                image.setDestination(rewritten.apply(image.getDestination()));
            }
        });
        HtmlRenderer renderer = HtmlRenderer.builder()
                .extensions(TABLES)
                .escapeHtml(true)
                .attributeProviderFactory(context -> (node, tag, attributes) -> {
                    if (ids.containsKey(node)) {
                        attributes.put("id", ids.get(node));
                    }
                })
                .build();
        return new MarkdownPage(title.toString(), renderer.render(document));
    }

    private static String words(Node node) {
        StringBuilder words = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(Text text) {
                words.append(text.getLiteral());
            }

            @Override
            public void visit(Code code) {
                words.append(code.getLiteral());
            }
        });
        return words.toString();
    }
}
