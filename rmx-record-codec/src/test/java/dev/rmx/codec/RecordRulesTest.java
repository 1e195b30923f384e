package dev.rmx.codec;

import static dev.rmx.codec.Refusals.assertTextRefused;
import static dev.rmx.codec.Refusals.assertWireRefused;
import static dev.rmx.codec.Refusals.octets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.record.DomainName;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxEntryType;
import dev.rmx.record.RmxRecord;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules [REC-1] to [REC-3], through the codec. */
class RecordRulesTest {
    @Test
    void REC_1_entries_keep_their_order() throws RmxFormatException {
        RmxRecord record = RmxText.parse("mx: !ipv4:192.0.2.1 ipv4:192.0.2.0/24 host:a.example mx:");

        assertThat(record.entries())
                .containsExactly(
                        new RmxEntry.Mx(false),
                        new RmxEntry.Ipv4(true, IpPrefix.parse("192.0.2.1")),
                        new RmxEntry.Ipv4(false, IpPrefix.parse("192.0.2.0/24")),
                        new RmxEntry.Host(false, DomainName.parse("a.example")),
                        new RmxEntry.Mx(false));
        assertThat(RmxWire.decode(RmxWire.encode(record))).isEqualTo(record);
    }

    @Test
    void REC_1_a_record_may_have_no_entries() throws RmxFormatException {
        assertThat(RmxText.parse("").entries()).isEmpty();
        assertThat(RmxWire.decode(new byte[0]).entries()).isEmpty();
        assertThat(RmxText.format(RmxRecord.of())).isEmpty();
        assertThat(RmxWire.encode(RmxRecord.of())).isEmpty();
    }

    /** The table of the rules REC. */
    @ParameterizedTest
    @CsvSource({
        "1, ipv4,   192.0.2.0/24, 18c00002,     true",
        "2, ipv6,   2001:db8::,   8020010db8000000000000000000000000, true",
        "3, host,   a.example,    0161076578616d706c6500, true",
        "4, apl,    a.example,    0161076578616d706c6500, true",
        "5, domain, a.example,    0161076578616d706c6500, true",
        "5, domain, '',           00,           true",
        "6, unused, '',           '',           false",
        "7, full,   '',           '',           false",
        "8, mapped, a.example,    0161076578616d706c6500, true",
        "8, mapped, '',           00,           true",
        "9, mx,     '',           '',           true",
    })
    void REC_2_an_entry_has_a_type_a_negation_and_data(
            int code, String tag, String data, String wireData, boolean negatable) throws RmxFormatException {
        RmxEntry entry = RmxText.parse(tag + ":" + data).entries().get(0);

        assertThat(entry.type().code()).isEqualTo(code);
        assertThat(entry.type().tag()).isEqualTo(tag);
        assertThat(entry.negated()).isFalse();
        assertThat(RmxText.parse(code + ":" + data).entries()).containsExactly(entry);
        assertThat(RmxWire.decode(octets("0" + code + wireData)).entries()).containsExactly(entry);
        if (negatable) {
            RmxEntry negated = RmxText.parse("!" + tag + ":" + data).entries().get(0);
            assertThat(negated.negated()).isTrue();
            assertThat(negated.type()).isEqualTo(entry.type());
            assertThat(negated).isNotEqualTo(entry);
            assertThat(RmxWire.decode(octets("8" + code + wireData)).entries()).containsExactly(negated);
        } else {
            assertTextRefused("!" + tag + ":" + data, 0, tag, "negated");
            assertWireRefused("8" + code + wireData, 0, tag, "negated");
        }
    }

    @Test
    void REC_2_there_are_nine_types() {
        assertThat(RmxEntryType.values()).hasSize(9);
    }

    @Test
    void REC_3_records_are_joined_in_the_order_of_their_wire_forms() throws RmxFormatException {
        RmxRecord literal = RmxText.parse("ipv4:192.0.2.0/24"); // 01 18 …
        RmxRecord wider = RmxText.parse("ipv4:198.0.0.0/8"); // 01 08 …
        RmxRecord host = RmxText.parse("host:z.example mx:"); // 03 01 …
        RmxRecord longerName = RmxText.parse("host:aa.example"); // 03 02 …
        RmxRecord negated = RmxText.parse("!ipv4:10.0.0.1"); // 81 20 …
        String joined = "ipv4:198.0.0.0/8 ipv4:192.0.2.0/24 host:z.example mx: host:aa.example !ipv4:10.0.0.1";

        assertThat(RmxRecord.concatenate(List.of(negated, longerName, host, literal, wider)))
                .hasToString(joined);
        assertThat(RmxRecord.concatenate(List.of(wider, host, longerName, negated, literal)))
                .hasToString(joined);
    }

    @Test
    void REC_3_a_record_sorts_before_records_that_begin_with_it() throws RmxFormatException {
        RmxRecord begin = RmxText.parse("mx:");
        RmxRecord longer = RmxText.parse("mx: !mx:");

        assertThat(RmxRecord.concatenate(List.of(longer, RmxRecord.of(), begin)))
                .hasToString("mx: mx: !mx:");
    }

    @Test
    void REC_3_names_are_compared_in_lower_case() throws RmxFormatException {
        RmxRecord upper = RmxWire.decode(octets("03015a00")); // host:Z
        RmxRecord lower = RmxWire.decode(octets("03016100")); // host:a

        assertThat(RmxRecord.concatenate(List.of(upper, lower))).hasToString("host:a host:z");
    }

    @Test
    void REC_3_octets_are_unsigned() throws RmxFormatException {
        RmxRecord high = RmxText.parse("host:\\255");
        RmxRecord low = RmxText.parse("host:a");
        RmxRecord highAddress = RmxText.parse("ipv4:200.0.0.1");
        RmxRecord lowAddress = RmxText.parse("ipv4:100.0.0.1");

        assertThat(RmxRecord.concatenate(List.of(high, low, highAddress, lowAddress)))
                .hasToString("ipv4:100.0.0.1 ipv4:200.0.0.1 host:a host:\\255");
    }

    @Test
    void REC_3_octets_are_unsigned_in_both_halves_of_an_ipv6_address() throws RmxFormatException {
        RmxRecord high = RmxText.parse("ipv6:8000::");
        RmxRecord low = RmxText.parse("ipv6:7000::");
        RmxRecord highEnd = RmxText.parse("ipv6:::8000:0:0:1");
        RmxRecord lowEnd = RmxText.parse("ipv6:::7000:0:0:1");

        assertThat(RmxRecord.concatenate(List.of(highEnd, high, lowEnd, low)))
                .hasToString("ipv6:::7000:0:0:1 ipv6:::8000:0:0:1 ipv6:7000:: ipv6:8000::");
    }

    @Test
    void REC_3_a_record_that_occurs_twice_counts_once() throws RmxFormatException {
        RmxRecord record = RmxWire.decode(octets("01090aff" + "0301410145" + "00")); // spare bits, upper case
        RmxRecord again = RmxText.parse("1:10.255.0.0/9 HOST:a.e.");

        assertThat(RmxRecord.concatenate(List.of(record, again))).isEqualTo(again);
        assertThat(RmxRecord.concatenate(List.of(again, record, record))).hasToString("ipv4:10.128.0.0/9 host:a.e");
    }

    @Test
    void REC_3_an_entry_may_occur_in_several_records() throws RmxFormatException {
        assertThat(RmxRecord.concatenate(List.of(RmxText.parse("mx: full:"), RmxText.parse("mx:"))))
                .hasToString("mx: mx: full:");
    }

    @Test
    void REC_3_one_record_stays_and_no_record_gives_an_empty_one() throws RmxFormatException {
        RmxRecord record = RmxText.parse("mx: ipv4:192.0.2.1 mx:");

        assertThat(RmxRecord.concatenate(List.of(record))).isEqualTo(record);
        assertThat(RmxRecord.concatenate(List.of()).entries()).isEmpty();
    }
}
