package dev.rmx.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import dev.rmx.record.AplRecord;
import dev.rmx.record.RmxRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RdataDecoderTest {
    private static final Instant UNTIL = Instant.parse("2026-11-01T12:00:00Z");

    private static DnsAnswer.Known decode(RecordType type, String... hex) {
        return RdataDecoder.decode(
                type,
                Stream.of(hex)
                        .map(octets -> HexFormat.of().parseHex(octets.replace(" ", "")))
                        .toList(),
                UNTIL,
                true);
    }

    private static DnsData data(RecordType type, String... hex) {
        return ((DnsAnswer.Found) decode(type, hex)).data();
    }

    @Test
    void ID_6_a_mapped_address_in_AAAA_stays_IPv6() {
        assertThat(data(RecordType.A, "c0000202", "c0000201"))
                .hasToString("Addresses[addresses=[192.0.2.1, 192.0.2.2]]");
        assertThat(data(RecordType.AAAA, "00000000000000000000ffffc0000201"))
                .hasToString("Addresses[addresses=[::ffff:c000:201]]");
    }

    @Test
    void LOOK_2_an_answer_keeps_its_validity_and_authentication() {
        DnsAnswer.Known answer = decode(RecordType.A, "c0000201");
        assertThat(answer.validUntil()).isEqualTo(UNTIL);
        assertThat(answer.authenticated()).isTrue();
        assertThat(answer.stale()).isFalse();
    }

    @Test
    void LIM_2_names_and_exchanges_are_decoded() {
        assertThat(data(RecordType.PTR, "0141 07 4578616d706c65 00")).hasToString("Names[names=[a.example]]");
        assertThat(data(RecordType.MX, "000a 026d78 00", "0000 00"))
                .hasToString(
                        "Exchanges[exchanges=[Exchange[preference=0, host=.], Exchange[preference=10, host=mx]], records=2]");
    }

    @Test
    void SPF_3_MX_records_are_counted_with_duplicates() {
        assertThat(data(RecordType.MX, "000a 026d78 00", "000a 026d78 00"))
                .hasToString("Exchanges[exchanges=[Exchange[preference=10, host=mx]], records=2]");
    }

    /** TXT records, each of strings that a bar separates. */
    private static DnsAnswer.Known txt(RecordType type, String... texts) {
        List<byte[]> rdata = Stream.of(texts)
                .map(text -> {
                    StringBuilder octets = new StringBuilder();
                    for (String string : text.split("\\|", -1)) {
                        octets.append((char) string.length()).append(string);
                    }
                    return octets.toString().getBytes(StandardCharsets.ISO_8859_1);
                })
                .toList();
        return RdataDecoder.decode(type, rdata, UNTIL, true);
    }

    @Test
    void SPF_1_the_strings_of_a_TXT_record_are_joined_and_other_TXT_is_ignored() {
        assertThat(txt(RecordType.SPF, "v=sp|f1 ip4:192.|0.2.1", "\u00e4", "v=spf10 -all"))
                .hasToString("Found[data=Spf[record=v=spf1 ip4:192.0.2.1], validUntil=2026-11-01T12:00:00Z,"
                        + " authenticated=true, stale=false]");
        assertThat(txt(RecordType.SPF, "spf2.0/pra -all")).isEqualTo(new DnsAnswer.Absent(UNTIL, true));
    }

    @Test
    void SPF_1_two_records_are_malformed_and_one_that_comes_twice_is_one() {
        assertThat(txt(RecordType.SPF, "v=spf1 -all", "v=spf1| -all"))
                .isEqualTo(new DnsAnswer.Malformed("2 SPF records; a name has one at most", UNTIL, true));
        assertThat(txt(RecordType.SPF, "v=spf1 -all", "v=spf1 -all")).isInstanceOf(DnsAnswer.Found.class);
    }

    @Test
    void SPF_1_a_bad_record_is_malformed() {
        assertThat(txt(RecordType.SPF, "v=spf1 -alle")).isInstanceOf(DnsAnswer.Malformed.class);
    }

    @Test
    void SPF_7_one_TXT_record_is_an_explanation() {
        assertThat(((DnsAnswer.Found) txt(RecordType.SPF_EXPLANATION, "%{c} is |not ours")).data())
                .hasToString("SpfExplanation[text=%{c} is not ours]");
        assertThat(txt(RecordType.SPF_EXPLANATION, "a", "b")).isInstanceOf(DnsAnswer.Malformed.class);
        assertThat(txt(RecordType.SPF_EXPLANATION, "100%")).isInstanceOf(DnsAnswer.Malformed.class);
    }

    @Test
    void DMP_1_and_DMP_2_words_are_read_in_any_case_and_between_blanks() {
        assertThat(((DnsAnswer.Found) txt(RecordType.DMP, " Dmp=ALLOW\t", "dmp=", "x")).data())
                .isEqualTo(new DnsData.Dmp(true, false, true));
        assertThat(((DnsAnswer.Found) txt(RecordType.DMP, "dmp=deny")).data())
                .isEqualTo(new DnsData.Dmp(false, true, false));
        assertThat(txt(RecordType.DMP, "dmp=allow!", "\u00a0dmp=")).isInstanceOf(DnsAnswer.Absent.class);
    }

    @Test
    void ENT_apl_items_of_unknown_families_are_skipped() {
        // family 3 with five octets, then !1:192.0.2.0/24, then 2:2001:db8::/32
        assertThat(data(RecordType.APL, "0003 28 05 0102030405  0001 18 83 c00002  0002 20 04 20010db8"))
                .hasToString("PrefixLists[lists=[AplRecord[items=[!1:192.0.2.0/24, 2:2001:db8::/32]]]]");
    }

    @Test
    void ENT_apl_a_mapped_prefix_stays_IPv6() {
        assertThat(data(RecordType.APL, "0002 68 0d 00000000000000000000ffffc0"))
                .hasToString("PrefixLists[lists=[AplRecord[items=[2:::ffff:c000:0/104]]]]");
    }

    @ParameterizedTest
    @CsvSource({
        "00,                    an APL item is cut off at octet 0",
        "0001 18 03 c000,       the address of an APL item is cut off at octet 4",
        "0001 21 01 c0,         a prefix length of ipv4 is 0 to 32",
        "0001 18 05 c000020000, at most 4 octets of address",
        "0003 28 05 01,         the address of an APL item is cut off at octet 4"
    })
    void LIM_4_a_broken_APL_record_is_malformed(String octets, String reason) {
        assertThat(decode(RecordType.APL, octets))
                .isInstanceOfSatisfying(
                        DnsAnswer.Malformed.class,
                        malformed -> assertThat(malformed.reason().toLowerCase(Locale.ROOT))
                                .contains(reason.toLowerCase(Locale.ROOT)));
    }

    @Test
    void TXT_1_strings_are_joined_and_TXT_2_other_TXT_is_ignored() {
        String text = HexFormat.of().formatHex("ipv4:192.0".getBytes(StandardCharsets.US_ASCII));
        String more = HexFormat.of().formatHex(".2.1 mx:".getBytes(StandardCharsets.US_ASCII));
        String spf = "06 763d73706631";
        assertThat(data(RecordType.RMX_TXT, "0a" + text + "08" + more, spf))
                .hasToString("RmxRecords[records=[ipv4:192.0.2.1 mx:]]");
        assertThat(decode(RecordType.RMX_TXT, spf)).isEqualTo(new DnsAnswer.Absent(UNTIL, true));
    }

    @Test
    void TEXT_5_and_WIRE_5_one_bad_record_makes_the_answer_malformed() {
        assertThat(decode(RecordType.RMX, "89", "0a")).isInstanceOf(DnsAnswer.Malformed.class);
        assertThat(decode(RecordType.RMX_TXT, "03 6d783a", "0a 6d783a206e6f6e73656e"))
                .isInstanceOf(DnsAnswer.Malformed.class);
        assertThat(decode(RecordType.RMX_TXT, "05 6d783a")).as("cut off").isInstanceOf(DnsAnswer.Malformed.class);
    }

    @Test
    void LIM_4_the_most_entries_and_items_are_read_and_one_more_is_malformed() {
        byte[] most = new byte[RmxRecord.MAX_ENTRIES];
        Arrays.fill(most, (byte) 7);
        assertThat(((DnsData.RmxRecords) found(RecordType.RMX, most).data())
                        .record()
                        .entries())
                .hasSize(RmxRecord.MAX_ENTRIES);
        byte[] tooMany = Arrays.copyOf(most, most.length + 1);
        tooMany[most.length] = 7;
        assertThat(RdataDecoder.decode(RecordType.RMX, List.of(tooMany), UNTIL, false))
                .isInstanceOfSatisfying(
                        DnsAnswer.Malformed.class,
                        malformed -> assertThat(malformed.reason())
                                .isEqualTo(
                                        "at offset 16384: a record has at most 16384 entries, and this is one more"));
        assertThat(RdataDecoder.decode(RecordType.RMX, List.of(most, new byte[] {6}), UNTIL, false))
                .as("together")
                .isInstanceOf(DnsAnswer.Malformed.class);

        byte[] items = new byte[4 * AplRecord.MAX_ITEMS];
        for (int i = 1; i < items.length; i += 4) {
            items[i] = 1; // 0.0.0.0/0
        }
        assertThat(((DnsData.PrefixLists) found(RecordType.APL, items).data())
                        .lists()
                        .get(0)
                        .items())
                .hasSize(AplRecord.MAX_ITEMS);
        assertThat(RdataDecoder.decode(RecordType.APL, List.of(items, new byte[] {0, 2, 0, 0}), UNTIL, false))
                .isInstanceOf(DnsAnswer.Malformed.class);
    }

    private static DnsAnswer.Found found(RecordType type, byte[] rdata) {
        return (DnsAnswer.Found) RdataDecoder.decode(type, List.of(rdata), UNTIL, false);
    }

    @ParameterizedTest
    @EnumSource
    void LOOK_2_an_answer_without_records_is_refused(RecordType type) {
        assertThatIllegalArgumentException().isThrownBy(() -> decode(type));
    }

    @ParameterizedTest
    @CsvSource({"A, c00002", "A, c000020101", "AAAA, c0000201", "MX, 0001", "MX, 0001c00c", "PTR, c00c", "PTR, 0161"})
    void LOOK_2_other_broken_RDATA_is_refused(RecordType type, String octets) {
        assertThatIllegalArgumentException().isThrownBy(() -> decode(type, octets));
    }
}
