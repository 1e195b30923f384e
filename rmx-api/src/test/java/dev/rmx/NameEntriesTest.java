package dev.rmx;

import static dev.rmx.RmxOutcome.BAD_DATA;
import static dev.rmx.RmxOutcome.DENIED;
import static dev.rmx.RmxOutcome.GRANTED;
import static dev.rmx.RmxOutcome.NOT_IN_RMX;
import static dev.rmx.RmxOutcome.TEMP_FAIL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.dns.RecordType;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code domain} and {@code mx}, which look up the addresses of the names in an answer. */
class NameEntriesTest {
    private static final String CLIENT = "192.0.2.1";
    private static final String REVERSE = "1.2.0.192.in-addr.arpa";
    private static final String CLIENT6 = "2001:db8::1";
    private static final String REVERSE6 = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa";

    /** Names from {@code n00} up, in descending order. */
    private static String[] names(int count, String form) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.format(form, count - 1 - i))
                .toArray(String[]::new);
    }

    @Test
    void ENT_domain_a_confirmed_reverse_name_in_the_domain_is_yes() {
        Dns dns = Dns.of("domain:example.net").ptr(REVERSE, "mail.example.net").a("mail.example.net", CLIENT);
        assertThat(dns.outcome(CLIENT)).isEqualTo(GRANTED);
        assertThat(dns.askedByEntries()).containsExactly(REVERSE + " PTR", "mail.example.net A");
    }

    @Test
    void ENT_domain_the_domain_itself_counts() {
        assertThat(Dns.of("domain:example.net")
                        .ptr(REVERSE, "example.net")
                        .a("example.net", CLIENT)
                        .outcome(CLIENT))
                .isEqualTo(GRANTED);
    }

    @Test
    void ENT_domain_without_data_means_the_subject() {
        assertThat(Dns.of("domain:")
                        .ptr(REVERSE, "mail.example.org")
                        .a("mail.example.org", CLIENT)
                        .outcome(CLIENT))
                .isEqualTo(GRANTED);
    }

    @Test
    void ENT_domain_an_ipv6_client_asks_its_nibbles_and_aaaa() {
        Dns dns = Dns.of("domain:").ptr(REVERSE6, "mail.example.org").aaaa("mail.example.org", CLIENT6);
        assertThat(dns.outcome(CLIENT6)).isEqualTo(GRANTED);
        assertThat(dns.askedByEntries()).containsExactly(REVERSE6 + " PTR", "mail.example.org AAAA");
    }

    @Test
    void ENT_domain_a_name_that_does_not_confirm_does_not_count() {
        assertThat(Dns.of("domain:")
                        .ptr(REVERSE, "mail.example.org")
                        .a("mail.example.org", "192.0.2.2")
                        .outcome(CLIENT))
                .isEqualTo(NOT_IN_RMX);
    }

    @Test
    void ENT_domain_names_outside_the_domain_need_no_lookup() {
        Dns dns = Dns.of("domain:example.net").ptr(REVERSE, "notexample.net", "net", "example.net.example.com");
        assertThat(dns.outcome(CLIENT)).isEqualTo(NOT_IN_RMX);
        assertThat(dns.askedByEntries()).containsExactly(REVERSE + " PTR");
    }

    @Test
    void ENT_domain_failed_lookups_are_no() {
        assertThat(Dns.of("domain:").failed(REVERSE, RecordType.PTR).outcome(CLIENT))
                .isEqualTo(NOT_IN_RMX);
        assertThat(Dns.of("domain:")
                        .ptr(REVERSE, "mail.example.org")
                        .failed("mail.example.org", RecordType.A)
                        .outcome(CLIENT))
                .isEqualTo(NOT_IN_RMX);
    }

    @Test
    void ENT_domain_a_failed_name_does_not_hide_one_that_confirms() {
        assertThat(Dns.of("domain:")
                        .ptr(REVERSE, "a.example.org", "b.example.org")
                        .failed("a.example.org", RecordType.A)
                        .a("b.example.org", CLIENT)
                        .outcome(CLIENT))
                .isEqualTo(GRANTED);
    }

    /** The owner of the client's address writes malformed answers too, and must not turn fail into none. */
    @Test
    void ENT_domain_malformed_answers_are_no() {
        assertThat(Dns.of("domain:").malformed(REVERSE, RecordType.PTR).outcome(CLIENT))
                .isEqualTo(NOT_IN_RMX);
        assertThat(Dns.of("domain:")
                        .ptr(REVERSE, "mail.example.org")
                        .malformed("mail.example.org", RecordType.A)
                        .outcome(CLIENT))
                .isEqualTo(NOT_IN_RMX);
    }

    @Test
    void ENT_domain_negated_denies_and_absent_is_no() {
        assertThat(Dns.of("!domain: ipv4:0.0.0.0/0")
                        .ptr(REVERSE, "mail.example.org")
                        .a("mail.example.org", CLIENT)
                        .outcome(CLIENT))
                .isEqualTo(DENIED);
        assertThat(Dns.of("domain:").absent(REVERSE, RecordType.PTR).outcome(CLIENT))
                .isEqualTo(NOT_IN_RMX);
    }

    @Test
    void ENT_mx_an_address_of_an_exchange_is_the_client() {
        Dns dns = Dns.of("mx:")
                .mx("example.org", "20 m2.example", "10 m1.example")
                .a("m2.example", CLIENT);
        assertThat(dns.outcome(CLIENT)).isEqualTo(GRANTED);
        assertThat(dns.askedByEntries()).containsExactly("example.org MX", "m1.example A", "m2.example A");
    }

    @Test
    void ENT_mx_an_ipv6_client_asks_aaaa() {
        assertThat(Dns.of("mx:")
                        .mx("example.org", "10 m1.example")
                        .aaaa("m1.example", CLIENT6)
                        .outcome(CLIENT6))
                .isEqualTo(GRANTED);
    }

    @Test
    void ENT_mx_without_mx_records_the_subjects_address_does_not_count() {
        Dns dns = Dns.of("mx:").a("example.org", CLIENT);
        assertThat(dns.outcome(CLIENT)).isEqualTo(NOT_IN_RMX);
        assertThat(dns.askedByEntries()).containsExactly("example.org MX");
    }

    @Test
    void ENT_mx_the_null_mx_is_skipped() {
        Dns dns = Dns.of("mx:").mx("example.org", "0 .");
        assertThat(dns.outcome(CLIENT)).isEqualTo(NOT_IN_RMX);
        assertThat(dns.askedByEntries()).containsExactly("example.org MX");
    }

    @Test
    void ENT_mx_negated_absent_failed_malformed() {
        assertThat(Dns.of("!mx: ipv4:0.0.0.0/0")
                        .mx("example.org", "10 m.example")
                        .a("m.example", CLIENT)
                        .outcome(CLIENT))
                .isEqualTo(DENIED);
        assertThat(Dns.of("mx:").failed("example.org", RecordType.MX).outcome(CLIENT))
                .isEqualTo(TEMP_FAIL);
        assertThat(Dns.of("mx:").malformed("example.org", RecordType.MX).outcome(CLIENT))
                .isEqualTo(BAD_DATA);
    }

    @Test
    void ENT_mx_an_exchange_that_matches_outweighs_one_that_failed() {
        Dns dns = Dns.of("mx:")
                .mx("example.org", "10 dead.example", "20 m.example")
                .failed("dead.example", RecordType.A);
        assertThat(dns.outcome(CLIENT)).isEqualTo(TEMP_FAIL);
        assertThat(dns.a("m.example", CLIENT).outcome(CLIENT)).isEqualTo(GRANTED);
    }

    @Test
    void ENT_mx_a_failed_exchange_outweighs_a_malformed_one() {
        Dns dns = Dns.of("mx:").mx("example.org", "10 bad.example", "20 m.example");
        assertThat(dns.malformed("bad.example", RecordType.A).outcome(CLIENT)).isEqualTo(BAD_DATA);
        assertThat(dns.failed("m.example", RecordType.A).outcome(CLIENT)).isEqualTo(TEMP_FAIL);
    }

    @Test
    void LIM_2_ten_ptr_names_in_canonical_order_then_filtered() {
        String[] eleven = names(11, "n%02d.example.org");
        assertThat(Dns.of("domain:")
                        .ptr(REVERSE, eleven)
                        .a("n09.example.org", CLIENT)
                        .outcome(CLIENT))
                .isEqualTo(GRANTED);
        assertThat(Dns.of("domain:")
                        .ptr(REVERSE, eleven)
                        .a("n10.example.org", CLIENT)
                        .outcome(CLIENT))
                .isEqualTo(NOT_IN_RMX);
    }

    @Test
    void LIM_2_names_outside_the_domain_count_among_the_ten() {
        Dns dns = Dns.of("domain:").a("mail.example.org", CLIENT);
        String[] tenAndOne = names(11, "n%02d.example.com");
        tenAndOne[0] = "mail.example.org"; // after ten names of example.com
        assertThat(dns.ptr(REVERSE, tenAndOne).outcome(CLIENT)).isEqualTo(NOT_IN_RMX);
        tenAndOne[1] = "mail.example.org"; // after nine
        assertThat(dns.ptr(REVERSE, tenAndOne).outcome(CLIENT)).isEqualTo(GRANTED);
    }

    @Test
    void LIM_2_a_ptr_name_that_occurs_twice_counts_once() {
        String[] eleven = names(11, "n%02d.example.org");
        eleven[0] = "N00.example.org";
        Dns dns = Dns.of("domain:").ptr(REVERSE, eleven).a("n09.example.org", CLIENT);
        assertThat(dns.outcome(CLIENT)).isEqualTo(GRANTED);
    }

    @Test
    void LIM_2_ten_exchanges_by_preference_then_name() {
        String[] eleven = names(11, "5 n%02d.example");
        assertThat(Dns.of("mx:")
                        .mx("example.org", eleven)
                        .a("n09.example", CLIENT)
                        .outcome(CLIENT))
                .isEqualTo(GRANTED);
        assertThat(Dns.of("mx:")
                        .mx("example.org", eleven)
                        .a("n10.example", CLIENT)
                        .outcome(CLIENT))
                .isEqualTo(NOT_IN_RMX);
        eleven[0] = "4 n10.example";
        assertThat(Dns.of("mx:")
                        .mx("example.org", eleven)
                        .a("n10.example", CLIENT)
                        .outcome(CLIENT))
                .isEqualTo(GRANTED);
        assertThat(Dns.of("mx:")
                        .mx("example.org", eleven)
                        .a("n09.example", CLIENT)
                        .outcome(CLIENT))
                .isEqualTo(NOT_IN_RMX);
    }

    @Test
    void LIM_2_an_exchange_that_occurs_twice_counts_once_by_its_best_preference() {
        String[] twelve = names(12, "5 n%02d.example");
        twelve[0] = "9 n00.example";
        twelve[1] = "1 n00.example";
        assertThat(Dns.of("mx:")
                        .mx("example.org", twelve)
                        .a("n09.example", CLIENT)
                        .outcome(CLIENT))
                .isEqualTo(GRANTED);
    }

    @Test
    void LIM_2_the_null_mx_counts_among_the_ten() {
        String[] eleven = names(11, "5 n%02d.example");
        eleven[0] = "0 .";
        assertThat(Dns.of("mx:")
                        .mx("example.org", eleven)
                        .a("n09.example", CLIENT)
                        .outcome(CLIENT))
                .isEqualTo(NOT_IN_RMX);
    }
}
