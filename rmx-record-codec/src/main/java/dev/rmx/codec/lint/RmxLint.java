package dev.rmx.codec.lint;

import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.codec.lint.Directive.Effect;
import dev.rmx.codec.lint.LintFinding.Place;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Lints the RMX records of one name ([LINT-2]). */
final class RmxLint {
    /** The limit of [LIM-1]. */
    private static final int LOOKUPS = 10;

    private final BigInteger mostAddresses;
    private final List<LintFinding> findings;

    /** A record that can be read. */
    private record Parsed(RmxRecord entries, List<Directive> directives) {}

    RmxLint(BigInteger mostAddresses, List<LintFinding> findings) {
        this.mostAddresses = mostAddresses;
        this.findings = findings;
    }

    void lint(List<LintRecord> records) {
        TreeMap<RmxRecord, Parsed> inOrder = new TreeMap<>(); // [REC-3] in wire order, each once
        int entries = 0;
        for (LintRecord record : records) {
            Optional<Parsed> parsed = parse(record);
            if (parsed.isEmpty()) {
                return; // one bad record makes all of them bad
            }
            Parsed same = inOrder.putIfAbsent(parsed.get().entries(), parsed.get());
            entries += same == null ? parsed.get().directives().size() : 0;
        }
        if (entries > RmxRecord.MAX_ENTRIES) {
            tooLarge(records.get(0), entries);
            return;
        }
        List<Directive> directives = new ArrayList<>(entries);
        inOrder.values().forEach(parsed -> directives.addAll(parsed.directives()));
        RecordOrder.finding(directives).ifPresent(findings::add);
        ListLint list = new ListLint(directives, findings);
        list.lint(Effect.FAIL); // [EVAL-3] the end of the list
        inOrder.values().forEach(this::entries);
        everybody(directives, list);
        RecordLint.clients(list.matches().passingIpv4(), mostAddresses, records.get(0), findings);
        nobody(records.get(0), directives);
        lookups(directives, list);
    }

    private Optional<Parsed> parse(LintRecord record) {
        List<Place> places = Words.of(record.text(), " \t", 0);
        if (places.size() > RmxRecord.MAX_ENTRIES) {
            tooLarge(record, places.size());
            return Optional.empty();
        }
        List<RmxEntry> entries = new ArrayList<>(places.size());
        for (Place place : places) {
            try {
                entries.addAll(RmxText.parse(place.entry()).entries());
            } catch (RmxFormatException e) {
                findings.add(SyntaxAdvice.rmx(record, place, e));
            }
        }
        return entries.size() < places.size()
                ? Optional.empty()
                : Optional.of(new Parsed(new RmxRecord(entries), directives(record, places, entries)));
    }

    static List<Directive> directives(LintRecord record, List<Place> places, List<RmxEntry> entries) {
        List<Directive> directives = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            directives.add(directive(record, places.get(i), entries.get(i)));
        }
        return directives;
    }

    private static Directive directive(LintRecord record, Place place, RmxEntry entry) {
        Optional<IpPrefix> prefix =
                entry instanceof RmxEntry.Literal literal ? Optional.of(literal.prefix()) : Optional.empty();
        Effect effect = entry instanceof RmxEntry.Full ? Effect.OPEN : entry.grants() ? Effect.PASS : Effect.FAIL;
        return new Directive(
                record, place, entry.toString(), prefix, entry.type().needsDns(), effect);
    }

    private void tooLarge(LintRecord record, int entries) {
        findings.add(new LintFinding(
                LintRule.TOO_LARGE,
                record,
                "receivers say none for all mail of the domain, since it has " + entries + " entries",
                "publish at most " + RmxRecord.MAX_ENTRIES + " entries")); // [LIM-4]
    }

    private void entries(Parsed parsed) {
        for (int i = 0; i < parsed.directives().size(); i++) {
            RmxEntry entry = parsed.entries().entries().get(i);
            Directive directive = parsed.directives().get(i);
            if (entry instanceof RmxEntry.Mapped) {
                findings.add(directive.finding(
                        LintRule.MAPPED_TYPE,
                        "a receiver that follows revision 04 of the draft reads none of the record",
                        "write host: or apl: and a name"));
            }
            if (entry instanceof RmxEntry.Named named && !named.name().isRoot()) {
                name(directive, named.name());
            }
        }
    }

    private void name(Directive directive, DomainName name) {
        String text = name.toString();
        if (isAddress(text)) {
            findings.add(directive.finding(
                    LintRule.ADDRESS_AS_NAME,
                    directive.canonical() + " asks DNS for a host with the name " + text + ", which there is not",
                    "write ipv4:" + text));
        } else if (name.labelCount() == 1) { // [TEXT-3]
            findings.add(directive.finding(
                    LintRule.SINGLE_LABEL,
                    directive.canonical() + " means the name " + text + " itself: no domain is added to it",
                    "write the whole name"));
        } else if (!text.matches("[a-z0-9_.-]*")) {
            findings.add(directive.finding(
                    LintRule.ODD_NAME,
                    directive.canonical() + " asks for a name that no host has",
                    "write a name of letters, digits, hyphens, underscores and dots"));
        }
    }

    private static boolean isAddress(String text) {
        try {
            IpAddress.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void everybody(List<Directive> directives, ListLint list) {
        for (int i = 0; i < directives.size(); i++) {
            Directive directive = directives.get(i);
            boolean all = directive.prefix().filter(RecordLint::isEverything).isPresent();
            if (all && directive.effect() == Effect.PASS && list.matches().contains(i)) {
                findings.add(directive.finding(
                        LintRule.ANY_CLIENT,
                        "mail from every " + directive.prefix().get().family()
                                + " address that no earlier entry refuses passes, whoever sends it",
                        "list only the hosts that send mail for the domain"));
            }
        }
    }

    private void nobody(LintRecord record, List<Directive> directives) {
        Optional<Directive> unused =
                directives.stream().filter(Directive::matchesEveryone).findFirst();
        if (unused.isPresent()) {
            if (directives.size() > 1) {
                findings.add(unused.get()
                        .finding(
                                LintRule.UNUSED_NOT_ALONE,
                                "unused: says that the domain sends no mail, and the entries beside it say otherwise",
                                "write unused: alone, or remove it: the end of a record refuses as well"));
            }
        } else if (directives.stream().allMatch(directive -> directive.effect() == Effect.FAIL)) {
            findings.add(new LintFinding(
                    LintRule.GRANTS_NOBODY,
                    record,
                    "all mail of the domain fails, since no entry grants",
                    "write unused: if the domain sends no mail"));
        }
    }

    /** [LIM-1]. */
    private void lookups(List<Directive> directives, ListLint list) {
        int lookups = 0;
        boolean grants = false;
        for (int i = 0; i < directives.size() && lookups <= LOOKUPS; i++) {
            Directive directive = directives.get(i);
            lookups += directive.asksDns() ? 1 : 0;
            grants |= directive.asksDns() && directive.effect() != Effect.FAIL;
            if (lookups > LOOKUPS && grants && list.matches().reach(i)) {
                findings.add(directive.finding(
                        LintRule.TOO_MANY_LOOKUPS,
                        "receivers say none for mail from hosts that no prefix before this entry names: it is the "
                                + "eleventh that needs DNS",
                        "use prefixes, or put the addresses of all hosts at one name"));
            }
        }
    }
}
