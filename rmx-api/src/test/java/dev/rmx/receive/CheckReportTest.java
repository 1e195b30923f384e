package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.RecordType;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfResult;
import dev.rmx.spf.SpfTerm;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which fields a check gives. */
class CheckReportTest {
    private static final List<PublishedForm> ALL = Arrays.asList(PublishedForm.values());

    /** The methods with their results, and the names of the other fields. */
    private static String fields(CheckReport report) {
        StringBuilder found = new StringBuilder();
        for (HeaderField field : report.fields(Verdicts.HOST, Instant.EPOCH)) {
            if (field.name().equals(AuthenticationResultsField.NAME)) {
                AuthenticationResultsField.parse(field.value())
                        .results()
                        .forEach(one -> found.append(one.method() + "=" + one.result() + " "));
            } else {
                found.append(field.name() + ": " + field.value().split(" ", -1)[0] + " ");
            }
        }
        return found.toString().trim();
    }

    private static String fields(RmxVerdict verdict) {
        return fields(CheckReport.of(verdict));
    }

    @ParameterizedTest
    @EnumSource
    void HDR_5_RMX_is_written_as_x_rmx_and_X_RMX(RmxOutcome outcome) {
        assertThat(fields(Verdicts.of(outcome))).isEqualTo("x-rmx=" + outcome.result() + " X-RMX: " + outcome);
    }

    @ParameterizedTest
    @EnumSource
    void HDR_5_a_verdict_by_SPF_is_written_as_spf_and_Received_SPF_in_place_of_those(SpfQualifier qualifier) {
        SpfResult word = qualifier.result();

        assertThat(fields(Verdicts.spf(new SpfTerm.All(qualifier))))
                .isEqualTo("spf=" + word + " Received-SPF: " + word);
    }

    @Test
    void HDR_5_a_verdict_by_DMP_is_written_as_x_dmp_in_place_of_those() {
        assertThat(fields(Verdicts.dmp(true))).isEqualTo("x-dmp=pass");
        assertThat(fields(Verdicts.dmp(false))).isEqualTo("x-dmp=fail");
    }

    @Test
    void HDR_5_no_form_present_is_none_for_every_method_in_the_list() {
        assertThat(fields(Verdicts.nothing(PublishedForm.values())))
                .isEqualTo("x-rmx=none spf=none x-dmp=none Received-SPF: none X-RMX: NoRMX");
        assertThat(fields(Verdicts.nothing(PublishedForm.SPF))).isEqualTo("spf=none Received-SPF: none");
        assertThat(fields(Verdicts.nothing(PublishedForm.RMX_TXT))).isEqualTo("x-rmx=none X-RMX: NoRMX");
        assertThat(fields(Verdicts.nothing(PublishedForm.DMP))).isEqualTo("x-dmp=none");
    }

    @Test
    void HDR_5_so_too_for_a_trusted_client_and_an_unusable_subject() {
        RmxVerdict trusted = new RmxVerifier(ALL, RmxLimits.DEFAULT, List.of(IpPrefix.parse("192.0.2.0/24")))
                .check(EnvelopeSender.parse(Verdicts.SENDER).from(IpAddress.parse(Verdicts.CLIENT)), question -> {
                    throw new AssertionError("a trusted relay needs no DNS");
                });
        assertThat(fields(trusted)).isEqualTo("x-rmx=none spf=none x-dmp=none Received-SPF: none X-RMX: Trusted");

        RmxVerdict unusable = Verdicts.check("nobody", "", ALL, question -> {
            throw new AssertionError("no subject needs no DNS");
        });
        assertThat(fields(unusable)).isEqualTo("x-rmx=none spf=none x-dmp=none Received-SPF: none X-RMX: NoRMX");
    }

    @Test
    void HDR_5_a_form_that_failed_is_temperror_for_its_method() {
        DnsAnswer failed = Verdicts.failed("time-out");
        DnsAnswer absent = new DnsAnswer.Absent(Instant.MAX, false);
        assertThat(fields(Verdicts.check(Verdicts.SENDER, "", ALL, question -> failed)))
                .isEqualTo("x-rmx=temperror X-RMX: TempFail");
        assertThat(fields(Verdicts.check(
                        Verdicts.SENDER, "", ALL, question -> question.type() == RecordType.SPF ? failed : absent)))
                .isEqualTo("spf=temperror Received-SPF: temperror");
        assertThat(fields(Verdicts.check(
                        Verdicts.SENDER, "", ALL, question -> question.type() == RecordType.DMP ? failed : absent)))
                .isEqualTo("x-dmp=temperror");
    }

    @Test
    void HDR_5_data_that_cannot_be_used_is_permerror_in_SPF() {
        DnsAnswer malformed = new DnsAnswer.Malformed("two records", Instant.MAX, false);
        assertThat(fields(Verdicts.check(Verdicts.SENDER, "", List.of(PublishedForm.SPF), question -> malformed)))
                .isEqualTo("spf=permerror Received-SPF: permerror");
    }

    @Test
    void SPF_2_several_words_of_one_result_are_temperror() {
        RmxVerdict several = Verdicts.spf(new SpfTerm.A(
                SpfQualifier.SOFTFAIL, Optional.of(Verdicts.text("a.example.org")), SpfTerm.DualCidr.ALL));

        assertThat(several.outcome()).isEqualTo(RmxOutcome.NO_RMX);
        assertThat(several.spf().orElseThrow().result()).isEmpty();
        assertThat(fields(several)).isEqualTo("spf=temperror Received-SPF: temperror");
    }

    @Test
    void a_person_s_decision_without_a_form_is_written_as_RMX() {
        RmxQuery query = Verdicts.spf().query();
        CheckReport report = new CheckReport(query, Finding.of(RmxOutcome.NO_RMX, "by hand"));

        assertThat(fields(report)).isEqualTo("x-rmx=none X-RMX: NoRMX");
    }

    @ParameterizedTest
    @EnumSource
    void HDR_6_no_field_or_reply_names_a_resolver(PublishedForm form) {
        RmxVerdict verdict = Verdicts.check(
                Verdicts.SENDER, "", List.of(form), question -> Verdicts.failed("java.io.IOException at 10.0.0.53"));

        assertThat(CheckReport.of(verdict).fields(Verdicts.HOST, Instant.EPOCH) + ""
                        + Verdicts.reply(Disposition.DEFER, verdict))
                .contains("no response in")
                .doesNotContain("10.0.0.53", "IOException");
    }
}
