package dev.rmx.testkit.cli;

import java.util.List;
import java.util.Locale;

/** Draws plots of counts as SVG, for a page whose style colours them. */
final class Plot {
    static final String STYLE = """
            svg { display: block; width: 100%; height: auto; margin-top: .75rem; }
            svg text { fill: var(--ink); font-size: 13px; }
            svg .soft { fill: var(--soft); }
            svg .grid { stroke: var(--line); }
            svg .bar { fill: var(--mark); } svg .good { fill: var(--yes); } svg .warn { fill: var(--unknown); }
            svg .bad { fill: var(--error); } svg .none { fill: var(--no); }
            """;

    private static final int WIDTH = 720;
    private static final int LABELS = 180;
    private static final int VALUES = 120;
    private static final int ROW = 26;
    private static final int HIGH = 150;

    private Plot() {}

    /**
     * A bar.
     *
     * @param label what is counted
     * @param count how many
     * @param style the class of its colour: {@code good}, {@code warn}, {@code bad} or {@code none}; empty for the
     *     usual
     */
    record Bar(String label, long count, String style) {}

    /** Bars from left to right, one a row, with their shares of a total. */
    static String rows(String title, List<Bar> bars, long total) {
        StringBuilder svg = begin(title, ROW * bars.size());
        double scale = scale(bars, WIDTH - LABELS - VALUES);
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            int y = ROW * i;
            double width = length(bar, scale);
            text(svg, "end", LABELS - 10, y + 17, "", bar.label());
            rectangle(svg, bar, LABELS, y + 4, width, ROW - 8);
            text(svg, "start", LABELS + width + 8, y + 17, "soft", count(bar.count()) + share(bar.count(), total));
        }
        return svg.append("</svg>\n").toString();
    }

    /** Bars upwards, side by side. */
    static String columns(String title, List<Bar> bars) {
        StringBuilder svg = begin(title, HIGH + 44);
        double scale = scale(bars, HIGH);
        double step = (double) WIDTH / bars.size();
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double height = length(bar, scale);
            double middle = step * (i + 0.5);
            rectangle(svg, bar, middle - step * 0.36, 20 + HIGH - height, step * 0.72, height);
            text(svg, "middle", middle, 14 + HIGH - height, "soft", count(bar.count()));
            text(svg, "middle", middle, HIGH + 38, "", bar.label());
        }
        return svg.append(
                        String.format(Locale.ROOT, "<path class=\"grid\" d=\"M0 %d.5H%d\"/></svg>%n", 20 + HIGH, WIDTH))
                .toString();
    }

    private static StringBuilder begin(String title, int height) {
        return new StringBuilder(4096)
                .append("<svg viewBox=\"0 0 " + WIDTH + " " + height + "\" role=\"img\"><title>")
                .append(HtmlPage.escaped(title))
                .append("</title>");
    }

    private static double scale(List<Bar> bars, int longest) {
        return (double) longest
                / Math.max(1, bars.stream().mapToLong(Bar::count).max().orElse(1));
    }

    /** At least so long that it can be seen. */
    private static double length(Bar bar, double scale) {
        return bar.count() == 0 ? 0 : Math.max(2, bar.count() * scale);
    }

    private static void rectangle(StringBuilder svg, Bar bar, double x, double y, double width, double height) {
        svg.append(String.format(
                Locale.ROOT,
                "<rect class=\"bar %s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"/>",
                bar.style(),
                x,
                y,
                width,
                height));
    }

    private static void text(StringBuilder svg, String anchor, double x, double y, String style, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>",
                anchor,
                x,
                y,
                style,
                HtmlPage.escaped(text)));
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String share(long count, long total) {
        return count == 0 || total == 0 ? "" : String.format(Locale.ROOT, "  (%.1f %%)", 100.0 * count / total);
    }
}
