package dev.rmx.codec.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxStep;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.codec.SpfText;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * What lint says of entries is true of the evaluation: those that never match or have no effect can all go at once, and
 * prefixes that could be merged can be, and no client gets another result, whatever DNS answers.
 */
class LintProperties {
    private static final Set<LintRule> REMOVABLE = Set.of(
            LintRule.NEVER_MATCHES,
            LintRule.AFTER_ALL,
            LintRule.NEGATION_TOO_LATE,
            LintRule.DUPLICATE,
            LintRule.MAPPED_IPV6,
            LintRule.NO_EFFECT);
    private static final Instant UNTIL = Instant.MAX;
    private static final List<IpAddress> CLIENTS = clients();

    /** Few addresses, so that prefixes nest, overlap and touch. */
    private static List<IpAddress> clients() {
        List<IpAddress> clients = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            clients.add(IpAddress.parse("6.0.0." + i));
            clients.add(IpAddress.parse("2a00::" + Integer.toHexString(i)));
        }
        clients.add(IpAddress.parse("7.7.7.7"));
        clients.add(IpAddress.parse("2b00::"));
        return clients;
    }

    private static Arbitrary<String> prefixes(String ipv4, String ipv6) {
        Arbitrary<Integer> hosts = Arbitraries.integers().between(0, 15);
        Arbitrary<String> small = Combinators.combine(
                        hosts, Arbitraries.integers().between(28, 32))
                .as((host, length) -> ipv4 + new IpPrefix(IpAddress.parse("6.0.0." + host), length));
        Arbitrary<String> wide = Combinators.combine(
                        hosts, Arbitraries.integers().between(124, 128))
                .as((host, length) ->
                        ipv6 + new IpPrefix(IpAddress.parse("2a00::" + Integer.toHexString(host)), length));
        Arbitrary<String> all = Arbitraries.of(
                ipv4 + "0.0.0.0/0", ipv6 + "::/0", ipv4 + "0.0.0.0/1", ipv4 + "128.0.0.0/1", ipv6 + "::ffff:6.0.0.1");
        return Arbitraries.frequencyOf(Tuple.of(12, small), Tuple.of(4, wide), Tuple.of(2, all));
    }

    @Provide
    Arbitrary<List<String>> entries() {
        Arbitrary<String> signs = Arbitraries.of("", "", "!");
        Arbitrary<String> literals =
                Combinators.combine(signs, prefixes("ipv4:", "ipv6:")).as(String::concat);
        Arbitrary<String> named = Combinators.combine(
                        signs,
                        Arbitraries.of("host:a.x.example", "host:b.x.example", "apl:a.x.example", "mapped:", "mx:"))
                .as(String::concat);
        Arbitrary<String> others = Arbitraries.of("unused:", "full:");
        return Arbitraries.frequencyOf(Tuple.of(16, literals), Tuple.of(4, named), Tuple.of(1, others))
                .list()
                .ofMinSize(1)
                .ofMaxSize(14)
                // [LIM-1] over the limit, an entry less can help: that is a finding of its own
                .filter(entries ->
                        entries.stream().filter(entry -> !entry.contains("ip")).count() <= 10);
    }

    @Provide
    Arbitrary<List<String>> terms() {
        Arbitrary<String> signs = Arbitraries.of("", "", "-", "~", "?");
        Arbitrary<String> literals =
                Combinators.combine(signs, prefixes("ip4:", "ip6:")).as(String::concat);
        Arbitrary<String> named = Combinators.combine(
                        signs,
                        Arbitraries.of("a:a.x.example", "include:b.x.example", "exists:%{i}.x.example", "mx", "all"))
                .as(String::concat);
        return Arbitraries.frequencyOf(Tuple.of(8, literals), Tuple.of(1, named))
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    @Property(tries = 1000)
    void LINT_2_what_has_no_effect_in_RMX_can_go(@ForAll("entries") List<String> entries, @ForAll long dns)
            throws RmxFormatException {
        String text = String.join(" ", entries);
        String shorter = without(text);
        // evaluated only where something goes, since that takes the time
        if (!shorter.equals(text)) {
            sameForRmx(text, shorter, dns);
        }
    }

    @Property(tries = 1000)
    void LINT_2_what_has_no_effect_in_SPF_can_go(@ForAll("terms") List<String> terms, @ForAll long dns)
            throws RmxFormatException {
        String text = "v=spf1 " + String.join(" ", terms);
        String shorter = without(text);
        if (!shorter.equals(text)) {
            sameForSpf(text, shorter, dns);
        }
    }

    @Property(tries = 1000)
    void LINT_2_what_could_be_merged_in_RMX_can_be(@ForAll("entries") List<String> entries, @ForAll long dns)
            throws RmxFormatException {
        LintRecord record = LintRecord.of(Optional.empty(), String.join(" ", entries));
        List<Directive> directives = RmxLint.directives(
                record,
                Words.of(record.text(), " ", 0),
                RmxText.parse(record.text()).entries());
        Optional<List<String>> merged = merged(entries, directives, Directive.Effect.FAIL);
        if (merged.isPresent()) {
            sameForRmx(String.join(" ", entries), String.join(" ", merged.get()), dns);
        }
    }

    @Property(tries = 1000)
    void LINT_2_what_could_be_merged_in_SPF_can_be(@ForAll("terms") List<String> terms, @ForAll long dns)
            throws RmxFormatException {
        LintRecord record = LintRecord.of(Optional.empty(), "v=spf1 " + String.join(" ", terms));
        List<Directive> directives = SpfLint.directives(
                record,
                Words.of(record.text(), " ", "v=spf1".length()),
                SpfText.parse(record.text()).terms());
        Optional<List<String>> merged = merged(terms, directives, Directive.Effect.NEUTRAL);
        if (merged.isPresent()) {
            sameForSpf("v=spf1 " + String.join(" ", terms), "v=spf1 " + String.join(" ", merged.get()), dns);
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "ipv4:",
                        "v=spf1",
                        " ",
                        "\t",
                        "\"",
                        "\\",
                        "!",
                        "-",
                        "ip4:",
                        "6.1.2.3",
                        "/0",
                        "//0",
                        "/33",
                        "::",
                        "a",
                        "mx",
                        ":",
                        "all",
                        "include:",
                        "redirect=",
                        "exp=",
                        "%{d}",
                        "%{",
                        "unused:",
                        "host:",
                        ".",
                        "x",
                        "=",
                        "\u001b",
                        "\u00e4",
                        "ptr",
                        "full:")
                .list()
                .ofMaxSize(20)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 2000)
    void LINT_2_any_text_is_linted(@ForAll("texts") String text) {
        LintReport report = RecordLint.DEFAULT.lint(text);

        assertThat(report.findings()).allSatisfy(finding -> {
            assertThat(finding.toString()).matches("[ -~]+");
            finding.place()
                    .ifPresent(place -> assertThat(finding.record().text().startsWith(place.entry(), place.offset()))
                            .isTrue());
        });
        LintReport other = RecordLint.DEFAULT.lint("v=spf1 " + text);
        assertThat(other.findings())
                .allSatisfy(finding -> assertThat(finding.what()).isNotEmpty());
    }

    /** A term of SPF that asks DNS counts once more where it stands twice, and can be void once more. */
    private static boolean repeatsLookup(Directive directive) {
        return directive.asksDns() && directive.record().form() == PublishedForm.SPF;
    }

    @Property(tries = 1000)
    void LINT_2_the_order_of_two_records_without_a_finding_does_not_matter(
            @ForAll("entries") List<String> entries, @ForAll("entries") List<String> others, @ForAll long dns)
            throws RmxFormatException {
        // few entries of each, since many nearly always conflict
        String one = String.join(" ", entries.subList(0, Math.min(4, entries.size())));
        String other = String.join(" ", others.subList(0, Math.min(4, others.size())));
        LintReport report = RecordLint.DEFAULT.lint(
                List.of(LintRecord.of(Optional.empty(), one), LintRecord.of(Optional.empty(), other)));
        if (report.findings().stream().noneMatch(finding -> finding.rule() == LintRule.ORDER_MATTERS)) {
            sameForRmx(one + " " + other, other + " " + one, dns);
        }
    }

    /** The text without the entries that lint would remove. */
    private static String without(String text) {
        Set<Integer> offsets = RecordLint.DEFAULT.lint(text).findings().stream()
                .filter(finding -> REMOVABLE.contains(finding.rule()))
                .filter(finding ->
                        finding.rule() != LintRule.DUPLICATE || !finding.what().endsWith("another lookup"))
                .map(finding -> finding.place().orElseThrow().offset())
                .collect(Collectors.toCollection(TreeSet::new));
        return Words.of(text, " ", 0).stream()
                .filter(word -> !offsets.contains(word.offset()))
                .map(LintFinding.Place::entry)
                .collect(Collectors.joining(" "));
    }

    /** The entries with prefixes merged, and without those that have no effect; empty if nothing can be merged. */
    private static Optional<List<String>> merged(
            List<String> entries, List<Directive> directives, Directive.Effect end) {
        ListLint list = new ListLint(directives, new ArrayList<>());
        list.lint(end);
        Redundancy redundancy = new Redundancy(directives, list.idle(), end);
        if (redundancy.merges().isEmpty()) {
            return Optional.empty();
        }
        List<String> result = new ArrayList<>(entries);
        list.idle().stream()
                .filter(index -> !repeatsLookup(directives.get(index)))
                .forEach(index -> result.set(index, ""));
        redundancy.noEffect().keySet().forEach(index -> result.set(index, ""));
        for (Redundancy.Merge merge : redundancy.merges()) {
            String first = entries.get(merge.members().get(0));
            merge.members().forEach(index -> result.set(index, ""));
            result.set(merge.members().get(0), first.substring(0, first.indexOf(':') + 1) + merge.prefix());
        }
        result.removeIf(String::isEmpty);
        return Optional.of(result);
    }

    private static void sameForRmx(String text, String other, long dns) throws RmxFormatException {
        DnsData before = new DnsData.RmxRecords(List.of(RmxText.parse(text)));
        DnsData after = new DnsData.RmxRecords(List.of(RmxText.parse(other)));
        for (IpAddress client : CLIENTS) {
            RmxVerdict expected = verdict(PublishedForm.RMX, RecordType.RMX, before, client, dns);
            RmxVerdict actual = verdict(PublishedForm.RMX, RecordType.RMX, after, client, dns);
            // [EVAL-5] behind malformed data, a lookup that fails says only whether to ask again
            if (!isOpen(expected) || !isOpen(actual)) {
                assertThat(actual.result())
                        .as("%s for %s instead of %s", other, client, text)
                        .isEqualTo(expected.result());
            }
        }
    }

    private static boolean isOpen(RmxVerdict verdict) {
        return verdict.outcome() == RmxOutcome.BAD_DATA || verdict.outcome() == RmxOutcome.TEMP_FAIL;
    }

    private static void sameForSpf(String text, String other, long dns) throws RmxFormatException {
        DnsData before = new DnsData.Spf(SpfText.parse(text));
        DnsData after = new DnsData.Spf(SpfText.parse(other));
        for (IpAddress client : CLIENTS) {
            RmxVerdict expected = verdict(PublishedForm.SPF, RecordType.SPF, before, client, dns);
            RmxVerdict actual = verdict(PublishedForm.SPF, RecordType.SPF, after, client, dns);
            assertThat(actual.result())
                    .as("%s for %s instead of %s", other, client, text)
                    .isEqualTo(expected.result());
            assertThat(actual.spf().flatMap(spf -> spf.result()))
                    .as("%s for %s instead of %s", other, client, text)
                    .isEqualTo(expected.spf().flatMap(spf -> spf.result()));
        }
    }

    /** The verdict in a world where each question has one of four answers, by chance. */
    private static RmxVerdict verdict(PublishedForm form, RecordType type, DnsData record, IpAddress client, long dns) {
        RmxVerifier verifier = new RmxVerifier(List.of(form), RmxLimits.DEFAULT, List.of());
        RmxQuery query = EnvelopeSender.parse("joe@x.example").from(client);
        Map<DnsQuestion, DnsAnswer> answers = new HashMap<>();
        answers.put(new DnsQuestion(DomainName.parse("x.example"), type), new DnsAnswer.Found(record, UNTIL, false));
        while (true) {
            RmxStep step = verifier.evaluate(query, answers);
            if (step instanceof RmxStep.Needs needs) {
                needs.questions().forEach(question -> answers.put(question, answer(question, client, dns)));
            } else {
                return (RmxVerdict) step;
            }
        }
    }

    private static DnsAnswer answer(DnsQuestion question, IpAddress client, long dns) {
        boolean addresses = question.type() == RecordType.A || question.type() == RecordType.AAAA;
        return switch (Math.floorMod(Objects.hash(question.toString(), client.toString(), dns), 4)) {
            case 0 -> new DnsAnswer.Absent(UNTIL, false);
            case 1 -> new DnsAnswer.Failed(DnsAnswer.Failed.Kind.SERVFAIL, "SERVFAIL");
            case 2 ->
                addresses
                        ? new DnsAnswer.Found(new DnsData.Addresses(List.of(client)), UNTIL, false)
                        : new DnsAnswer.Malformed("malformed", UNTIL, false);
            default -> new DnsAnswer.Absent(UNTIL, false);
        };
    }
}
