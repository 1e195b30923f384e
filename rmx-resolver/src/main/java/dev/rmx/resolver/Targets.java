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
import java.util.List;
import java.util.Optional;

/**
 * The names that one entry or term needs.
 *
 * @param asked asks the questions
 * @param record the record that the entry is in
 * @param place the entry
 * @param findings takes what is found
 */
record Targets(QuestionRounds asked, LintRecord record, Place place, List<LintFinding> findings) {
    /** The limit of [LIM-2]. */
    static final int NAMES = 10;

    /** The answers on the addresses of a host. */
    record Host(DnsAnswer ipv4, DnsAnswer ipv6) {
        boolean lacksIpv4() {
            return ipv4 instanceof DnsAnswer.Absent;
        }

        boolean lacksIpv6() {
            return ipv6 instanceof DnsAnswer.Absent;
        }
    }

    /** The questions about the addresses of a host. */
    static List<DnsQuestion> addresses(DomainName host) {
        return List.of(new DnsQuestion(host, RecordType.A), new DnsQuestion(host, RecordType.AAAA));
    }

    /** The addresses of a host: absent, failed, or of one family only. */
    Host host(DomainName name) {
        DnsQuestion a = addresses(name).get(0);
        DnsQuestion aaaa = addresses(name).get(1);
        asked.start(addresses(name));
        Host host = new Host(asked.ask(a), asked.ask(aaaa));
        boolean failed = failed(a, host.ipv4());
        failed |= failed(aaaa, host.ipv6());
        if (failed) {
            return host;
        }
        if (host.lacksIpv4() && host.lacksIpv6()) {
            absent(name + " has no address", "give it an address, or remove " + place.entry());
        } else if (host.lacksIpv4() || host.lacksIpv6()) {
            String has = host.lacksIpv4() ? "IPv6" : "IPv4";
            String lacks = host.lacksIpv4() ? "IPv4" : "IPv6";
            add(
                    LintRule.ONE_FAMILY,
                    name + " has " + has + " addresses only: mail that it sends over " + lacks + " does not match",
                    "add " + (host.lacksIpv4() ? "an A" : "an AAAA") + " record if it sends over " + lacks);
        }
        return host;
    }

    /** The address prefix list of a name. */
    void list(DomainName name) {
        DnsQuestion question = new DnsQuestion(name, RecordType.APL);
        DnsAnswer answer = asked.ask(question);
        if (answer instanceof DnsAnswer.Absent) {
            absent(name + " has no APL record", "publish one there, or remove " + place.entry());
        } else if (answer instanceof DnsAnswer.Malformed malformed) {
            add(
                    LintRule.BAD_RECORD,
                    "receivers cannot tell whom " + place.entry() + " matches: " + malformed.reason(),
                    "correct the APL record of " + name);
        } else {
            failed(question, answer);
        }
    }

    /** The mail exchanges of a domain, and their addresses. */
    DnsAnswer exchanges(DomainName domain, LintRule rule, String what) {
        DnsQuestion question = new DnsQuestion(domain, RecordType.MX);
        DnsAnswer answer = asked.ask(question);
        failed(question, answer);
        if (answer instanceof DnsAnswer.Found found && found.data() instanceof DnsData.Exchanges mx) {
            if (mx.records() > NAMES) { // [LIM-2]
                add(
                        rule,
                        domain + " has " + mx.records() + " MX records, and " + what,
                        "keep ten MX records, or name the sending hosts otherwise");
            }
            List<DomainName> hosts = mx.exchanges().stream()
                    .map(DnsData.Exchange::host)
                    .filter(host -> !host.isRoot())
                    .limit(NAMES)
                    .toList();
            if (hosts.isEmpty()) {
                absent(domain + " takes no mail (null MX)", "remove " + place.entry());
            }
            hosts.forEach(host -> asked.start(addresses(host)));
            hosts.forEach(this::host);
        } else if (answer instanceof DnsAnswer.Absent) {
            absent(domain + " has no MX record", "remove " + place.entry());
        }
        return answer;
    }

    /** Whether a lookup failed. Adds a finding if it did. */
    boolean failed(DnsQuestion question, DnsAnswer answer) {
        if (!(answer instanceof DnsAnswer.Failed failed)) {
            return false;
        }
        if (failed.kind() != DnsAnswer.Failed.Kind.BUDGET_SPENT) { // else a remark says so
            add(
                    LintRule.TARGET_FAILED,
                    "the lookup of " + question + " fails now, so mail from hosts that no other entry decides gets"
                            + " temperror: " + failed.reason(),
                    "let the name servers of " + question.name() + " answer");
        }
        return true;
    }

    void absent(String why, String right) {
        add(LintRule.TARGET_ABSENT, place.entry() + " matches nobody, since " + why, right);
    }

    void add(LintRule rule, String what, String right) {
        findings.add(new LintFinding(rule, record, Optional.of(place), what, right));
    }
}
