package dev.rmx.testkit.cli;

import dev.rmx.resolver.AuditedDomain;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Writes the summary of an audit as one web page. */
final class AuditPage {
    private static final String STYLE = Plot.STYLE + """
            section p { margin: .25rem 0 0; color: var(--soft); font-size: .875rem; }
            table { border-collapse: collapse; margin-top: .75rem; font-size: .875rem; width: 100%; }
            th, td { text-align: right; padding: .25rem .5rem; border-top: 1px solid var(--line); }
            th:first-child { text-align: left; }
            thead th { border-top: 0; color: var(--soft); font-weight: 400; }
            """;

    private static final List<String> FORM_STATES = List.of("present", "malformed", "absent", "failed");
    /** Where SPF's limit is: the columns behind it are too many. */
    private static final int LOOKUPS_ALLOWED = 10;

    private final AuditSummary summary;
    private final HtmlPage page;

    AuditPage(AuditSummary summary) {
        this.summary = summary;
        this.page = new HtmlPage(
                "Who may send mail for " + Plot.count(summary.domains())
                        + (summary.domains() == 1 ? " domain?" : " domains?"),
                STYLE);
    }

    /** The page, as of {@code now}. */
    String text(Instant now) {
        results();
        forms();
        findings();
        columns(
                "Lookups of SPF",
                "How many lookups a client needs that no term matches. Ten are allowed; with more, receivers say"
                        + " permerror.",
                IntStream.range(0, AuditSummary.LOOKUPS)
                        .mapToObj(i -> i > LOOKUPS_ALLOWED ? "more" : String.valueOf(i))
                        .toList(),
                summary.lookups());
        String usable = " of the domains whose records can be used.";
        columns("IPv4 addresses that may send", "How many," + usable, AuditSummary.IPV4, summary.ipv4());
        columns("IPv6 addresses that may send", "How many," + usable, AuditSummary.IPV6, summary.ipv6());
        page.append("<footer>\n");
        page.element(
                "p",
                "DNSSEC authenticated all answers about " + Plot.count(summary.authenticated()) + " of "
                        + Plot.count(summary.domains()) + ".");
        page.element("p", "Written " + now.truncatedTo(ChronoUnit.SECONDS) + " by rmx audit.");
        return page.append("</footer>\n").end();
    }

    private void section(String title, String about) {
        page.append("<section>").element("h2", title).element("p", about);
    }

    private void results() {
        section(
                "Results",
                "Partly failed: a lookup failed on which some clients hang. Failed: the lookup failed that tells"
                        + " whether the domain publishes. Neither is absent.");
        List<Plot.Bar> bars = Stream.of(AuditedDomain.State.values())
                .map(state -> new Plot.Bar(AuditSummary.name(state), summary.domains(state), style(state)))
                .toList();
        page.append(Plot.rows("Domains by result", bars, summary.domains())).append("</section>\n");
    }

    private static String style(AuditedDomain.State state) {
        return switch (state) {
            case PUBLISHED -> "good";
            case PARTLY_FAILED, FAILED -> "warn";
            case UNUSABLE -> "bad";
            case ABSENT -> "none";
        };
    }

    private void forms() {
        section("Forms", "In which form domains publish.");
        page.append("<table><thead><tr><th></th>");
        FORM_STATES.forEach(state -> page.element("th", state));
        page.append("</tr></thead><tbody>\n");
        summary.forms().forEach((form, states) -> {
            page.append("<tr>").element("th", form);
            FORM_STATES.forEach(state -> page.element("td", Plot.count(states.getOrDefault(state, 0L))));
            page.append("</tr>\n");
        });
        page.append("</tbody></table></section>\n");
    }

    private void findings() {
        section(
                "Findings",
                "How many domains have findings of a rule: errors in red, warnings in yellow, notes in grey.");
        List<Map.Entry<AuditSummary.Rule, Long>> rules =
                new ArrayList<>(summary.rules().entrySet());
        rules.sort(Comparator.<Map.Entry<AuditSummary.Rule, Long>>comparingInt(rule -> rank(rule.getKey()))
                .thenComparing(Map.Entry.comparingByValue(Comparator.reverseOrder())));
        List<Plot.Bar> bars = rules.stream()
                .map(rule -> new Plot.Bar(
                        rule.getKey().id(),
                        rule.getValue(),
                        List.of("bad", "warn", "none").get(rank(rule.getKey()))))
                .toList();
        page.append(Plot.rows("Domains by finding", bars, summary.domains())).append("</section>\n");
    }

    private static int rank(AuditSummary.Rule rule) {
        return switch (rule.severity()) {
            case "error" -> 0;
            case "warning" -> 1;
            default -> 2;
        };
    }

    private void columns(String title, String about, List<String> labels, long[] counts) {
        section(title, about);
        List<Plot.Bar> bars = IntStream.range(0, counts.length)
                .mapToObj(i -> new Plot.Bar(
                        labels.get(i),
                        counts[i],
                        counts.length == AuditSummary.LOOKUPS && i > LOOKUPS_ALLOWED ? "bad" : ""))
                .toList();
        page.append(Plot.columns(title, bars)).append("</section>\n");
    }
}
