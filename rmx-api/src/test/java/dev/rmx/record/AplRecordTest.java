package dev.rmx.record;

import static dev.rmx.record.Records.apl;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AplRecordTest {
    private static final IpAddress CLIENT = IpAddress.parse("192.0.2.1");

    @Test
    void ENT_apl_the_first_item_that_holds_the_client_decides() {
        assertThat(apl("!1:192.0.2.1/32 1:192.0.2.0/24").holds(CLIENT)).isFalse();
        assertThat(apl("2:::/0 1:192.0.2.1/32 !1:192.0.2.0/24").holds(CLIENT)).isTrue();
        assertThat(apl("1:198.51.100.0/24").holds(CLIENT)).isFalse();
        assertThat(apl("").holds(CLIENT)).isFalse();
    }

    @Test
    void ENT_apl_an_empty_prefix_holds_its_whole_family() {
        assertThat(apl("1:0.0.0.0/0").holds(CLIENT)).isTrue();
        assertThat(apl("2:::/0").holds(CLIENT)).isFalse();
    }

    /** RFC 3123 §4: family, prefix length, negation and length of the address without trailing zeros, address. */
    @Test
    void ENT_apl_several_records_are_concatenated_in_wire_order() {
        List<String> ordered = List.of(
                "", // nothing
                "1:0.0.0.0/0", // 0001 00 00
                "!1:0.0.0.0/0", // 0001 00 80
                "1:192.0.0.0/16", // 0001 10 01 c0
                "1:10.1.0.0/16", // 0001 10 02 0a01
                "1:192.168.0.0/16", // 0001 10 02 c0a8
                "!1:10.0.0.0/16", // 0001 10 81 0a
                "1:10.0.0.0/24", // 0001 18 01 0a
                "2:::/0", // 0002 00 00
                "2:2001:db8::/32"); // 0002 20 04 20010db8
        List<AplRecord> records = ordered.stream().map(Records::apl).toList();
        List<AplRecord> shuffled =
                Stream.of(7, 3, 9, 0, 5, 1, 8, 2, 6, 4).map(records::get).toList();
        assertThat(shuffled.stream().sorted()).isEqualTo(records);
        assertThat(AplRecord.concatenate(shuffled))
                .isEqualTo(apl(String.join(" ", ordered).trim()));
    }

    @Test
    void ENT_apl_a_shorter_record_sorts_first_and_a_duplicate_counts_once() {
        AplRecord both = apl("1:10.0.0.0/8 !1:192.0.2.0/24");
        AplRecord one = apl("1:10.0.0.0/8");
        assertThat(AplRecord.concatenate(List.of(both, one, both, one)))
                .isEqualTo(apl("1:10.0.0.0/8 1:10.0.0.0/8 !1:192.0.2.0/24"));
    }

    @Test
    void ENT_apl_items_are_written_as_in_rfc_3123() {
        assertThat(apl("!1:192.0.2.1/24").items()).hasToString("[!1:192.0.2.0/24]");
        assertThat(apl("2:2001:DB8::1/128").items()).hasToString("[2:2001:db8::1/128]");
    }
}
