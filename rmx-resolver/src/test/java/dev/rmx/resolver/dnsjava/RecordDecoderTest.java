package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.codec.RmxFormatException;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class RecordDecoderTest {
    private static final Name OWNER = Name.fromConstantString("example.");

    @BeforeAll
    static void register() {
        RMXRecord.register();
    }

    private static Optional<DnsData> decode(RecordType type, String... data) throws Exception {
        List<Record> records = new ArrayList<>();
        for (String one : data) {
            records.add(Record.fromString(OWNER, Type.value(type.name()), DClass.IN, 300, one, Name.root));
        }
        return RecordDecoder.decode(type, records);
    }

    @Test
    void addresses() throws Exception {
        assertThat(decode(RecordType.A, "192.0.2.1", "192.0.2.2"))
                .hasToString("Optional[Addresses[addresses=[192.0.2.1, 192.0.2.2]]]");
    }

    @Test
    void ID_6_mapped_address_in_AAAA_stays_IPv6() throws Exception {
        assertThat(decode(RecordType.AAAA, "::ffff:192.0.2.1"))
                .hasToString("Optional[Addresses[addresses=[::ffff:c000:201]]]");
    }

    @Test
    void names_and_exchanges() throws Exception {
        assertThat(decode(RecordType.PTR, "A.Example.")).hasToString("Optional[Names[names=[a.example]]]");
        assertThat(decode(RecordType.MX, "10 mx.example.", "0 ."))
                .hasToString("Optional[Exchanges[exchanges=[Exchange[preference=10, host=mx.example],"
                        + " Exchange[preference=0, host=.]]]]");
    }

    @Test
    void ENT_apl_unknown_families_are_ignored() throws Exception {
        // family 3, then 1:192.0.2.0/24, then !2:2001:db8::/32
        byte[] wire = {0, 3, 8, 1, 9, 0, 1, 24, 3, (byte) 192, 0, 2, 0, 2, 32, (byte) 0x84, 32, 1, 13, (byte) 0xb8};
        Record record = Record.newRecord(OWNER, Type.APL, DClass.IN, 300, wire);

        DnsData.PrefixLists lists = (DnsData.PrefixLists)
                RecordDecoder.decode(RecordType.APL, List.of(record)).orElseThrow();

        assertThat(lists.lists().get(0).items()).hasToString("[1:192.0.2.0/24, !2:2001:db8::/32]");
    }

    @Test
    void TXT_1_strings_are_joined() throws Exception {
        assertThat(decode(RecordType.TXT, "\"ipv4:192.0\" \".2.1 mx:\""))
                .hasToString("Optional[RmxRecords[records=[ipv4:192.0.2.1 mx:]]]");
    }

    @Test
    void TXT_2_other_TXT_is_ignored() throws Exception {
        assertThat(decode(RecordType.TXT, "\"v=spf1 -all\"")).isEmpty();
        assertThat(decode(RecordType.TXT, "\"v=spf1 -all\"", "mx:")).hasToString("Optional[RmxRecords[records=[mx:]]]");
    }

    @Test
    void TEXT_5_one_bad_record_makes_the_answer_malformed() {
        assertThatThrownBy(() -> decode(RecordType.TXT, "mx:", "\"mx: nonsense\""))
                .isInstanceOf(RmxFormatException.class)
                .hasMessageContaining("nonsense");
    }
}
