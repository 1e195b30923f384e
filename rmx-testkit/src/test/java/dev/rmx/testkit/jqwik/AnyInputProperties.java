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
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/** Whatever the input, every parser returns a value or refuses it, with the place and the reason. */
class AnyInputProperties {
    private static final int TRIES = 1_500; // the fuzz harnesses go deeper

    private interface Reader {
        Object read() throws RmxFormatException;
    }

    @Provide
    Arbitrary<byte[]> damagedWire() {
        return FormArbitraries.damagedWires();
    }

    @Provide
    Arbitrary<byte[]> anyOctets() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(20);
    }

    @Provide
    Arbitrary<String> anyText() {
        return Arbitraries.strings().ofMaxLength(30);
    }

    @Provide
    Arbitrary<String> damagedText() {
        return FormArbitraries.damagedTexts();
    }

    @Provide
    Arbitrary<List<byte[]>> damagedTxt() {
        return FormArbitraries.damagedTexts().flatMap(FormArbitraries::txtStrings);
    }

    @Provide
    Arbitrary<String> damagedHex() {
        return FormArbitraries.damagedTexts(wires().map(HexFormat.of()::formatHex));
    }

    @Provide
    Arbitrary<String> damagedGeneric() {
        return FormArbitraries.damagedTexts(wires().map(GenericRdata::format));
    }

    private static Arbitrary<byte[]> wires() {
        return RecordArbitraries.records().flatMap(FormArbitraries::wires);
    }

    @Property(tries = TRIES)
    @StatisticsReport(onFailureOnly = true)
    void WIRE_5_damaged_rdata_is_a_record_or_refused(@ForAll("damagedWire") byte[] rdata) {
        assertEnds(rdata.length, () -> {
            RmxRecord record = RmxWire.decode(rdata);
            assertThat(RmxWire.encode(record)).hasSameSizeAs(rdata);
            return record;
        });
        assertBothEndsReached();
    }

    @Property(tries = TRIES)
    @StatisticsReport(onFailureOnly = true)
    void WIRE_5_any_octets_are_a_record_or_refused(@ForAll("anyOctets") byte[] rdata) {
        assertEnds(rdata.length, () -> RmxWire.decode(rdata));
        assertEnds(rdata.length, () -> RmxTxt.decode(List.of(rdata)));
    }

    @Property(tries = TRIES)
    @StatisticsReport(onFailureOnly = true)
    void TEXT_5_damaged_text_is_a_record_or_refused(@ForAll("damagedText") String text) {
        assertEnds(text.length(), () -> {
            RmxRecord record = RmxText.parse(text);
            assertThat(RmxText.parse(RmxText.format(record))).isEqualTo(record);
            return record;
        });
        assertBothEndsReached();
    }

    @Property(tries = TRIES)
    @StatisticsReport(onFailureOnly = true)
    void TEXT_5_any_text_is_a_record_or_refused(@ForAll("anyText") String text) {
        assertEnds(text.length(), () -> RmxText.parse(text));
        assertEnds(5 + text.length(), () -> RmxText.parse("host:" + text));
        assertEnds(text.length(), () -> GenericRdata.parse(text));
        assertEnds(text.length(), () -> GenericRdata.parseHex(text));
    }

    @Property(tries = TRIES)
    @StatisticsReport(onFailureOnly = true)
    void TXT_2_damaged_txt_is_a_record_or_refused_or_not_rmx(@ForAll("damagedTxt") List<byte[]> strings) {
        int length = strings.stream().mapToInt(string -> string.length).sum();
        assertEnds(length, () -> RmxTxt.decode(strings));
        assertBothEndsReached();
    }

    @Property(tries = TRIES)
    @StatisticsReport(onFailureOnly = true)
    void WIRE_6_damaged_generic_rdata_is_octets_or_refused(@ForAll("damagedGeneric") String text) {
        assertEnds(text.length(), () -> GenericRdata.parse(text));
        assertBothEndsReached();
    }

    @Property(tries = TRIES)
    @StatisticsReport(onFailureOnly = true)
    void WIRE_6_damaged_hexadecimal_is_octets_or_refused(@ForAll("damagedHex") String text) {
        assertEnds(text.length(), () -> GenericRdata.parseHex(text));
        assertBothEndsReached();
    }

    /** Any exception except a refusal fails the property. */
    private static void assertEnds(int length, Reader reader) {
        try {
            assertThat(reader.read()).isNotNull();
            Statistics.collect("value");
        } catch (RmxFormatException refusal) {
            Statistics.collect("refused");
            if (refusal.offset() < 0 || refusal.offset() > length) {
                assertThat(refusal.offset()).isBetween(0, length);
            }
            assertReadable(refusal);
        }
    }

    /** The reason is one line of printable ASCII, and the message holds it with the offset, whatever the input. */
    private static void assertReadable(RmxFormatException refusal) {
        String message = String.valueOf(refusal.getMessage());
        // the simple condition first: properties come here a hundred thousand times
        if (refusal.reason().isBlank()
                || !message.chars().allMatch(c -> c >= ' ' && c < 0x7f)
                || !message.endsWith(refusal.reason())
                || !message.contains("offset " + refusal.offset())) {
            assertThat(message).isEqualTo("[printable ASCII, with] offset " + refusal.offset() + refusal.reason());
        }
    }

    /** Requires that some inputs are refused and some accepted; otherwise the property would test little. */
    private static void assertBothEndsReached() {
        Statistics.coverage(coverage -> {
            coverage.check("value").percentage(percent -> percent > 1);
            coverage.check("refused").percentage(percent -> percent > 15);
        });
    }
}
