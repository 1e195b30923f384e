package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.codec.RmxWire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** RMX in dnsjava's own tools: its {@code Type}, its master-file parser, its messages. */
class RmxDnsRecordTest {
    private static final Name OWNER = Name.fromConstantString("danisch.de.");

    @BeforeAll
    static void register() {
        RmxDnsRecord.register();
    }

    private static List<Record> parse(String masterFile) throws IOException {
        List<Record> records = new ArrayList<>();
        byte[] text = masterFile.getBytes(StandardCharsets.US_ASCII);
        try (Master master = new Master(new ByteArrayInputStream(text), Name.root, 300)) {
            Record record;
            while ((record = master.nextRecord()) != null) {
                records.add(record);
            }
        }
        return records;
    }

    @Test
    void WIRE_6_type_is_known_by_name_and_number() {
        assertThat(Type.string(65280)).isEqualTo("RMX");
        assertThat(Type.value("RMX")).isEqualTo(65280);
    }

    @Test
    void master_file_lines_of_the_draft_are_read() throws Exception {
        List<Record> records = parse("""
                danisch.de.      IN RMX apl:relays.rackland.de
                rackland.de.     IN RMX !ipv4:1.2.3.5 ipv4:1.2.3.0/24 ; a comment
                a.example.       IN RMX ( ipv4:1.2.3.4
                                          host:a\\.b.example )
                empty.example.   IN RMX
                """);

        assertThat(records)
                .extracting(Record::rdataToString)
                .containsExactly(
                        "apl:relays.rackland.de",
                        "!ipv4:1.2.3.5 ipv4:1.2.3.0/24",
                        "ipv4:1.2.3.4 host:a\\046b.example",
                        "");
        assertThat(records).allMatch(record -> record instanceof RmxDnsRecord);
    }

    @Test
    void WIRE_6_generic_form_is_read_as_RMX() throws Exception {
        List<Record> records = parse("danisch.de. IN TYPE65280 \\# 3 01080a\nb.example. IN TYPE65280 \\# 0\n");

        assertThat(((RmxDnsRecord) records.get(0)).rmx()).hasToString("ipv4:10.0.0.0/8");
        assertThat(((RmxDnsRecord) records.get(1)).rmx().entries()).isEmpty();
    }

    @Test
    void TEXT_5_bad_line_is_refused_with_its_number() {
        assertThatThrownBy(() -> parse("a.example. IN A 192.0.2.1\ndanisch.de. IN RMX ipv4:1.2.3\n"))
                .isInstanceOf(TextParseException.class)
                .hasMessageContaining(":2:")
                .hasMessageContaining("ipv4:1.2.3");
    }

    @Test
    void record_goes_through_a_message_and_back() throws Exception {
        RmxDnsRecord record =
                new RmxDnsRecord(OWNER, RmxWire.DEFAULT_TYPE, DClass.IN, 300, RmxText.parse("host:a.example !mx:"));
        Message message = new Message();
        message.addRecord(record, Section.ANSWER);

        Record back = new Message(message.toWire()).getSection(Section.ANSWER).get(0);

        assertThat(back).isEqualTo(record);
        assertThat(((RmxDnsRecord) back).rmx()).hasToString("host:a.example !mx:");
    }

    @Test
    void WIRE_5_malformed_data_does_not_make_the_message_unreadable() throws Exception {
        Record bad = Record.newRecord(OWNER, RmxWire.DEFAULT_TYPE, DClass.IN, 300, new byte[] {1, 33});
        Message message = new Message();
        message.addRecord(bad, Section.ANSWER);

        RmxDnsRecord back = (RmxDnsRecord)
                new Message(message.toWire()).getSection(Section.ANSWER).get(0);

        assertThatThrownBy(back::rmx).isInstanceOf(RmxFormatException.class).hasMessageContaining("33");
        assertThat(back.rdataToString()).isEqualTo("\\# 2 0121");
    }
}
