package dev.rmx;

import static dev.rmx.RmxOutcome.BAD_DATA;
import static dev.rmx.RmxOutcome.DENIED;
import static dev.rmx.RmxOutcome.GRANTED;
import static dev.rmx.RmxOutcome.NOT_IN_RMX;
import static dev.rmx.RmxOutcome.TEMP_FAIL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FullEntryTest {
    private static final String CLIENT = "192.0.2.1";
    private static final String FULL = "user._rmx.example.org";

    @Test
    void ENT_full_its_entries_are_evaluated_in_place() {
        assertThat(Dns.of("full: unused:").rmx(FULL, "ipv4:192.0.2.1").outcome(CLIENT))
                .isEqualTo(GRANTED);
        assertThat(Dns.of("full: ipv4:0.0.0.0/0").rmx(FULL, "!ipv4:192.0.2.1").outcome(CLIENT))
                .isEqualTo(DENIED);
        assertThat(Dns.of("full: ipv4:0.0.0.0/0").rmx(FULL, "unused:").outcome(CLIENT))
                .isEqualTo(DENIED);
    }

    @Test
    void ENT_full_an_entry_before_it_decides_first() {
        Dns dns = Dns.of("ipv4:192.0.2.1 full:").rmx(FULL, "unused:");
        assertThat(dns.outcome(CLIENT)).isEqualTo(GRANTED);
        assertThat(dns.askedByEntries()).isEmpty();
    }

    @Test
    void ENT_full_the_walk_goes_on_if_no_entry_matches_or_it_is_absent() {
        Dns none = Dns.of("full: ipv4:192.0.2.1").rmx(FULL, "ipv4:198.51.100.1");
        assertThat(none.outcome(CLIENT)).isEqualTo(GRANTED);
        assertThat(Dns.of("full: ipv4:192.0.2.1").rmx(FULL, "").outcome(CLIENT)).isEqualTo(GRANTED);
        assertThat(Dns.of("full: ipv4:192.0.2.1").outcome(CLIENT)).isEqualTo(GRANTED);
        assertThat(Dns.of("full:").outcome(CLIENT)).isEqualTo(NOT_IN_RMX);
    }

    @Test
    void ENT_full_the_mechanism_is_the_inner_entry_and_the_form_that_of_the_subject() {
        RmxVerdict verdict = Dns.of("full: unused:").txt(FULL, "ipv4:192.0.2.1").check(CLIENT);
        assertThat(verdict.mechanism()).hasToString("Optional[ipv4:192.0.2.1]");
        assertThat(verdict.form()).contains(PublishedForm.RMX);
    }

    /** As in LOOK, RMX wins. A failed or malformed answer leaves both results possible. */
    @ParameterizedTest
    @CsvSource({
        "found,     found,     Denied",
        "found,     absent,    Denied",
        "found,     failed,    Denied",
        "found,     malformed, Denied",
        "absent,    found,     Granted",
        "absent,    absent,    NotInRMX",
        "absent,    failed,    TempFail",
        "absent,    malformed, BadData",
        "failed,    found,     TempFail",
        "failed,    absent,    TempFail",
        "failed,    malformed, TempFail",
        "malformed, found,     BadData",
        "malformed, failed,    BadData",
    })
    void ENT_full_asks_as_LOOK_does(String rmx, String txt, String outcome) {
        Dns dns = Dns.of("full:");
        switch (rmx) {
            case "found" -> dns.rmx(FULL, "!ipv4:192.0.2.1");
            case "failed" -> dns.failed(FULL, RecordType.RMX);
            case "malformed" -> dns.malformed(FULL, RecordType.RMX);
            default -> dns.absent(FULL, RecordType.RMX);
        }
        switch (txt) {
            case "found" -> dns.txt(FULL, "ipv4:192.0.2.1");
            case "failed" -> dns.failed(FULL, RecordType.RMX_TXT);
            case "malformed" -> dns.malformed(FULL, RecordType.RMX_TXT);
            default -> dns.absent(FULL, RecordType.RMX_TXT);
        }
        assertThat(dns.outcome(CLIENT)).hasToString(outcome);
    }

    @Test
    void ENT_full_failed_and_malformed_leave_both_results_possible() {
        assertThat(Dns.of("full: ipv4:192.0.2.1").failed(FULL, RecordType.RMX).outcome(CLIENT))
                .isEqualTo(TEMP_FAIL);
        assertThat(Dns.of("full: unused:").failed(FULL, RecordType.RMX).outcome(CLIENT))
                .isEqualTo(TEMP_FAIL);
        assertThat(Dns.of("full: ipv4:192.0.2.1")
                        .malformed(FULL, RecordType.RMX)
                        .outcome(CLIENT))
                .isEqualTo(BAD_DATA);
    }

    @Test
    void ENT_full_unknown_entries_inside_count_as_their_own_kind() {
        Dns dns = Dns.of("full: ipv4:192.0.2.1").rmx(FULL, "host:dead.example").failed("dead.example", RecordType.A);
        assertThat(dns.outcome(CLIENT)).isEqualTo(GRANTED);
        Dns denying =
                Dns.of("full: ipv4:192.0.2.1").rmx(FULL, "!host:dead.example").failed("dead.example", RecordType.A);
        assertThat(denying.outcome(CLIENT)).isEqualTo(TEMP_FAIL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"full:", "full: ipv4:192.0.2.1", "ipv4:192.0.2.1 full:", "unused: full:"})
    void ENT_full_inside_a_full_record_is_malformed(String inner) {
        Dns dns = Dns.of("full: ipv4:192.0.2.1").rmx(FULL, inner);
        assertThat(dns.outcome(CLIENT)).isEqualTo(BAD_DATA);
        assertThat(dns.check(CLIENT).reason()).contains(FULL + " RMX: full: is not allowed in");
    }

    @Test
    void ENT_full_domain_and_mapped_without_data_inside_mean_the_subject() {
        assertThat(Dns.of("full:")
                        .rmx(FULL, "mapped:")
                        .a("192.0.2.1.example.org", "127.0.0.2")
                        .outcome(CLIENT))
                .isEqualTo(GRANTED);
        assertThat(Dns.of("full:")
                        .rmx(FULL, "domain:")
                        .ptr("1.2.0.192.in-addr.arpa", "mail.example.org")
                        .a("mail.example.org", CLIENT)
                        .outcome(CLIENT))
                .isEqualTo(GRANTED);
    }

    @Test
    void ENT_full_mx_inside_means_the_subjects_exchanges() {
        assertThat(Dns.of("full:")
                        .rmx(FULL, "mx:")
                        .mx("example.org", "10 m.example")
                        .a("m.example", CLIENT)
                        .outcome(CLIENT))
                .isEqualTo(GRANTED);
    }

    @Test
    void ENT_full_without_a_local_part_is_no_without_a_lookup() {
        Dns empty = Dns.of("full: ipv4:192.0.2.1");
        assertThat(empty.check(CLIENT, "@example.org").outcome()).isEqualTo(GRANTED);
        assertThat(empty.check(CLIENT, "\"\"@example.org").outcome()).isEqualTo(GRANTED);
        assertThat(empty.askedByEntries()).isEmpty();
    }

    @Test
    void ENT_full_of_the_null_sender_is_no_without_a_lookup() {
        Dns dns = Dns.of("full: ipv4:192.0.2.1");
        RmxQuery bounce = EnvelopeSender.parse("<>").withHelo("example.org").from(IpAddress.parse(CLIENT));
        assertThat(new RmxVerifier().check(bounce, dns).outcome()).isEqualTo(GRANTED);
        assertThat(dns.askedByEntries()).isEmpty();
    }

    @Test
    void ENT_full_is_no_without_a_lookup_if_there_is_no_such_name() {
        Dns dns = Dns.of("full: ipv4:192.0.2.1");
        assertThat(dns.check(CLIENT, "a".repeat(64) + "@example.org").outcome()).isEqualTo(GRANTED);
        assertThat(dns.check(CLIENT, "\ud800@example.org").outcome()).isEqualTo(GRANTED);
        assertThat(dns.askedByEntries()).isEmpty();
    }
}
