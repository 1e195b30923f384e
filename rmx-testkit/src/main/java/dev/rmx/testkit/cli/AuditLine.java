package dev.rmx.testkit.cli;

import dev.rmx.PublishedForm;
import dev.rmx.codec.lint.LintFinding;
import dev.rmx.codec.lint.LintRule;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.IpFamily;
import dev.rmx.resolver.AuditedDomain;
import dev.rmx.text.Printable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes what an audit says of a domain as one JSON object on one line, whose length is bounded. */
final class AuditLine {
    /** How each line begins, before the domain. */
    static final String START = "{\"version\":1,\"domain\":\"";

    /** The most characters of the records of a form. */
    private static final int LONGEST_RECORDS = 4_000;

    private static final int LONGEST_SENTENCE = 200;
    private static final int MOST_FAILURES = 5;

    private AuditLine() {}

    static String of(AuditedDomain audited) {
        boolean known = audited.state() != AuditedDomain.State.FAILED;
        Map<DnsQuestion, DnsAnswer.Failed> failures = audited.expansion().failures();
        return new Json()
                .field("version", 1)
                .field("domain", audited.domain().toString())
                .field("time", text(audited.time()))
                .field("state", word(audited.state()))
                .field("form", audited.form())
                .objects("forms", audited.forms().entrySet().stream().map(form -> form(form.getKey(), form.getValue())))
                .object("authorized", known ? authorized(audited) : null)
                .field("spfLookups", audited.spfLookups())
                .field("spfVoids", audited.spfVoids())
                .objects("findings", findings(audited.lint().findings()))
                .field("leftOut", audited.lint().leftOut())
                .objects(
                        "failures",
                        failures.entrySet().stream()
                                .limit(MOST_FAILURES)
                                .map(failure -> new Json()
                                        .field("question", failure.getKey().toString())
                                        .field("reason", failure.getValue().reason())))
                .field("moreFailures", Math.max(0, failures.size() - MOST_FAILURES))
                .field("authenticated", audited.isAuthenticated())
                .field("validUntil", audited.validUntil().map(AuditLine::text))
                .end();
    }

    private static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The word of a state. */
    static String word(AuditedDomain.State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Json form(PublishedForm form, DnsAnswer answer) {
        List<String> records = new ArrayList<>();
        boolean whole = answer instanceof DnsAnswer.Found found ? addRecords(found.data(), records) : true;
        return new Json()
                .field("form", form.toString())
                .field("state", state(answer))
                .strings("records", records)
                .field("cut", !whole)
                .field("reason", reason(answer));
    }

    /** A word of its own for each kind of answer ([LOOK-2]). */
    private static String state(DnsAnswer answer) {
        if (answer instanceof DnsAnswer.Found) {
            return "present";
        } else if (answer instanceof DnsAnswer.Absent) {
            return "absent";
        }
        return answer instanceof DnsAnswer.Malformed ? "malformed" : "failed";
    }

    private static @Nullable String reason(DnsAnswer answer) {
        if (answer instanceof DnsAnswer.Malformed malformed) {
            return malformed.reason();
        }
        return answer instanceof DnsAnswer.Failed failed ? failed.reason() : null;
    }

    /** Adds canonical texts as long as there is room; returns whether all of them fit. */
    private static boolean addRecords(DnsData data, List<String> records) {
        List<? extends Object> all = data instanceof DnsData.RmxRecords rmx
                ? rmx.records()
                : data instanceof DnsData.Spf spf ? List.of(spf.record()) : List.of();
        int left = LONGEST_RECORDS;
        for (Object record : all) {
            String text = record.toString();
            if (text.length() >= left) {
                records.add(text.substring(0, left));
                return false;
            }
            records.add(text);
            left -= text.length() + 1;
        }
        return true;
    }

    private static Json authorized(AuditedDomain audited) {
        return new Json()
                .field("ipv4", audited.authorized(IpFamily.IPV4).toString())
                .field("ipv6", audited.authorized(IpFamily.IPV6).toString())
                .field("complete", audited.isComplete());
    }

    /** One object a rule, with the first of its findings. */
    private static Stream<Json> findings(List<LintFinding> all) {
        Map<LintRule, LintFinding> first = new LinkedHashMap<>();
        Map<LintRule, Integer> count = new LinkedHashMap<>();
        for (LintFinding finding : all) {
            first.putIfAbsent(finding.rule(), finding);
            count.merge(finding.rule(), 1, Integer::sum);
        }
        return first.values().stream()
                .map(finding -> new Json()
                        .field("rule", finding.rule().id())
                        .field("severity", finding.severity().toString())
                        .field("form", finding.record().form().toString())
                        .field("count", count.getOrDefault(finding.rule(), 0))
                        .field("what", Printable.of(finding.what(), LONGEST_SENTENCE)));
    }
}
