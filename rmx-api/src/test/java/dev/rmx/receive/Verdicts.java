package dev.rmx.receive;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.Records;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes verdicts for tests by real checks. */
final class Verdicts {
    static final DomainName HOST = DomainName.parse("mx.example.net");
    static final String CLIENT = "192.0.2.1";
    static final String SENDER = "user@example.org";

    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private static final DnsAnswer ABSENT = new DnsAnswer.Absent(NOW, false);

    private Verdicts() {}

    /** Checks 192.0.2.1, with this answer to the RMX question and absent for the rest. */
    static RmxVerdict check(String sender, String helo, DnsAnswer answer) {
        return new RmxVerifier()
                .check(
                        EnvelopeSender.parse(sender).withHelo(helo).from(IpAddress.parse(CLIENT)),
                        question -> question.type() == RecordType.RMX ? answer : new DnsAnswer.Absent(NOW, true));
    }

    /** A verdict in which this entry, negated, denies the client by the address of its name. */
    static RmxVerdict denied(String entry) {
        DnsData addresses = new DnsData.Addresses(List.of(IpAddress.parse(CLIENT)));
        return new RmxVerifier()
                .check(
                        EnvelopeSender.parse(SENDER).from(IpAddress.parse(CLIENT)),
                        question -> question.type() == RecordType.RMX
                                ? found("!" + entry + " ipv4:" + CLIENT, false)
                                : new DnsAnswer.Found(addresses, NOW, false));
    }

    /** Checks 192.0.2.1 with these forms, and explanations. */
    static RmxVerdict check(
            String sender, String helo, List<PublishedForm> forms, Function<DnsQuestion, DnsAnswer> answers) {
        return new RmxVerifier(forms, RmxLimits.DEFAULT, List.of())
                .explaining()
                .check(
                        EnvelopeSender.parse(sender)
                                .withHelo(helo)
                                .from(IpAddress.parse(CLIENT))
                                .withTime(NOW),
                        answers);
    }

    /** The reply to a verdict. */
    static Optional<SmtpReply> reply(Disposition disposition, RmxVerdict verdict) {
        return SmtpReply.to(disposition, CheckReport.of(verdict));
    }

    /** A verdict by an SPF record of these terms. Other questions fail. */
    static RmxVerdict spf(SpfTerm... terms) {
        DnsAnswer record = new DnsAnswer.Found(new DnsData.Spf(new SpfRecord(List.of(terms))), NOW, false);
        return check(
                SENDER,
                "mail.example.org",
                List.of(PublishedForm.SPF),
                question -> question.type() == RecordType.SPF ? record : failed("time-out"));
    }

    /** A verdict by SPF that fails the client, with this explanation. */
    static RmxVerdict spfFail(String explanation) {
        SpfRecord record = new SpfRecord(
                List.of(new SpfTerm.All(SpfQualifier.FAIL), new SpfTerm.Explanation(text("why.example.org"))));
        DnsData words = new DnsData.SpfExplanation(text(explanation));
        return check(
                SENDER,
                "",
                List.of(PublishedForm.SPF),
                question -> new DnsAnswer.Found(
                        question.type() == RecordType.SPF ? new DnsData.Spf(record) : words, NOW, false));
    }

    static SpfTerm ip(SpfQualifier qualifier, String prefix) {
        return new SpfTerm.Ip(qualifier, IpPrefix.parse(prefix));
    }

    static MacroString text(String literal) {
        return new MacroString(List.of(new MacroString.Literal(literal)));
    }

    /** A verdict by DMP. */
    static RmxVerdict dmp(boolean allows) {
        return check(
                SENDER,
                "",
                List.of(PublishedForm.SPF, PublishedForm.DMP),
                question -> question.type() == RecordType.DMP
                        ? new DnsAnswer.Found(new DnsData.Dmp(allows, !allows, false), NOW, false)
                        : ABSENT);
    }

    /** A verdict of a check that finds none of these forms. */
    static RmxVerdict nothing(PublishedForm... forms) {
        return check(SENDER, "", List.of(forms), question -> ABSENT);
    }

    static RmxVerdict record(String record) {
        return check(SENDER, "", found(record, false));
    }

    static DnsAnswer found(String record, boolean authenticated) {
        return new DnsAnswer.Found(new DnsData.RmxRecords(List.of(Records.record(record))), NOW, authenticated);
    }

    static DnsAnswer failed(String reason) {
        return new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, reason, NOW);
    }

    /** A verdict with this outcome. */
    static RmxVerdict of(RmxOutcome outcome) {
        return switch (outcome) {
            case GRANTED -> record("ipv4:192.0.2.0/24");
            case DENIED -> record("!ipv4:192.0.2.1");
            case NOT_IN_RMX -> record("ipv4:198.51.100.0/24");
            case NO_RMX -> check(SENDER, "", new DnsAnswer.Absent(NOW, false));
            case BAD_DATA -> check(SENDER, "", new DnsAnswer.Malformed("truncated", NOW, false));
            case TEMP_FAIL -> check(SENDER, "", failed("time-out"));
            case TRUSTED ->
                new RmxVerifier(RmxVerifier.DEFAULT_FORMS, RmxLimits.DEFAULT, List.of(IpPrefix.parse("192.0.2.0/24")))
                        .check(EnvelopeSender.parse(SENDER).from(IpAddress.parse(CLIENT)), question -> {
                            throw new AssertionError("a trusted relay needs no DNS");
                        });
        };
    }
}
