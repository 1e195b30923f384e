package dev.rmx.resolver;

import dev.rmx.codec.lint.LintFinding;
import dev.rmx.codec.lint.LintFinding.Place;
import dev.rmx.codec.lint.LintRecord;
import dev.rmx.codec.lint.LintRule;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Follows the terms of an SPF record, through includes and redirects, as for a client that no term matches: that client
 * needs the most lookups (RFC 7208 §4.6.4). Macros are not followed.
 */
final class SpfTargets {
    private static final int LOOKUPS = 10;
    private static final int VOIDS = 2;
    /** Where counting ends: more than any receiver follows. */
    private static final int MOST = 100;

    private final DomainName domain;
    private final QuestionRounds asked;
    private final LintRecord text;
    private final List<LintFinding> findings;
    private final List<String> remarks;
    private final List<SpfRecord> records = new ArrayList<>();

    private int lookups;
    /** Of clients over IPv4, and over IPv6. */
    private int voids4;

    private int voids6;

    SpfTargets(
            DomainName domain,
            QuestionRounds asked,
            LintRecord text,
            List<LintFinding> findings,
            List<String> remarks) {
        this.domain = domain;
        this.asked = asked;
        this.text = text;
        this.findings = findings;
        this.remarks = remarks;
    }

    /** The record, and those that it leads to. */
    List<SpfRecord> records() {
        return records;
    }

    /** How many lookups count; counting ends when there are more than 100. */
    int lookups() {
        return lookups;
    }

    /** How many of them find nothing, for the family of clients with more of these. */
    int voids() {
        return Math.max(voids4, voids6);
    }

    void lint(SpfRecord record) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        records.add(record);
        int offset = SpfRecord.VERSION.length() + 1;
        int own = 0;
        boolean hasAll = record.terms().stream().anyMatch(SpfTerm.All.class::isInstance);
        boolean behindAll = false;
        start(record, domain);
        for (SpfTerm term : record.terms()) {
            Targets targets = new Targets(asked, text, new Place(offset, term.toString()), findings);
            offset += term.toString().length() + 1;
            int before = lookups;
            behindAll |= term instanceof SpfTerm.All;
            if (!(term instanceof SpfTerm.Redirect ? hasAll : behindAll)) {
                follow(term, domain, List.of(domain), targets, true);
                own += lookups > before ? 1 : 0;
            }
            if (lookups > before) {
                counts.merge(term.toString(), lookups - before, Integer::sum);
            }
        }
        String list = counts.entrySet().stream()
                .map(count -> count.getKey() + " " + count.getValue())
                .collect(Collectors.joining(", "));
        if (lookups > 0) {
            remarks.add("SPF counts " + (lookups > MOST ? "over " + MOST : String.valueOf(lookups)) + " of 10 lookups: "
                    + list);
        }
        if (lookups > LOOKUPS && own <= LOOKUPS) { // more terms of its own are found in the text
            findings.add(new LintFinding(
                    LintRule.TOO_MANY_LOOKUPS,
                    text,
                    "receivers say permerror for mail from hosts that no earlier term names: it needs " + lookups
                            + " lookups, and ten are allowed: " + list,
                    "use ip4: and ip6:, or fewer includes"));
        }
        if (voids4 > VOIDS || voids6 > VOIDS) {
            String clients = voids4 > VOIDS && voids6 > VOIDS ? "" : voids4 > VOIDS ? " over IPv4" : " over IPv6";
            findings.add(new LintFinding(
                    LintRule.TOO_MANY_VOIDS,
                    text,
                    "receivers say permerror for mail" + clients + " from hosts that no earlier term names: "
                            + Math.max(voids4, voids6) + " lookups find nothing, and two are allowed",
                    "remove the terms whose names have no record, or add addresses of the other family"));
        }
    }

    /** Has the questions of a record's terms asked together. */
    private void start(SpfRecord record, DomainName at) {
        record.terms().stream()
                .takeWhile(term -> !(term instanceof SpfTerm.All))
                .limit(MOST)
                .forEach(term -> term.domainSpec()
                        .map(MacroString::name)
                        .orElse(Optional.of(at))
                        .ifPresent(name -> asked.start(questions(term, name))));
    }

    private static List<DnsQuestion> questions(SpfTerm term, DomainName name) {
        if (term instanceof SpfTerm.Include) {
            return List.of(new DnsQuestion(name, RecordType.SPF));
        } else if (term instanceof SpfTerm.A) {
            return Targets.addresses(name);
        } else if (term instanceof SpfTerm.Mx) {
            return List.of(new DnsQuestion(name, RecordType.MX));
        }
        return term instanceof SpfTerm.Exists ? List.of(new DnsQuestion(name, RecordType.A)) : List.of();
    }

    private void follow(SpfTerm term, DomainName at, List<DomainName> path, Targets targets, boolean own) {
        if (lookups > MOST) {
            return;
        }
        Optional<MacroString> macros = term.domainSpec();
        Optional<DomainName> name = macros.isEmpty() ? Optional.of(at) : macros.flatMap(MacroString::name);
        int more = macros.filter(text -> text.uses(MacroLetter.P)).isPresent() ? 1 : 0;
        if (term instanceof SpfTerm.Include || term instanceof SpfTerm.Redirect) {
            lookups += 1 + more;
            name.ifPresent(next -> lead(term, next, path, targets));
            if (!own && name.isEmpty() && macros.filter(MacroString::hasMacros).isEmpty()) {
                unusable(path, term + " has a name that cannot be asked", targets);
            }
        } else if (term instanceof SpfTerm.A) {
            lookups += 1 + more;
            name.ifPresent(host -> addresses(host, targets, own));
        } else if (term instanceof SpfTerm.Mx) {
            lookups += 1 + more;
            name.ifPresent(next -> exchanges(next, path, targets, own));
        } else if (term instanceof SpfTerm.Exists) {
            lookups += 1 + more;
            name.ifPresent(next -> exists(next, targets, own));
        } else if (term instanceof SpfTerm.Ptr) {
            lookups += 1 + more;
        }
    }

    private void lead(SpfTerm term, DomainName next, List<DomainName> path, Targets targets) {
        List<DomainName> longer = new ArrayList<>(path);
        longer.add(next);
        String chain = chain(longer);
        if (path.equals(List.of(next))) {
            return; // the text shows that
        }
        if (path.contains(next)) {
            targets.add(
                    LintRule.INCLUDE_LOOP,
                    "receivers say permerror for mail from hosts that no earlier term names, since the records lead in a"
                            + " circle: " + chain,
                    "remove the term that leads back");
            return;
        }
        DnsQuestion question = new DnsQuestion(next, RecordType.SPF);
        DnsAnswer answer = asked.ask(question);
        if (answer instanceof DnsAnswer.Absent) {
            targets.add(
                    LintRule.INCLUDE_ABSENT,
                    "receivers say permerror for mail from hosts that no earlier term names, since no SPF record is at "
                            + chain,
                    "remove " + term + ", or let " + next + " publish a record");
        } else if (answer instanceof DnsAnswer.Malformed malformed) {
            unusable(longer, malformed.reason(), targets);
        } else if (answer instanceof DnsAnswer.Found found && found.data() instanceof DnsData.Spf spf) {
            records.add(spf.record());
            start(spf.record(), next);
            for (SpfTerm inner : spf.record().terms()) {
                if (inner instanceof SpfTerm.All) {
                    return;
                }
                if (!(inner instanceof SpfTerm.Redirect)) {
                    follow(inner, next, longer, targets, false);
                }
            }
            spf.record().redirect().ifPresent(redirect -> follow(redirect, next, longer, targets, false));
        } else {
            targets.failed(question, answer);
        }
    }

    /** The record at the end of a path makes receivers say permerror. */
    private static void unusable(List<DomainName> path, String why, Targets targets) {
        targets.add(
                LintRule.INCLUDE_BAD,
                "receivers say permerror for mail from hosts that no earlier term names, since the record cannot be"
                        + " used of " + chain(path) + ": " + why,
                "remove " + targets.place().entry() + ", or let " + path.get(path.size() - 1) + " correct its record");
    }

    private static String chain(List<DomainName> path) {
        return path.stream().skip(1).map(DomainName::toString).collect(Collectors.joining(", which leads to "));
    }

    private void addresses(DomainName host, Targets targets, boolean own) {
        Targets.Host answers = (own ? targets : elsewhere(targets)).host(host);
        voids4 += answers.lacksIpv4() ? 1 : 0;
        voids6 += answers.lacksIpv6() ? 1 : 0;
    }

    private void exchanges(DomainName next, List<DomainName> path, Targets targets, boolean own) {
        DnsAnswer answer = (own ? targets : elsewhere(targets))
                .exchanges(
                        next,
                        LintRule.TOO_MANY_MX,
                        "ten are allowed: receivers say permerror for mail from hosts that no earlier term names");
        if (!own
                && answer instanceof DnsAnswer.Found found
                && found.data() instanceof DnsData.Exchanges mx
                && mx.records() > Targets.NAMES) { // [SPF-3]
            unusable(path, next + " has " + mx.records() + " MX records, and ten are allowed", targets);
        }
        voids(answer);
    }

    private void exists(DomainName next, Targets targets, boolean own) {
        DnsQuestion question = new DnsQuestion(next, RecordType.A);
        DnsAnswer answer = asked.ask(question);
        targets.failed(question, answer);
        if (answer instanceof DnsAnswer.Absent && own) {
            targets.absent(next + " has no A record", "remove it");
        }
        voids(answer);
    }

    private void voids(DnsAnswer answer) {
        voids4 += answer instanceof DnsAnswer.Absent ? 1 : 0;
        voids6 += answer instanceof DnsAnswer.Absent ? 1 : 0;
    }

    /** Takes no findings on single hosts: the record belongs to somebody else. */
    private static Targets elsewhere(Targets targets) {
        return new Targets(targets.asked(), targets.record(), targets.place(), new ArrayList<>());
    }
}
