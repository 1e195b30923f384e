package dev.rmx.resolver;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxResult;
import dev.rmx.RmxStep;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.codec.lint.LintFinding;
import dev.rmx.codec.lint.LintRecord;
import dev.rmx.codec.lint.LintRule;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.IpRanges;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what RMX and SPF say, address by address ([LINT-3]). It finds differences, and proves nothing. */
final class FormComparison {
    /** How many addresses are tried. */
    private static final int MOST = 200;
    /** How many prefixes of each record are tried at their ends. */
    private static final int PREFIXES = 100;

    private final DomainName domain;
    private final QuestionRounds asked;

    FormComparison(DomainName domain, QuestionRounds asked) {
        this.domain = domain;
        this.asked = asked;
    }

    void compare(
            RmxRecord rmx, List<SpfRecord> spf, LintRecord record, List<LintFinding> findings, List<String> remarks) {
        List<IpAddress> clients = candidates(rmx, spf);
        List<RmxResult> byRmx = results(asked, domain, rmx, clients);
        List<RmxResult> bySpf = results(asked, domain, PublishedForm.SPF, Map.of(), clients);
        List<IpAddress> onlyRmx = new ArrayList<>();
        List<IpAddress> onlySpf = new ArrayList<>();
        List<IpAddress> softer = new ArrayList<>();
        int compared = 0;
        for (int i = 0; i < clients.size(); i++) {
            RmxResult one = byRmx.get(i);
            RmxResult other = bySpf.get(i);
            if (one == RmxResult.TEMPERROR || other == RmxResult.TEMPERROR) {
                continue; // a failure says nothing
            }
            compared++;
            if ((one == RmxResult.PASS) != (other == RmxResult.PASS)) {
                (one == RmxResult.PASS ? onlyRmx : onlySpf).add(clients.get(i));
            } else if (one == RmxResult.FAIL && other == RmxResult.NONE) {
                softer.add(clients.get(i));
            }
        }
        String tried = compared + " addresses tried";
        differs(onlyRmx, "RMX says pass and SPF does not", tried, record, findings);
        differs(onlySpf, "SPF says pass and RMX does not", tried, record, findings);
        if (!softer.isEmpty()) {
            findings.add(new LintFinding(
                    LintRule.SPF_SOFTER,
                    record,
                    "RMX says fail of mail from " + softer.get(0) + ", and SPF softfail, neutral or permerror",
                    "end the SPF record with -all when it is complete"));
        }
        if (onlyRmx.isEmpty() && onlySpf.isEmpty()) {
            remarks.add("SPF and RMX: no difference found in who passes, at " + tried);
        }
    }

    private static void differs(
            List<IpAddress> clients, String how, String tried, LintRecord record, List<LintFinding> findings) {
        if (!clients.isEmpty()) {
            findings.add(new LintFinding(
                    LintRule.SPF_DIFFERS,
                    record,
                    how + " of mail from " + clients.get(0)
                            + (clients.size() > 1 ? " and " + (clients.size() - 1) + " more" : "") + " of the " + tried,
                    "authorize the same hosts in both"));
        }
    }

    /** The addresses of hosts in both records, then the ends of their prefixes, and the addresses beside them. */
    private List<IpAddress> candidates(RmxRecord rmx, List<SpfRecord> spf) {
        Set<IpPrefix> prefixes = new LinkedHashSet<>();
        asked.addresses().stream().limit(PREFIXES).forEach(host -> prefixes.add(IpPrefix.of(host)));
        rmx.entries().stream()
                .filter(RmxEntry.Literal.class::isInstance)
                .limit(PREFIXES)
                .forEach(entry -> prefixes.add(((RmxEntry.Literal) entry).prefix()));
        spf.stream()
                .flatMap(record -> record.terms().stream())
                .filter(SpfTerm.Ip.class::isInstance)
                .limit(PREFIXES)
                .forEach(term -> prefixes.add(((SpfTerm.Ip) term).prefix()));
        Set<IpAddress> clients = new LinkedHashSet<>();
        prefixes.forEach(prefix -> IpRanges.of(prefix).ranges().forEach(range -> {
            clients.add(range.first());
            clients.add(range.last());
        }));
        prefixes.forEach(prefix -> clients.addAll(beside(prefix)));
        return clients.stream().limit(MOST).toList();
    }

    /** The last address before a prefix, and the first behind it, as far as its family has them. */
    private static List<IpAddress> beside(IpPrefix prefix) {
        IpRanges family = IpRanges.of(new IpPrefix(prefix.address(), 0));
        return family.minus(IpRanges.of(prefix)).ranges().stream()
                .map(range -> range.last().compareTo(prefix.address()) < 0 ? range.last() : range.first())
                .toList();
    }

    /** The clients that a record would let pass, or for which a lookup fails now. */
    static List<IpAddress> passing(QuestionRounds asked, DomainName domain, RmxRecord record, List<IpAddress> clients) {
        List<RmxResult> results = results(asked, domain, record, clients);
        List<IpAddress> passing = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) == RmxResult.PASS || results.get(i) == RmxResult.TEMPERROR) {
                passing.add(clients.get(i));
            }
        }
        return passing;
    }

    /** What a record would say of clients, if the domain published it as RMX. */
    static List<RmxResult> results(QuestionRounds asked, DomainName domain, RmxRecord record, List<IpAddress> clients) {
        DnsQuestion question = new DnsQuestion(domain, RecordType.RMX);
        DnsAnswer published = new DnsAnswer.Found(new DnsData.RmxRecords(List.of(record)), Instant.MAX, false);
        return results(asked, domain, PublishedForm.RMX, Map.of(question, published), clients);
    }

    /** What a form says of clients, given answers that take the place of those of DNS. */
    private static List<RmxResult> results(
            QuestionRounds asked,
            DomainName domain,
            PublishedForm form,
            Map<DnsQuestion, DnsAnswer> given,
            List<IpAddress> clients) {
        RmxVerifier verifier = new RmxVerifier(List.of(form), RmxLimits.DEFAULT, List.of());
        EnvelopeSender sender = EnvelopeSender.parse("postmaster@" + domain);
        Map<DnsQuestion, DnsAnswer> answers = new HashMap<>(asked.answers());
        answers.putAll(given);
        List<RmxResult> results = new ArrayList<>();
        Set<DnsQuestion> questions = new LinkedHashSet<>();
        for (IpAddress client : clients) {
            RmxStep step = verifier.evaluate(sender.from(client), answers);
            if (step instanceof RmxStep.Needs needs) {
                questions.addAll(needs.questions());
            } else {
                results.add(((RmxVerdict) step).result());
            }
        }
        asked.require(questions);
        return results;
    }
}
