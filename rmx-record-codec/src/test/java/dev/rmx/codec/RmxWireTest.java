package dev.rmx.codec;

import static dev.rmx.codec.Refusals.hex;
import static dev.rmx.codec.Refusals.octets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How RDATA is read and written ([WIRE-1] to [WIRE-4], [WIRE-6]). */
class RmxWireTest {
    private static final String LABEL_63 = "3f" + "61".repeat(63);

    private static String text(String hex) throws RmxFormatException {
        return RmxWire.decode(octets(hex)).toString();
    }

    private static String wire(String text) throws RmxFormatException {
        return hex(RmxWire.encode(RmxText.parse(text)));
    }

    @Test
    void WIRE_1_entries_follow_each_other_directly() throws RmxFormatException {
        assertThat(text("06070989")).isEqualTo("unused: full: mx: !mx:");
        assertThat(text("010003016100" + "0500" + "0100")).isEqualTo("ipv4:0.0.0.0/0 host:a domain: ipv4:0.0.0.0/0");
        assertThat(wire("unused: full: mx: !mx:")).isEqualTo("06070989");
    }

    @Test
    void WIRE_1_empty_rdata_is_a_record_without_entries() throws RmxFormatException {
        assertThat(RmxWire.decode(new byte[0])).isEqualTo(RmxRecord.of());
        assertThat(RmxWire.encode(RmxRecord.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0100,ipv4:0.0.0.0/0",
        "8100,!ipv4:0.0.0.0/0",
        "0200,ipv6:::/0",
        "8200,!ipv6:::/0",
        "03016100,host:a",
        "83016100,!host:a",
        "04016100,apl:a",
        "84016100,!apl:a",
        "05016100,domain:a",
        "85016100,!domain:a",
        "06,unused:",
        "07,full:",
        "08016100,mapped:a",
        "88016100,!mapped:a",
        "09,mx:",
        "89,!mx:",
    })
    void WIRE_2_the_first_octet_is_negation_and_code(String hex, String text) throws RmxFormatException {
        assertThat(text(hex)).isEqualTo(text);
        assertThat(wire(text)).isEqualTo(hex);
    }

    @ParameterizedTest
    @CsvSource({
        "010180,ipv4:128.0.0.0/1",
        "01070a,ipv4:10.0.0.0/7",
        "01080a,ipv4:10.0.0.0/8",
        "01090a80,ipv4:10.128.0.0/9",
        "01100aff,ipv4:10.255.0.0/16",
        "01110aff80,ipv4:10.255.128.0/17",
        "0119c0000280,ipv4:192.0.2.128/25",
        "011fc00002fe,ipv4:192.0.2.254/31",
        "0120c00002ff,ipv4:192.0.2.255",
        "020180,ipv6:8000::/1",
        "024020010db800000001,ipv6:2001:db8:0:1::/64",
        "024120010db80000000180,ipv6:2001:db8:0:1:8000::/65",
        "027ffffffffffffffffffffffffffffffffe,ipv6:ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127",
        "028000000000000000000000000000000001,ipv6:::1",
    })
    void WIRE_3_a_prefix_has_as_many_octets_as_its_length_needs(String hex, String text) throws RmxFormatException {
        assertThat(text(hex)).isEqualTo(text);
        assertThat(wire(text)).isEqualTo(hex);
    }

    @ParameterizedTest
    @CsvSource({
        "0101ff,010180",
        "01070b,01070a",
        "01090aff,01090a80",
        "011fc0000201,011fc0000200",
        "8104ff09,8104f009",
        "0201ff,020180",
        "0241ffffffffffffffffff,0241ffffffffffffffff80",
        "027fffffffffffffffffffffffffffffffff,027ffffffffffffffffffffffffffffffffe",
    })
    void WIRE_3_spare_bits_are_ignored(String hex, String canonical) throws RmxFormatException {
        assertThat(RmxWire.decode(octets(hex))).isEqualTo(RmxWire.decode(octets(canonical)));
        assertThat(hex(RmxWire.encode(RmxWire.decode(octets(hex))))).isEqualTo(canonical);
    }

    @Test
    void WIRE_3_zero_octets_are_not_omitted() throws RmxFormatException {
        assertThat(wire("ipv4:10.0.0.0/32")).isEqualTo("01200a000000");
        assertThat(wire("ipv4:0.0.0.0/32")).isEqualTo("012000000000");
        assertThat(wire("ipv6:::/16")).isEqualTo("02100000");
    }

    @Test
    void WIRE_3_mapped_addresses_stay_ipv6() throws RmxFormatException {
        String mapped = "0280" + "00".repeat(10) + "ffff" + "c0000201";

        assertThat(RmxWire.decode(octets(mapped)).entries())
                .containsExactly(new RmxEntry.Ipv6(false, IpPrefix.parse("::ffff:192.0.2.1")));
        assertThat(text(mapped)).isEqualTo("ipv6:::ffff:c000:201");
        assertThat(wire("ipv6:::ffff:192.0.2.1")).isEqualTo(mapped);
    }

    @Test
    void WIRE_4_a_name_comes_directly_after_the_entry_octet() throws RmxFormatException {
        assertThat(text("03" + "0161" + "0162" + "00" + "09")).isEqualTo("host:a.b mx:");
        assertThat(wire("host:a.b mx:")).isEqualTo("0301610162" + "00" + "09");
    }

    @Test
    void WIRE_4_names_are_written_in_lower_case() throws RmxFormatException {
        assertThat(wire("host:RELAY.Example apl:A domain:B mapped:\\067"))
                .isEqualTo("03" + "0572656c6179" + "076578616d706c65" + "00" + "04016100" + "05016200" + "08016300");
    }

    @Test
    void WIRE_4_case_on_the_wire_is_ignored() throws RmxFormatException {
        RmxRecord upper = RmxWire.decode(octets("03" + "0552454c4159" + "015a" + "00"));
        RmxRecord lower = RmxWire.decode(octets("03" + "0572656c6179" + "017a" + "00"));

        assertThat(upper).isEqualTo(lower).hasSameHashCodeAs(lower).isEqualByComparingTo(lower);
        assertThat(upper).hasToString("host:relay.z");
    }

    /** The neighbours of A to Z, and letters outside ASCII, have no case (RFC 4343). */
    @Test
    void WIRE_4_only_ascii_letters_have_case() throws RmxFormatException {
        String octets = "03" + "06" + "405b607bc1e1" + "00";

        assertThat(hex(RmxWire.encode(RmxWire.decode(octets(octets))))).isEqualTo(octets);
    }

    /** A length octet of 0x41 to 0x5a would be an upper-case letter; labels end at 0x3f. */
    @Test
    void WIRE_4_length_octets_have_no_case() throws RmxFormatException {
        String hex = "03" + LABEL_63 + "1a" + "62".repeat(26) + "00";

        assertThat(hex(RmxWire.encode(RmxWire.decode(octets(hex))))).isEqualTo(hex);
    }

    @ParameterizedTest
    @ValueSource(strings = {"05", "85", "08", "88"})
    void WIRE_4_the_root_means_no_data(String first) throws RmxFormatException {
        assertThat(text(first + "00")).endsWith(":");
        assertThat(text(first + "00" + "07")).endsWith(": full:");
    }

    @Test
    void WIRE_4_names_hold_any_octet() throws RmxFormatException {
        assertThat(text("03" + "05" + "002e5cff7f" + "00")).isEqualTo("host:\\000\\046\\092\\255\\127");
    }

    @Test
    void WIRE_4_a_name_of_255_octets_fits() throws RmxFormatException {
        String name255 = LABEL_63.repeat(3) + "3d" + "61".repeat(61) + "00";
        String labels127 = "0161".repeat(127) + "00";

        assertThat(hex(RmxWire.encode(RmxWire.decode(octets("03" + name255 + "09")))))
                .isEqualTo("03" + name255 + "09");
        assertThat(hex(RmxWire.encode(RmxWire.decode(octets("85" + labels127)))))
                .isEqualTo("85" + labels127);
    }

    @Test
    void WIRE_5_rdata_of_65535_octets_fits() throws RmxFormatException {
        RmxEntry octets18 = new RmxEntry.Ipv6(false, IpPrefix.parse("2001:db8::1"));
        List<RmxEntry> entries = new ArrayList<>(Collections.nCopies(3_640, octets18));
        entries.addAll(Collections.nCopies(15, new RmxEntry.Mx(false)));
        RmxRecord record = new RmxRecord(entries);

        byte[] rdata = RmxWire.encode(record);

        assertThat(rdata).hasSize(65535);
        assertThat(RmxWire.decode(rdata)).isEqualTo(record);
    }

    @Test
    void WIRE_6_the_type_is_65280_by_default() {
        assertThat(RmxWire.DEFAULT_TYPE).isEqualTo(65280);
    }

    @Test
    void WIRE_6_a_record_has_a_generic_form() throws RmxFormatException {
        assertThat(GenericRdata.format(RmxWire.encode(RmxText.parse("ipv4:10.0.0.0/8"))))
                .isEqualTo("\\# 3 01080a");
        assertThat(RmxWire.decode(GenericRdata.parse("\\# 3 01080a"))).hasToString("ipv4:10.0.0.0/8");
    }

    @Test
    void WIRE_decoding_does_not_change_the_octets() throws RmxFormatException {
        byte[] rdata = octets("03" + "0141" + "00" + "0109ffff");

        RmxRecord record = RmxWire.decode(rdata);

        assertThat(hex(rdata)).isEqualTo("030141000109ffff");
        rdata[2] = 'b';
        assertThat(record).hasToString("host:a ipv4:255.128.0.0/9");
    }
}
