package dev.rmx.resolver;

import dev.rmx.RmxResult;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.codec.lint.LintFinding;
import dev.rmx.codec.lint.LintFinding.Place;
import dev.rmx.codec.lint.LintRecord;
import dev.rmx.codec.lint.LintRule;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks up the names in the entries of RMX records ([LINT-3]). */
final class RmxTargets {
    /** How many hosts of a domain are looked up, to find their PTR names. */
    private static final int HOSTS = 5;
    /** How many entries are looked up: ten count for a check ([LIM-1]). */
    private static final int ENTRIES = 100;
    /** How many {@code domain} entries are compared with the hosts of their domains. */
    private static final int DOMAINS = 10;

    private final DomainName domain;
    private final QuestionRounds asked;
    private final List<LintFinding> findings;
    private final List<String> remarks;

    /** An entry that needs DNS. */
    private record Located(LintRecord record, Place place, RmxEntry entry) {}

    RmxTargets(DomainName domain, QuestionRounds asked, List<LintFinding> findings, List<String> remarks) {
        this.domain = domain;
        this.asked = asked;
        this.findings = findings;
        this.remarks = remarks;
    }

    void lint(List<LintRecord> records) {
        List<Located> entries = new ArrayList<>();
        List<RmxEntry> others = new ArrayList<>();
        for (LintRecord record : records) {
            addEntries(record, entries, others);
        }
        if (entries.size() > ENTRIES) {
            remarks.add("only the first " + ENTRIES + " entries that need DNS were looked up");
            entries.subList(ENTRIES, entries.size()).clear();
        }
        for (Located located : entries) {
            start(located.entry());
        }
        for (Located located : entries) {
            Targets targets = new Targets(asked, located.record(), located.place(), findings);
            if (located.entry() instanceof RmxEntry.Host host) {
                targets.host(host.name());
            } else if (located.entry() instanceof RmxEntry.Apl apl) {
                targets.list(apl.name());
            } else if (located.entry() instanceof RmxEntry.Mx) {
                targets.exchanges(domain, LintRule.TOO_MANY_NAMES, "receivers use the ten with the best preference");
            }
        }
        others.removeIf(entry -> entry instanceof RmxEntry.Domain || !entry.grants());
        RmxRecord granting = new RmxRecord(others.subList(0, Math.min(others.size(), RmxRecord.MAX_ENTRIES)));
        entries.stream()
                .filter(located -> located.entry() instanceof RmxEntry.Domain)
                .limit(DOMAINS)
                .forEach(located -> confirmed(located, (RmxEntry.Domain) located.entry(), granting));
    }

    private void start(RmxEntry entry) {
        if (entry instanceof RmxEntry.Host host) {
            asked.start(Targets.addresses(host.name()));
        } else if (entry instanceof RmxEntry.Apl apl) {
            asked.start(List.of(new DnsQuestion(apl.name(), RecordType.APL)));
        } else if (entry instanceof RmxEntry.Mx) {
            asked.start(List.of(new DnsQuestion(domain, RecordType.MX)));
        }
    }

    private static void addEntries(LintRecord record, List<Located> entries, List<RmxEntry> all) {
        int offset = 0;
        try {
            for (RmxEntry entry : RmxText.parse(record.text()).entries()) {
                String text = entry.toString();
                all.add(entry);
                if (entry.type().needsDns()) {
                    entries.add(new Located(record, new Place(offset, text), entry));
                }
                offset += text.length() + 1;
            }
        } catch (RmxFormatException e) {
            throw new IllegalStateException("canonical text of a record is malformed", e);
        }
    }

    /** Whether a known host of the domain has a confirmed name in it ([ENT-domain]). */
    private void confirmed(Located located, RmxEntry.Domain entry, RmxRecord others) {
        DomainName name = entry.name().isRoot() ? domain : entry.name();
        Set<IpAddress> hosts = new LinkedHashSet<>();
        List<DomainName> names = new ArrayList<>(List.of(name));
        if (asked.ask(new DnsQuestion(name, RecordType.MX)) instanceof DnsAnswer.Found found
                && found.data() instanceof DnsData.Exchanges mx) {
            mx.exchanges().stream()
                    .map(DnsData.Exchange::host)
                    .filter(host -> host.isAtOrBelow(name) && !host.isRoot())
                    .forEach(names::add);
        }
        List<DnsQuestion> questions = names.stream()
                .limit(HOSTS)
                .flatMap(host -> Targets.addresses(host).stream())
                .toList();
        asked.require(questions);
        for (DnsQuestion question : questions) {
            if (asked.ask(question) instanceof DnsAnswer.Found found
                    && found.data() instanceof DnsData.Addresses addresses) {
                hosts.addAll(addresses.addresses());
            }
        }
        // hosts that other entries let pass need no PTR
        List<IpAddress> named = FormComparison.passing(asked, domain, others, List.copyOf(hosts));
        hosts.removeAll(named);
        List<IpAddress> some = hosts.stream().limit(HOSTS).toList();
        RmxRecord alone = RmxRecord.of(new RmxEntry.Domain(false, name));
        List<RmxResult> results = FormComparison.results(asked, domain, alone, some);
        if (!results.isEmpty() && results.stream().allMatch(result -> result == RmxResult.FAIL)) {
            findings.add(new LintFinding(
                    LintRule.PTR_NOT_CONFIRMED,
                    located.record(),
                    Optional.of(located.place()),
                    entry + " matches none of the hosts of " + name + " that were looked up, such as " + some.get(0)
                            + ": no PTR name of theirs is in the domain and leads back",
                    "set the PTR records of the hosts, or name them by host:"));
        }
        for (DomainName owner : asked.withMoreNamesThan(Targets.NAMES)) { // [LIM-2]
            findings.add(new LintFinding(
                    LintRule.TOO_MANY_NAMES,
                    located.record(),
                    Optional.of(located.place()),
                    owner + " has more than ten PTR records, and receivers use the first ten in canonical order",
                    "keep one PTR record for each address"));
        }
    }
}
