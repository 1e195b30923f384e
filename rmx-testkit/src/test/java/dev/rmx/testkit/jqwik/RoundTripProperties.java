package dev.rmx.testkit.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.codec.GenericRdata;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.codec.RmxTxt;
import dev.rmx.codec.RmxWire;
import dev.rmx.record.RmxRecord;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written parses back; whatever way a record is written, it is one record with one canonical form. */
class RoundTripProperties {
    private static final int TRIES = 3_000;

    /** The canonical form of [TEXT-4], as far as a pattern can express it. */
    private static final String NAME = "([a-z0-9_-]|\\\\[0-9]{3})+(\\.([a-z0-9_-]|\\\\[0-9]{3})+)*";

    private static final String ENTRY = "!?ipv4:([0-9]{1,3}\\.){3}[0-9]{1,3}(/([0-9]|[12][0-9]|3[01]))?"
            + "|!?ipv6:[0-9a-f:]+(/([0-9]|[1-9][0-9]|1[01][0-9]|12[0-7]))?"
            + "|!?(host|apl):" + NAME + "|!?(domain|mapped):(" + NAME + ")?|unused:|full:|!?mx:";

    private static final String CANONICAL = "((" + ENTRY + ")( (" + ENTRY + "))*)?";

    @Provide
    Arbitrary<RmxRecord> records() {
        return RecordArbitraries.records();
    }

    @Provide
    Arbitrary<List<Integer>> rows() {
        return Choices.rows(80);
    }

    @Property(tries = TRIES)
    void TEXT_4_a_record_survives_a_round_trip(@ForAll("records") RmxRecord record) throws RmxFormatException {
        assertThat(RmxText.parse(RmxText.format(record))).isEqualTo(record);
    }

    @Property(tries = TRIES)
    void TEXT_4_canonical_text_has_the_canonical_form(@ForAll("records") RmxRecord record) {
        assertThat(RmxText.format(record)).matches(CANONICAL);
    }

    @Property(tries = TRIES)
    void TEXT_4_canonical_text_is_a_fixed_point(@ForAll("records") RmxRecord record, @ForAll("rows") List<Integer> row)
            throws RmxFormatException {
        String canonical = RmxText.format(RmxText.parse(loose(row).text(record)));

        assertThat(RmxText.format(RmxText.parse(canonical))).isEqualTo(canonical);
        assertThat(canonical).isEqualTo(RmxText.format(record));
    }

    @Property(tries = TRIES)
    void TEXT_3_every_way_to_write_a_record_parses_to_it(
            @ForAll("records") RmxRecord record, @ForAll("rows") List<Integer> row) throws RmxFormatException {
        String text = loose(row).text(record);

        assertThat(RmxText.parse(text)).as(text).isEqualTo(record);
    }

    @Property(tries = TRIES)
    void WIRE_1_a_record_survives_a_round_trip(@ForAll("records") RmxRecord record) throws RmxFormatException {
        assertThat(RmxWire.decode(RmxWire.encode(record))).isEqualTo(record);
    }

    @Property(tries = TRIES)
    void WIRE_4_every_way_to_write_a_record_becomes_canonical(
            @ForAll("records") RmxRecord record, @ForAll("rows") List<Integer> row) throws RmxFormatException {
        byte[] loose = loose(row).wire(record);

        RmxRecord decoded = RmxWire.decode(loose);

        assertThat(decoded).as(HexFormat.of().formatHex(loose)).isEqualTo(record);
        byte[] canonical = RmxWire.encode(decoded);
        assertThat(canonical).isEqualTo(RmxWire.encode(record)).hasSameSizeAs(loose);
        assertThat(RmxWire.encode(RmxWire.decode(canonical))).isEqualTo(canonical);
    }

    @Property(tries = TRIES)
    void WIRE_text_and_wire_mean_the_same(@ForAll("records") RmxRecord record) throws RmxFormatException {
        assertThat(RmxText.format(RmxWire.decode(RmxWire.encode(record)))).isEqualTo(RmxText.format(record));
        assertThat(RmxWire.encode(RmxText.parse(RmxText.format(record)))).isEqualTo(RmxWire.encode(record));
    }

    @Property(tries = TRIES)
    void WIRE_6_octets_survive_a_round_trip(@ForAll byte[] octets) throws RmxFormatException {
        assertThat(GenericRdata.parse(GenericRdata.format(octets))).isEqualTo(octets);
        assertThat(GenericRdata.parseHex(
                        HexFormat.ofDelimiter(" ").withUpperCase().formatHex(octets)))
                .isEqualTo(octets);
    }

    @Property(tries = TRIES)
    void TXT_1_text_split_anywhere_parses_to_the_record(
            @ForAll("records") RmxRecord record, @ForAll("rows") List<Integer> row) throws RmxFormatException {
        LooseWriter loose = loose(row);
        List<byte[]> strings = loose.txt(loose.text(record));

        if (record.entries().isEmpty()) {
            assertThat(RmxTxt.decode(strings)).isEmpty();
        } else {
            assertThat(RmxTxt.decode(strings)).contains(record);
        }
    }

    @Property(tries = TRIES)
    void TXT_3_a_record_survives_a_round_trip(@ForAll("records") RmxRecord record) throws RmxFormatException {
        if (!record.entries().isEmpty()) {
            List<byte[]> strings = RmxTxt.encode(record);
            assertThat(RmxTxt.decode(strings)).contains(record);
            assertThat(strings).allSatisfy(string -> assertThat(string.length).isBetween(1, 255));
        }
    }

    private static LooseWriter loose(List<Integer> row) {
        return new LooseWriter(Choices.from(row));
    }
}
