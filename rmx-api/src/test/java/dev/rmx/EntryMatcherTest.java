package dev.rmx;

import static dev.rmx.RmxOutcome.BAD_DATA;
import static dev.rmx.RmxOutcome.DENIED;
import static dev.rmx.RmxOutcome.GRANTED;
import static dev.rmx.RmxOutcome.NOT_IN_RMX;
import static dev.rmx.RmxOutcome.TEMP_FAIL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.dns.RecordType;
import org.junit.jupiter.api.Test;

/** Entries that ask at most one question. {@link NameEntriesTest} has those that go from names to addresses. */
class EntryMatcherTest {
    private static final String CLIENT = "192.0.2.1";
    private static final String CLIENT6 = "2001:db8::1";

    @Test
    void ENT_ip_the_client_is_in_the_prefix() {
        assertThat(Dns.of("ipv4:192.0.2.0/24").outcome(CLIENT)).isEqualTo(GRANTED);
        assertThat(Dns.of("!ipv4:192.0.2.0/24").outcome(CLIENT)).isEqualTo(DENIED);
        assertThat(Dns.of("ipv4:192.0.3.0/24").outcome(CLIENT)).isEqualTo(NOT_IN_RMX);
        assertThat(Dns.of("ipv6:2001:db8::/32").outcome(CLIENT6)).isEqualTo(GRANTED);
        assertThat(Dns.of("!ipv6:2001:db8::/32").outcome(CLIENT6)).isEqualTo(DENIED);
        assertThat(Dns.of("ipv6:2001:db9::/32").outcome(CLIENT6)).isEqualTo(NOT_IN_RMX);
    }

    @Test
    void ENT_ip_the_other_family_never_matches() {
        assertThat(Dns.of("ipv6:::/0").outcome(CLIENT)).isEqualTo(NOT_IN_RMX);
        assertThat(Dns.of("ipv4:0.0.0.0/0").outcome(CLIENT6)).isEqualTo(NOT_IN_RMX);
        assertThat(Dns.of("ipv6:::ffff:0:0/96").outcome(CLIENT)).isEqualTo(NOT_IN_RMX);
    }

    @Test
    void ENT_ip_asks_nothing() {
        Dns dns = Dns.of("ipv4:192.0.3.0/24 ipv6:2001:db8::/32");
        dns.check(CLIENT);
        assertThat(dns.askedByEntries()).isEmpty();
    }

    @Test
    void ENT_host_an_address_of_the_name_is_the_client() {
        Dns dns = Dns.of("host:h.example").a("h.example", "192.0.2.9", CLIENT);
        assertThat(dns.outcome(CLIENT)).isEqualTo(GRANTED);
        assertThat(dns.outcome("192.0.2.2")).isEqualTo(NOT_IN_RMX);
    }

    @Test
    void ENT_host_an_ipv6_client_asks_aaaa() {
        Dns dns = Dns.of("host:h.example").aaaa("h.example", CLIENT6).a("h.example", CLIENT);
        assertThat(dns.outcome(CLIENT6)).isEqualTo(GRANTED);
        assertThat(dns.askedByEntries()).containsExactly("h.example AAAA");
    }

    @Test
    void ENT_host_negated_denies() {
        assertThat(Dns.of("!host:h.example ipv4:0.0.0.0/0")
                        .a("h.example", CLIENT)
                        .outcome(CLIENT))
                .isEqualTo(DENIED);
    }

    @Test
    void ENT_host_absent_is_no_failed_and_malformed_are_unknown() {
        assertThat(Dns.of("host:h.example").absent("h.example", RecordType.A).outcome(CLIENT))
                .isEqualTo(NOT_IN_RMX);
        assertThat(Dns.of("host:h.example").failed("h.example", RecordType.A).outcome(CLIENT))
                .isEqualTo(TEMP_FAIL);
        assertThat(Dns.of("host:h.example").malformed("h.example", RecordType.A).outcome(CLIENT))
                .isEqualTo(BAD_DATA);
    }

    @Test
    void ENT_apl_the_first_item_that_holds_the_client_decides() {
        assertThat(Dns.of("apl:l.example")
                        .apl("l.example", "!1:192.0.2.1/32 1:192.0.2.0/24")
                        .outcome(CLIENT))
                .isEqualTo(NOT_IN_RMX);
        assertThat(Dns.of("apl:l.example")
                        .apl("l.example", "1:192.0.2.1/32 !1:192.0.2.0/24")
                        .outcome(CLIENT))
                .isEqualTo(GRANTED);
    }

    @Test
    void ENT_apl_a_negated_item_is_no_match_and_no_denial() {
        Dns dns = Dns.of("apl:l.example ipv4:192.0.2.0/24").apl("l.example", "!1:192.0.2.1/32");
        assertThat(dns.outcome(CLIENT)).isEqualTo(GRANTED);
        assertThat(Dns.of("!apl:l.example host:h.example")
                        .apl("l.example", "!1:192.0.2.1/32")
                        .a("h.example", CLIENT)
                        .outcome(CLIENT))
                .isEqualTo(GRANTED);
    }

    @Test
    void ENT_apl_items_of_the_other_family_are_skipped() {
        Dns dns = Dns.of("apl:l.example").apl("l.example", "2:::/0 1:192.0.2.0/24");
        assertThat(dns.outcome(CLIENT)).isEqualTo(GRANTED);
        assertThat(dns.outcome(CLIENT6)).isEqualTo(GRANTED);
        assertThat(Dns.of("apl:l.example").apl("l.example", "2:::/0").outcome(CLIENT))
                .isEqualTo(NOT_IN_RMX);
    }

    @Test
    void ENT_apl_several_records_count_in_wire_order() {
        // 0001 20 04 c0000201 (a plain /32) sorts before 0001 20 84 c0000201 (negated), in any order of the answer
        assertThat(Dns.of("apl:l.example")
                        .apl("l.example", "!1:192.0.2.1/32", "1:192.0.2.1/32")
                        .outcome(CLIENT))
                .isEqualTo(GRANTED);
        assertThat(Dns.of("apl:l.example")
                        .apl("l.example", "1:192.0.2.1/32", "!1:192.0.2.0/24")
                        .outcome(CLIENT))
                .isEqualTo(NOT_IN_RMX); // 0001 18 .. before 0001 20 ..
    }

    @Test
    void ENT_apl_negated_absent_failed_malformed() {
        assertThat(Dns.of("!apl:l.example host:h.example")
                        .apl("l.example", "1:192.0.2.0/24")
                        .a("h.example", CLIENT)
                        .outcome(CLIENT))
                .isEqualTo(DENIED);
        assertThat(Dns.of("apl:l.example").absent("l.example", RecordType.APL).outcome(CLIENT))
                .isEqualTo(NOT_IN_RMX);
        assertThat(Dns.of("apl:l.example").failed("l.example", RecordType.APL).outcome(CLIENT))
                .isEqualTo(TEMP_FAIL);
        assertThat(Dns.of("apl:l.example")
                        .malformed("l.example", RecordType.APL)
                        .outcome(CLIENT))
                .isEqualTo(BAD_DATA);
    }

    @Test
    void ENT_unused_denies_every_client() {
        Dns dns = Dns.of("unused: ipv4:0.0.0.0/0");
        assertThat(dns.outcome(CLIENT)).isEqualTo(DENIED);
        assertThat(dns.outcome(CLIENT6)).isEqualTo(DENIED);
        assertThat(dns.askedByEntries()).isEmpty();
        assertThat(dns.check(CLIENT).mechanism()).hasToString("Optional[unused:]");
    }

    @Test
    void ENT_mapped_any_a_record_below_the_data_is_yes() {
        Dns dns = Dns.of("mapped:list.example").a("192.0.2.1.list.example", "127.0.0.2");
        assertThat(dns.outcome(CLIENT)).isEqualTo(GRANTED);
        assertThat(dns.outcome("192.0.2.2")).isEqualTo(NOT_IN_RMX);
    }

    @Test
    void ENT_mapped_an_ipv6_client_is_32_nibbles_in_reading_order() {
        String name = "2.0.0.1.0.d.b.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.list.example";
        Dns dns = Dns.of("mapped:list.example").a(name, "127.0.0.2");
        assertThat(dns.outcome(CLIENT6)).isEqualTo(GRANTED);
        assertThat(dns.askedByEntries()).containsExactly(name + " A");
    }

    @Test
    void ENT_mapped_without_data_means_the_subject() {
        Dns dns = Dns.of("mapped:").a("192.0.2.1.example.org", "127.0.0.2");
        assertThat(dns.outcome(CLIENT)).isEqualTo(GRANTED);
    }

    @Test
    void ENT_mapped_a_name_that_is_too_long_is_no() {
        String data = ("a".repeat(62) + ".").repeat(3) + "a".repeat(55); // 244 octets of text, plus ten for the client
        Dns dns = Dns.of("mapped:" + data);
        assertThat(dns.outcome(CLIENT)).isEqualTo(NOT_IN_RMX);
        assertThat(dns.askedByEntries()).isEmpty();
        assertThat(Dns.of("mapped:" + data).a("1.1.1.1." + data, "127.0.0.2").outcome("1.1.1.1"))
                .isEqualTo(GRANTED);
    }

    @Test
    void ENT_mapped_negated_absent_failed_malformed() {
        String name = "192.0.2.1.example.org";
        assertThat(Dns.of("!mapped: ipv4:0.0.0.0/0").a(name, "127.0.0.2").outcome(CLIENT))
                .isEqualTo(DENIED);
        assertThat(Dns.of("mapped:").absent(name, RecordType.A).outcome(CLIENT)).isEqualTo(NOT_IN_RMX);
        assertThat(Dns.of("mapped:").failed(name, RecordType.A).outcome(CLIENT)).isEqualTo(TEMP_FAIL);
        assertThat(Dns.of("mapped:").malformed(name, RecordType.A).outcome(CLIENT))
                .isEqualTo(BAD_DATA);
    }
}
