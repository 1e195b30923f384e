package dev.rmx.codec.lint;

import dev.rmx.PublishedForm;
import dev.rmx.codec.lint.Directive.Effect;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What RMX and SPF have in common: an ordered list in which the first match decides ([LINT-2]). */
final class ListLint {
    /** How many entries a finding quotes. */
    private static final int QUOTED = 5;

    private static final IpAddress ANY = IpAddress.parse("0.0.0.0");

    private final List<Directive> directives;
    private final List<LintFinding> findings;
    private final FirstMatches matches;
    /** The directives that never match. */
    private final BitSet idle = new BitSet();

    ListLint(List<Directive> directives, List<LintFinding> findings) {
        this.directives = directives;
        this.findings = findings;
        this.matches = new FirstMatches(directives);
    }

    /** Finds all that does not depend on the form. */
    void lint(Effect end) {
        repetitions();
        for (int i = 0; i < directives.size(); i++) {
            shadow(i);
            Directive directive = directives.get(i);
            if (directive.prefix().isPresent()) {
                prefix(directive, directive.prefix().get());
            }
        }
        redundancy(end);
    }

    /** The directives that never match, after {@link #lint}. */
    BitSet idle() {
        return idle;
    }

    FirstMatches matches() {
        return matches;
    }

    private void repetitions() {
        Map<String, Directive> seen = new HashMap<>();
        for (int i = 0; i < directives.size(); i++) {
            Directive directive = directives.get(i);
            Directive earlier = seen.putIfAbsent(directive.canonical(), directive);
            if (earlier != null && !directive.matchesEveryone()) {
                idle.set(i);
                boolean costs = directive.asksDns() && directive.effect() == Effect.OPEN;
                findings.add(directive.finding(
                        LintRule.DUPLICATE,
                        directive.canonical() + " stands twice, and the second "
                                + (costs ? "only costs receivers another lookup" : "changes nobody's result"),
                        "remove it: the first is at offset " + earlier.place().offset()));
            }
        }
    }

    private void shadow(int index) {
        Directive directive = directives.get(index);
        if (idle.get(index) || directive.isMapped()) {
            return;
        }
        boolean matches = directive.asksDns() ? this.matches.reach(index) : this.matches.contains(index);
        if (matches) {
            return;
        }
        idle.set(index);
        IpAddress client = directive.prefix().map(IpPrefix::address).orElse(ANY);
        Directive earlier = directives.get(this.matches.of(client));
        boolean excepts = directive.effect() == Effect.FAIL || directive.effect() == Effect.SOFTFAIL;
        if (excepts && directive.prefix().isPresent() && earlier.effect() == Effect.PASS) {
            findings.add(directive.finding(
                    LintRule.NEGATION_TOO_LATE,
                    directive.canonical() + " excepts nobody: " + earlier.canonical() + ", before it, lets mail from "
                            + client + " pass",
                    "put " + directive.canonical() + " before " + earlier.canonical()));
            return;
        }
        boolean afterAll = earlier.matchesEveryone() && directive.record().form() == PublishedForm.SPF;
        findings.add(directive.finding(
                afterAll ? LintRule.AFTER_ALL : LintRule.NEVER_MATCHES,
                directive.canonical() + " matches nobody: what stands before it, such as " + earlier.canonical()
                        + ", matches all its clients",
                directive.effect() == earlier.effect()
                        ? "remove it"
                        : "remove it, or put it before " + earlier.canonical()));
    }

    private void prefix(Directive directive, IpPrefix prefix) {
        hostBits(directive, prefix);
        if (directive.isMapped()) { // [ID-6]
            findings.add(directive.finding(
                    LintRule.MAPPED_IPV6,
                    directive.canonical() + " matches nobody: a client with an IPv4-mapped address counts as IPv4",
                    "write the IPv4 prefix " + prefix.unmapped()));
        } else if (directive.effect() == Effect.PASS) {
            SpecialRange.around(prefix)
                    .ifPresent(range -> findings.add(directive.finding(
                            range.rule(),
                            directive.canonical() + " lets no mail from the Internet pass: its addresses are for "
                                    + range.name(),
                            "write the addresses with which your servers reach the Internet")));
        }
    }

    /** [TEXT-2]: bits beyond the length count for nothing. */
    private void hostBits(Directive directive, IpPrefix prefix) {
        String entry = directive.place().entry();
        int slash = entry.lastIndexOf('/');
        int colon = entry.indexOf(':');
        if (slash < 0) {
            return;
        }
        IpAddress written = IpAddress.parse(entry.substring(colon + 1, slash));
        if (!written.equals(prefix.address())) {
            findings.add(directive.finding(
                    LintRule.HOST_BITS,
                    entry + " has bits beyond its prefix length, and stands for all of " + prefix,
                    "write " + prefix + ", or " + written + " if you mean this host"));
        }
    }

    private void redundancy(Effect end) {
        Redundancy redundancy = new Redundancy(directives, idle, end);
        redundancy.noEffect().forEach((index, cover) -> {
            Directive directive = directives.get(index);
            String same = cover.map(at -> directives.get(at).canonical() + " behind it says the same")
                    .orElse("the end of the record says the same");
            findings.add(directive.finding(
                    LintRule.NO_EFFECT,
                    "without " + directive.canonical() + " each client gets the same result, since " + same,
                    "remove it"));
        });
        for (Redundancy.Merge merge : redundancy.merges()) {
            Directive directive = directives.get(merge.members().get(0));
            String others = merge.members().stream()
                    .skip(1)
                    .limit(QUOTED)
                    .map(index -> directives.get(index).canonical())
                    .collect(Collectors.joining(", "));
            int more = merge.members().size() - 1 - QUOTED;
            findings.add(directive.finding(
                    LintRule.MERGEABLE,
                    directive.canonical() + " and " + others + (more > 0 ? " and " + more + " more" : "")
                            + " are together " + merge.prefix() + ", for which every client gets the same result",
                    "write " + merge.prefix() + " in the place of the first, and remove the others"));
        }
    }
}
