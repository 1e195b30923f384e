package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.RmxLimits;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Type;

/** Responses that no honest server sends, octet by octet. {@link DnsjavaResolverTest} has the ordinary ones. */
class ResponseReaderTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final DomainName LONG = DomainName.parse("x.".repeat(126));
    /** A pointer to the name of the question. */
    private static final String OWNER = "c00c";

    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private int count;

    private static byte[] hex(String octets) {
        return HexFormat.of().parseHex(octets.replace(" ", ""));
    }

    /** Adds a record to the answer section: owner and data in hexadecimal. */
    private void add(String owner, int type, int rclass, String data) {
        byte[] octets = hex(data);
        records.writeBytes(hex(owner));
        records.writeBytes(hex(String.format("%04x %04x 0000003c %04x", type, rclass, octets.length)));
        records.writeBytes(octets);
        count++;
    }

    private byte[] message(DomainName name, int type, int answers) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(hex(String.format("0000 8480 0001 %04x 0000 0000", answers)));
        message.writeBytes(name.toWire());
        message.writeBytes(hex(String.format("%04x 0001", type)));
        message.writeBytes(records.toByteArray());
        return message.toByteArray();
    }

    private ResponseReader.Reading read(RecordType type, DomainName name) throws NoAnswerException {
        int number = type == RecordType.RMX ? 65_280 : Type.value(type.mnemonic());
        ResponseMessage message = ResponseMessage.parse(message(name, number, count));
        return new ResponseReader(type, number, NOW).read(name, message, false);
    }

    private DnsData data(RecordType type, DomainName name) throws NoAnswerException {
        return ((DnsAnswer.Found) ((ResponseReader.Reading.Answered) read(type, name)).answer()).data();
    }

    private void fill(int records, int type, IntFunction<String> data) {
        for (int i = 0; i < records; i++) {
            add(OWNER, type, 1, data.apply(i));
        }
    }

    private static String label(int index) {
        return String.format("03 %02x%02x%02x", 'a' + index % 26, 'a' + index / 26 % 26, 'a' + index / 676 % 26);
    }

    @Test
    void LIM_4_thousands_of_names_of_126_labels_are_read_and_the_first_are_kept() throws Exception {
        fill(3_600, Type.PTR, i -> label(i) + "c010"); // before the question's name without its first label
        DnsData.Names names = (DnsData.Names) data(RecordType.PTR, LONG);
        assertThat(names.names()).hasSize(DnsData.MOST_NAMES).isSorted();
        assertThat(names.names().get(0).toString()).startsWith("aaa.x.x.");
    }

    @Test
    void LIM_4_four_thousand_addresses_and_as_many_empty_records_of_distinct_types_are_read() throws Exception {
        fill(2_048, Type.A, i -> String.format("0a00%04x", i));
        for (int i = 0; i < 2_048; i++) {
            add(OWNER, 1_000 + i, 1, "");
        }
        assertThat(((DnsData.Addresses) data(RecordType.A, DomainName.parse("x.example"))).addresses())
                .hasSize(2_048);
    }

    @Test
    void LIM_4_too_many_records_are_no_answer_and_are_not_parsed() {
        byte[] header = message(
                DomainName.parse("x.example"),
                Type.A,
                RmxLimits.RECORDS + 1); // the counts are wrong: there are no records
        assertThatThrownBy(() -> ResponseMessage.parse(header))
                .isInstanceOf(NoAnswerException.class)
                .hasMessageContaining("4096");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c01b", // a pointer to itself
                "c0ff", // a pointer forwards
                "01 61 c01b", // a loop
                "40", // an unknown label type
                "3f 61" // cut off
            })
    void LIM_4_names_that_lead_nowhere_are_no_answer(String owner) {
        add(owner, Type.A, 1, "0a000001"); // the first record begins at octet 27
        assertThatThrownBy(() -> read(RecordType.A, DomainName.parse("x.example")))
                .isInstanceOf(NoAnswerException.class);
    }

    @Test
    void LIM_4_a_chain_of_pointers_to_pointers_is_no_name() {
        String chain = "";
        for (int i = 0; i < 200; i++) {
            chain += String.format("%04x", 0xc000 | (i == 0 ? 12 : 27 + 2 + 10 + 2 * (i - 1)));
        }
        add(OWNER, Type.NULL, 1, chain);
        int last = 27 + 2 + 10 + 2 * 199;
        add(String.format("%04x", 0xc000 | last), Type.A, 1, "0a000001");
        assertThatThrownBy(() -> read(RecordType.A, DomainName.parse("x.example")))
                .isInstanceOf(NoAnswerException.class);
    }

    @Test
    void LOOK_5_records_of_another_class_do_not_count() throws Exception {
        add(OWNER, Type.A, 3, "0a000001");
        add(OWNER, Type.CNAME, 3, "c00c");
        add(OWNER, Type.A, 1, "0a000002");
        assertThat(data(RecordType.A, DomainName.parse("x.example"))).hasToString("Addresses[addresses=[10.0.0.2]]");
    }

    @Test
    void LOOK_5_an_answer_of_another_class_alone_is_no_absence() throws Exception {
        add(OWNER, Type.A, 3, "0a000001");
        assertThat(read(RecordType.A, DomainName.parse("x.example")))
                .isInstanceOf(ResponseReader.Reading.Unusable.class);
    }

    @Test
    void LOOK_1_aliases_count_in_any_order() throws Exception {
        add("0162 00", Type.A, 1, "0a000001");
        add("0161 00", Type.CNAME, 1, "0162 00");
        add(OWNER, Type.CNAME, 1, "0161 00");
        assertThat(data(RecordType.A, DomainName.parse("x.example"))).hasToString("Addresses[addresses=[10.0.0.1]]");
    }

    @Test
    void LOOK_2_records_of_names_outside_the_alias_chain_are_ignored() throws Exception {
        add("0162 00", Type.A, 1, "0a000001");
        assertThat(read(RecordType.A, DomainName.parse("x.example")))
                .isInstanceOf(ResponseReader.Reading.Unusable.class);
    }

    @Test
    void LOOK_1_a_DNAME_replaces_a_missing_alias() throws Exception {
        add("c00e", Type.DNAME, 1, "0162 00"); // example. DNAME b.
        add("0178 0162 00", Type.A, 1, "0a000001");
        assertThat(data(RecordType.A, DomainName.parse("x.example"))).hasToString("Addresses[addresses=[10.0.0.1]]");
    }

    @Test
    void LOOK_2_more_aliases_than_sixteen_are_hopeless() throws Exception {
        add(OWNER, Type.CNAME, 1, "0161 00");
        for (int i = 0; i < 20; i++) {
            String owner = String.format("01%02x 00", 'a' + i);
            add(owner, Type.CNAME, 1, String.format("01%02x 00", 'a' + i + 1));
        }
        assertThat(read(RecordType.A, DomainName.parse("x.example")))
                .isInstanceOf(ResponseReader.Reading.Hopeless.class);
    }

    @Test
    void LOOK_2_an_unreadable_relevant_record_is_no_answer_and_others_do_no_harm() throws Exception {
        add(OWNER, Type.MX, 1, "00");
        add(OWNER, Type.A, 1, "0a000001");
        assertThat(data(RecordType.A, DomainName.parse("x.example"))).hasToString("Addresses[addresses=[10.0.0.1]]");
        assertThat(read(RecordType.MX, DomainName.parse("x.example")))
                .isInstanceOf(ResponseReader.Reading.Unusable.class);
    }

    @Test
    void LOOK_1_of_several_DNAMEs_the_closest_counts() throws Exception {
        add("c00e", Type.DNAME, 1, "0162 00"); // example. DNAME b.
        add("00", Type.DNAME, 1, "0163 00"); // . DNAME c.
        add("0178 0162 00", Type.A, 1, "0a000001");
        assertThat(data(RecordType.A, DomainName.parse("x.example"))).hasToString("Addresses[addresses=[10.0.0.1]]");
    }

    /** The name of a truncated record can run past the end of the message. */
    @ParameterizedTest
    @ValueSource(strings = {"RMX", "TXT", "A", "AAAA", "APL", "PTR", "MX", "CNAME", "DNAME"})
    void LOOK_2_a_last_record_cut_off_at_any_octet_is_no_answer_and_throws_nothing_else(String type) throws Exception {
        int number = type.equals("RMX") ? 65_280 : Type.value(type);
        RecordType asked = type.endsWith("NAME")
                ? RecordType.A
                : RecordType.ofMnemonic(type).orElseThrow();
        DomainName name = DomainName.parse("x.example");
        for (String data :
                List.of("", "00", "05", "0009 05", "000a 01 61 05", "05 61 62", "c0", "ff", "0001 18 83 c0")) {
            records.reset();
            count = 0;
            add(type.equals("DNAME") ? "c00e" : OWNER, number, 1, data);
            assertThat(read(asked, name)).as(data).isNotNull();
            byte[] whole = message(name, number, 1);
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> ResponseMessage.parse(cut)).isInstanceOf(NoAnswerException.class);
            }
        }
    }
}
