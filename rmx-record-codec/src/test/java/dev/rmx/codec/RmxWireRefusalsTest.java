package dev.rmx.codec;

import static dev.rmx.codec.Refusals.assertWireRefused;
import static dev.rmx.codec.Refusals.hex;
import static dev.rmx.codec.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors in RDATA, with the offset of the bad entry ([WIRE-4], [WIRE-5]). */
class RmxWireRefusalsTest {
    private static final String LABEL_63 = "3f" + "61".repeat(63);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01",
                "8101",
                "0108",
                "01090a",
                "010a0a",
                "0120",
                "0120c00002",
                "02",
                "0201",
                "0210fe",
                "0280",
                "027f000000000000000000000000000000",
                "03",
                "030161",
                "0302",
                "030261",
                "03016101",
                "0400",
                "05",
                "0501",
                "050161",
                "08",
                "083f61",
                "88016101"
            })
    void WIRE_5_a_truncated_entry_is_refused(String hex) {
        String word = hex.equals("0400") ? "empty" : "cut off";
        assertWireRefused(hex, 0, word);
        assertWireRefused("09" + hex, 1, word);
        assertWireRefused("0120c0000201" + "03016100" + hex, 10, word);
    }

    @Test
    void WIRE_5_every_truncation_ends_after_an_entry_or_is_refused() throws RmxFormatException {
        String record = "ipv4:192.0.2.0/24 host:a.example !mx: ipv6:2001:db8::/33 mapped: domain:b unused:";
        byte[] rdata = RmxWire.encode(RmxText.parse(record));
        int[] starts = {0, 5, 17, 18, 25, 27, 31, 32}; // and the end

        for (int cut = 0; cut <= rdata.length; cut++) {
            byte[] beginning = Arrays.copyOf(rdata, cut);
            int at = Arrays.binarySearch(starts, cut);
            if (at >= 0) {
                assertThat(RmxWire.decode(beginning).entries()).hasSize(at);
            } else {
                assertWireRefused(hex(beginning), starts[-at - 2], "cut off");
            }
        }
        assertThat(rdata).hasSize(32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "0a", "0b", "0f", "10", "40", "7f", "80", "8a", "c0", "c1", "ff"})
    void WIRE_5_an_unknown_code_is_refused(String hex) {
        String code = String.valueOf(Integer.parseInt(hex, 16) & 0x7f);
        assertWireRefused(hex, 0, "code", "1 to 9", code);
        assertWireRefused("06" + "0500" + hex + "09", 3, "code", code);
    }

    @Test
    void WIRE_5_negation_of_unused_and_full_is_refused() {
        assertWireRefused("86", 0, "unused", "negated");
        assertWireRefused("87", 0, "full", "negated");
        assertWireRefused("0987", 1, "full", "negated");
    }

    @Test
    void WIRE_5_a_prefix_length_out_of_range_is_refused() {
        assertWireRefused("0121" + "00".repeat(40), 0, "0 to 32", "33");
        assertWireRefused("09" + "8180" + "00".repeat(40), 1, "0 to 32", "128");
        assertWireRefused("01ff" + "00".repeat(40), 0, "0 to 32", "255");
        assertWireRefused("0281" + "00".repeat(40), 0, "0 to 128", "129");
        assertWireRefused("0909" + "82ff" + "00".repeat(40), 2, "0 to 128", "255");
    }

    @Test
    void WIRE_5_a_name_over_255_octets_is_refused() {
        String name256 = LABEL_63.repeat(3) + "3e" + "61".repeat(62) + "00";
        String labels128 = "0161".repeat(128) + "00";

        assertWireRefused("03" + name256, 0, "255");
        assertWireRefused("09" + "85" + name256 + "09", 1, "255");
        assertWireRefused("09" + "04" + labels128, 1, "255");
        assertWireRefused("08" + LABEL_63.repeat(1000), 0, "255");
    }

    @Test
    void WIRE_5_rdata_over_65535_octets_is_refused() {
        byte[] rdata = new byte[65536];
        Arrays.fill(rdata, (byte) 9);

        refusal(() -> RmxWire.decode(rdata), 65535, "65535", "65536");
        refusal(() -> RmxWire.decode(new byte[100_000]), 65535, "65535"); // before any other error
    }

    @Test
    void WIRE_5_a_record_too_long_for_rdata_cannot_be_written() {
        RmxEntry octets18 = new RmxEntry.Ipv6(true, IpPrefix.parse("2001:db8::1"));
        RmxRecord record = new RmxRecord(Collections.nCopies(3_641, octets18));

        refusal(() -> RmxWire.encode(record), 65535, "65535", "65538");
    }

    @Test
    void WIRE_5_a_truncated_last_entry_is_refused() {
        byte[] rdata = new byte[RmxRecord.MAX_ENTRIES];
        Arrays.fill(rdata, (byte) 9);
        rdata[rdata.length - 1] = 1;

        refusal(() -> RmxWire.decode(rdata), rdata.length - 1, "cut off");
    }

    @Test
    void LIM_4_an_entry_too_many_is_refused() {
        byte[] rdata = new byte[RmxRecord.MAX_ENTRIES + 1];
        Arrays.fill(rdata, (byte) 9);

        refusal(() -> RmxWire.decode(rdata), RmxRecord.MAX_ENTRIES, "at most 16384 entries");
        refusal(
                () -> RmxText.parse("mx: ".repeat(RmxRecord.MAX_ENTRIES + 1)),
                4 * RmxRecord.MAX_ENTRIES,
                "at most 16384");
    }

    @Test
    void WIRE_4_a_compression_pointer_is_refused() {
        assertWireRefused("03c000", 0, "label", "192", "compressed");
        assertWireRefused("03" + "016100" + "03" + "0162" + "c001" + "09", 4, "compressed");
        assertWireRefused("05ffff", 0, "compressed");
        assertWireRefused("08" + "0161" + "c0", 0, "compressed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"40", "41", "5a", "7f", "80", "81", "bf"})
    void WIRE_4_any_label_type_but_00_is_refused(String length) {
        assertWireRefused("03" + length + "61".repeat(300), 0, "label", "63", Integer.parseInt(length, 16) + "");
        assertWireRefused("06" + "05" + "0161" + length + "61".repeat(70) + "00", 1, "label", "63");
    }

    @Test
    void WIRE_4_the_root_is_refused_for_host_and_apl() {
        assertWireRefused("0300", 0, "host", "empty");
        assertWireRefused("8400", 0, "apl", "empty");
        assertWireRefused("0500" + "0800" + "8300", 4, "host", "empty");
    }

    @Test
    void WIRE_5_one_bad_entry_makes_the_whole_record_bad() {
        assertWireRefused("00" + "09", 0, "code");
        assertWireRefused("09" + "00" + "09", 1, "code");
        assertWireRefused("06" + "00", 1, "code");
    }

    @Test
    void WIRE_5_the_first_bad_entry_is_reported() {
        assertWireRefused("09" + "86" + "00" + "01ff", 1, "negated");
    }

    @Test
    void WIRE_5_the_message_names_offset_and_reason() {
        RmxFormatException refusal = refusal(() -> RmxWire.decode(new byte[] {9, 9, 10}), 2, "10");

        assertThat(refusal).hasMessage("at offset 2: " + refusal.reason());
    }
}
