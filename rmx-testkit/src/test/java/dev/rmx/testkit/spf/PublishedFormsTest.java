package dev.rmx.testkit.spf;

import static dev.rmx.testkit.spf.SpfDns.spf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** SPF and DMP among the published forms ([FORM-1] to [FORM-3], [DMP-1] to [DMP-3]). */
class PublishedFormsTest {
    private static final String CLIENT = "192.0.2.1";
    private static final String AT_CLIENT = "1.2.0.192.in-addr._smtp-client.example.org";
    private static final String AT_DOMAIN = "_smtp-client.example.org";

    private static SpfDns dmp() {
        return new SpfDns().forms(PublishedForm.DMP);
    }

    @Test
    void FORM_1_the_first_questions_of_all_forms_are_asked_together() {
        SpfDns dns = new SpfDns().forms(PublishedForm.SPF, PublishedForm.DMP, PublishedForm.RMX_TXT, PublishedForm.RMX);
        RmxVerdict verdict = dns.check(CLIENT);
        assertThat(dns.rounds())
                .containsExactly(
                        List.of("example.org TXT", AT_CLIENT + " TXT", "_rmx.example.org TXT", "example.org RMX"),
                        List.of(AT_DOMAIN + " TXT"));
        assertThat(verdict.outcome()).isEqualTo(RmxOutcome.NO_RMX);
        assertThat(verdict.form()).isEmpty();
        assertThat(verdict.forms()).hasSize(4);
        assertThat(verdict.reason()).isEqualTo("example.org publishes no SPF or DMP or RMX record");
    }

    @Test
    void FORM_1_further_questions_wait_until_the_forms_before_are_absent() {
        SpfDns dns = spf("v=spf1 a:dead.example -all")
                .forms(PublishedForm.RMX, PublishedForm.SPF)
                .failed("example.org", RecordType.RMX);
        assertThat(dns.check(CLIENT).outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
        assertThat(dns.rounds()).hasSize(1);
    }

    @Test
    void FORM_2_the_first_form_that_is_present_decides_though_it_is_malformed() {
        SpfDns dns = spf("v=spf1 nonsense")
                .forms(PublishedForm.SPF, PublishedForm.DMP)
                .txt(AT_CLIENT, "dmp=allow");
        RmxVerdict verdict = dns.check(CLIENT);
        assertThat(verdict.outcome()).isEqualTo(RmxOutcome.BAD_DATA);
        assertThat(verdict.form()).contains(PublishedForm.SPF);
    }

    @Test
    void FORM_2_a_form_before_a_failed_one_decides() {
        SpfDns dns =
                spf("v=spf1 +all").forms(PublishedForm.SPF, PublishedForm.RMX).failed("example.org", RecordType.RMX);
        assertThat(dns.check(CLIENT).outcome()).isEqualTo(RmxOutcome.GRANTED);
    }

    @Test
    void DMP_1_a_record_at_the_clients_name_decides() {
        RmxVerdict allowed = dmp().txt(AT_CLIENT, "other", " DMP=Allow\t").check(CLIENT);
        assertThat(allowed.outcome()).isEqualTo(RmxOutcome.GRANTED);
        assertThat(allowed.mechanism()).contains("dmp:" + AT_CLIENT);
        assertThat(allowed.authorizedAddresses()).isOne();
        RmxVerdict denied = dmp().txt(AT_CLIENT, "dmp=deny").check(CLIENT);
        assertThat(denied.outcome()).isEqualTo(RmxOutcome.DENIED);
    }

    @Test
    void DMP_2_a_record_of_the_domain_at_the_clients_name_changes_nothing() {
        RmxVerdict allowed = dmp().txt(AT_CLIENT, "dmp=", "dmp=allow").check(CLIENT);
        assertThat(allowed.outcome()).isEqualTo(RmxOutcome.GRANTED);
    }

    @Test
    void DMP_1_both_words_or_neither_are_as_if_there_were_no_record() {
        for (String[] texts : List.of(new String[] {"dmp=allow", "dmp=deny"}, new String[] {"dmp=", "dmp=allow x"})) {
            assertThat(dmp().txt(AT_CLIENT, texts).check(CLIENT).form()).isEmpty();
        }
    }

    @Test
    void DMP_1_an_ipv6_client_has_reversed_nibbles() {
        SpfDns dns = dmp();
        dns.check("2001:db8::1");
        assertThat(dns.rounds().get(0))
                .containsExactly("1" + ".0".repeat(23) + ".8.b.d.0.1.0.0.2.ip6._smtp-client.example.org TXT");
    }

    @Test
    void DMP_2_a_domain_that_takes_part_refuses_who_is_not_listed() {
        RmxVerdict verdict = dmp().txt(AT_DOMAIN, "dmp=").check(CLIENT);
        assertThat(verdict.outcome()).isEqualTo(RmxOutcome.NOT_IN_RMX);
        assertThat(verdict.mechanism()).isEmpty();
        assertThat(verdict.reason()).isEqualTo("example.org takes part in DMP, and does not list 192.0.2.1");
    }

    @Test
    void DMP_2_a_failure_at_the_clients_name_matters_only_if_the_domain_takes_part() {
        SpfDns failed = dmp().failed(AT_CLIENT, RecordType.DMP);
        assertThat(failed.check(CLIENT).outcome()).isEqualTo(RmxOutcome.NO_RMX);
        assertThat(failed.txt(AT_DOMAIN, "dmp=").check(CLIENT).outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
        assertThat(dmp().failed(AT_DOMAIN, RecordType.DMP).check(CLIENT).form()).contains(PublishedForm.DMP);
    }

    @Test
    void DMP_2_after_an_absent_form_with_a_failure_the_next_form_decides_as_if_alone() {
        SpfDns dns = spf("v=spf1 a:x.example -all")
                .forms(PublishedForm.DMP, PublishedForm.SPF)
                .failed(AT_CLIENT, RecordType.DMP);
        assertThat(dns.check(CLIENT).outcome()).isEqualTo(RmxOutcome.DENIED);
    }

    @Test
    void DMP_3_the_helo_name_turns_a_fail_into_none_if_switched_on() {
        String atHelo = "1.2.0.192.in-addr._smtp-client.helo.example.net";
        SpfDns dns = dmp().txt(AT_DOMAIN, "dmp=").txt(atHelo, "dmp=allow");
        assertThat(dns.check(CLIENT).outcome()).isEqualTo(RmxOutcome.NOT_IN_RMX);
        dns.verifiedBy(new RmxVerifier(List.of(PublishedForm.DMP), RmxLimits.DEFAULT, List.of()).hearingDmpHelo());
        RmxVerdict excused = dns.check(CLIENT);
        assertThat(excused.outcome()).isEqualTo(RmxOutcome.NO_RMX);
        assertThat(excused.reason()).isEqualTo("the HELO name helo.example.net allows 192.0.2.1 by DMP");
        assertThat(dns.failed(atHelo, RecordType.DMP).check(CLIENT).outcome()).isEqualTo(RmxOutcome.NOT_IN_RMX);
        assertThat(dns.txt(atHelo, "dmp=deny").check(CLIENT).outcome()).isEqualTo(RmxOutcome.NOT_IN_RMX);
    }

    @Test
    void DMP_3_ID_5_the_helo_name_may_be_internationalized() {
        SpfDns dns = dmp().txt(AT_DOMAIN, "dmp=")
                .txt("1.2.0.192.in-addr._smtp-client.xn--bcher-kva.example", "dmp=allow")
                .verifiedBy(new RmxVerifier(List.of(PublishedForm.DMP), RmxLimits.DEFAULT, List.of()).hearingDmpHelo());
        assertThat(dns.check(EnvelopeSender.parse("user@example.org")
                                .withHelo("b\u00fccher.example")
                                .from(IpAddress.parse(CLIENT)))
                        .outcome())
                .isEqualTo(RmxOutcome.NO_RMX);
    }
}
