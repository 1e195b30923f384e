package dev.rmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rmx.dns.RecordType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormLookupTest {
    private static final String CLIENT = "192.0.2.1";

    @Test
    void LOOK_1_rmx_and_txt_are_asked_together() {
        assertThat(new Dns().needs(CLIENT)).containsExactlyInAnyOrder("example.org RMX", "_rmx.example.org TXT");
    }

    @Test
    void LOOK_1_rmx_records_win() {
        RmxVerdict verdict = Dns.of("ipv4:192.0.2.1")
                .txt("_rmx.example.org", "!ipv4:192.0.2.1")
                .check(CLIENT);
        assertThat(verdict.outcome()).isEqualTo(RmxOutcome.GRANTED);
        assertThat(verdict.form()).contains(PublishedForm.RMX);
    }

    @Test
    void LOOK_1_an_empty_rmx_record_is_a_record_and_wins() {
        RmxVerdict verdict =
                Dns.of("").txt("_rmx.example.org", "ipv4:192.0.2.1").check(CLIENT);
        assertThat(verdict.outcome()).isEqualTo(RmxOutcome.NOT_IN_RMX);
        assertThat(verdict.form()).contains(PublishedForm.RMX);
    }

    @Test
    void LOOK_1_txt_counts_if_there_is_no_rmx_record() {
        RmxVerdict verdict = new Dns().txt("_rmx.example.org", "ipv4:192.0.2.1").check(CLIENT);
        assertThat(verdict.outcome()).isEqualTo(RmxOutcome.GRANTED);
        assertThat(verdict.form()).contains(PublishedForm.RMX_TXT);
    }

    /** The RMX record denies and the TXT record grants, so the outcome tells which one decided. */
    @ParameterizedTest
    @CsvSource({
        "found,     found,     Denied",
        "found,     absent,    Denied",
        "found,     failed,    Denied",
        "found,     malformed, Denied",
        "found,     missing,   Denied",
        "absent,    found,     Granted",
        "absent,    absent,    NoRMX",
        "absent,    failed,    TempFail",
        "absent,    malformed, BadData",
        "absent,    missing,   needs _rmx.example.org TXT",
        "failed,    found,     TempFail",
        "failed,    absent,    TempFail",
        "failed,    failed,    TempFail",
        "failed,    malformed, TempFail",
        "failed,    missing,   TempFail",
        "malformed, found,     BadData",
        "malformed, absent,    BadData",
        "malformed, failed,    BadData",
        "malformed, malformed, BadData",
        "malformed, missing,   BadData",
        "missing,   found,     needs example.org RMX",
        "missing,   absent,    needs example.org RMX",
        "missing,   failed,    needs example.org RMX",
        "missing,   malformed, needs example.org RMX",
        "missing,   missing,   needs example.org RMX _rmx.example.org TXT",
    })
    void LOOK_3_every_pair_of_rmx_and_txt_answers(String rmx, String txt, String expected) {
        Dns dns = new Dns();
        put(dns, "example.org", RecordType.RMX, rmx);
        put(dns, "_rmx.example.org", RecordType.RMX_TXT, txt);
        assertThat(describe(dns)).isEqualTo(expected);
    }

    private static void put(Dns dns, String name, RecordType type, String kind) {
        switch (kind) {
            case "found" -> {
                if (type == RecordType.RMX) {
                    dns.rmx(name, "!ipv4:192.0.2.1");
                } else {
                    dns.txt(name, "ipv4:192.0.2.1");
                }
            }
            case "absent" -> dns.absent(name, type);
            case "failed" -> dns.failed(name, type);
            case "malformed" -> dns.malformed(name, type);
            case "missing" -> {}
            default -> throw new IllegalArgumentException(kind);
        }
    }

    private static String describe(Dns dns) {
        return dns.evaluate(CLIENT) instanceof RmxVerdict verdict
                ? verdict.outcome().toString()
                : "needs " + String.join(" ", dns.needs(CLIENT));
    }

    @Test
    void LOOK_2_failed_is_never_treated_as_absent() {
        Dns dns = new Dns().failed("example.org", RecordType.RMX).txt("_rmx.example.org", "ipv4:192.0.2.1");
        assertThat(dns.check(CLIENT).result()).isEqualTo(RmxResult.TEMPERROR);
    }

    @Test
    void LOOK_3_the_verdict_on_a_malformed_record_has_its_form() {
        assertThat(new Dns()
                        .malformed("example.org", RecordType.RMX)
                        .check(CLIENT)
                        .form())
                .contains(PublishedForm.RMX);
        RmxVerdict txt =
                new Dns().malformed("_rmx.example.org", RecordType.RMX_TXT).check(CLIENT);
        assertThat(txt.form()).contains(PublishedForm.RMX_TXT);
        assertThat(txt.reason()).isEqualTo("_rmx.example.org TXT: truncated");
    }

    @Test
    void FORM_3_a_failed_lookup_names_its_form_and_its_question() {
        RmxVerdict verdict =
                new Dns().failed("_rmx.example.org", RecordType.RMX_TXT).check(CLIENT);
        assertThat(verdict.form()).contains(PublishedForm.RMX_TXT);
        assertThat(verdict.reason()).isEqualTo("_rmx.example.org TXT: no response in time");
    }

    @Test
    void LOOK_4_a_txt_name_that_is_too_long_is_not_asked() {
        String label = "a".repeat(62) + ".";
        String subject = label.repeat(3) + "a".repeat(56) + ".org"; // 249 octets of text: "_rmx." makes 254
        Dns dns = new Dns();
        RmxVerdict verdict = dns.check(CLIENT, "user@" + subject);
        assertThat(verdict.outcome()).isEqualTo(RmxOutcome.NO_RMX);
        assertThat(dns.asked()).containsExactly(subject + " RMX");
    }

    @Test
    void LOOK_4_a_txt_name_that_just_fits_is_asked() {
        String label = "a".repeat(62) + ".";
        String subject = label.repeat(3) + "a".repeat(55) + ".org";
        Dns dns = new Dns();
        dns.check(CLIENT, "user@" + subject);
        assertThat(dns.asked()).containsExactly(subject + " RMX", "_rmx." + subject + " TXT");
    }

    private static RmxVerifier looksFor(PublishedForm... forms) {
        return new RmxVerifier(List.of(forms), RmxLimits.DEFAULT, List.of());
    }

    @Test
    void FORM_1_forms_are_looked_for_in_the_order_given() {
        Dns dns = Dns.of("ipv4:192.0.2.1")
                .txt("_rmx.example.org", "!ipv4:192.0.2.1")
                .verifiedBy(looksFor(PublishedForm.RMX_TXT, PublishedForm.RMX));
        assertThat(dns.outcome(CLIENT)).isEqualTo(RmxOutcome.DENIED);
        assertThat(dns.asked()).containsExactly("_rmx.example.org TXT", "example.org RMX");
    }

    @Test
    void FORM_1_a_form_that_is_not_listed_is_not_asked_for() {
        Dns dns = new Dns().txt("_rmx.example.org", "ipv4:192.0.2.1").verifiedBy(looksFor(PublishedForm.RMX));
        assertThat(dns.outcome(CLIENT)).isEqualTo(RmxOutcome.NO_RMX);
        assertThat(dns.asked()).containsExactly("example.org RMX");
    }

    @Test
    void FORM_1_a_verifier_has_one_or_more_forms_each_once() {
        assertThatIllegalArgumentException().isThrownBy(FormLookupTest::looksFor);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> looksFor(PublishedForm.RMX, PublishedForm.RMX_TXT, PublishedForm.RMX));
    }

    @Test
    void FORM_2_forms_after_the_first_present_form_do_not_matter() {
        Dns dns = Dns.of("ipv4:192.0.2.1")
                .failed("_rmx.example.org", RecordType.RMX_TXT)
                .verifiedBy(looksFor(PublishedForm.RMX, PublishedForm.RMX_TXT));
        assertThat(dns.outcome(CLIENT)).isEqualTo(RmxOutcome.GRANTED);
    }

    @Test
    void FORM_2_a_failed_form_hides_later_forms() {
        Dns dns = Dns.of("ipv4:192.0.2.1")
                .failed("_rmx.example.org", RecordType.RMX_TXT)
                .verifiedBy(looksFor(PublishedForm.RMX_TXT, PublishedForm.RMX));
        assertThat(dns.outcome(CLIENT)).isEqualTo(RmxOutcome.TEMP_FAIL);
    }

    @Test
    void FORM_3_the_verdict_says_which_form_decided() {
        Dns dns = Dns.of("ipv4:192.0.2.1").txt("_rmx.example.org", "ipv4:192.0.2.1");
        assertThat(dns.check(CLIENT).form()).contains(PublishedForm.RMX);
        dns.verifiedBy(looksFor(PublishedForm.RMX_TXT));
        assertThat(dns.check(CLIENT).form()).contains(PublishedForm.RMX_TXT);
        assertThat(dns.check(CLIENT, "user@other.example").form()).isEmpty();
        assertThat(PublishedForm.RMX_TXT).hasToString("RMX-TXT");
    }
}
