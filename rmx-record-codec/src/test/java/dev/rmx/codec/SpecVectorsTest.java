package dev.rmx.codec;

import static dev.rmx.codec.Refusals.hex;
import static dev.rmx.codec.Refusals.latin1;
import static dev.rmx.codec.Refusals.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of vectors of the rules WIRE, each line in every direction. */
class SpecVectorsTest {
    static Stream<Arguments> vectors() {
        return Stream.of(
                arguments("ipv4:10.0.0.0/8", "01080a"),
                arguments("ipv4:213.133.101.23", "0120d5856517"),
                arguments("ipv4:0.0.0.0/0", "0100"),
                arguments("!ipv4:1.2.3.4", "812001020304"),
                arguments("ipv6:fec0::/16", "0210fec0"),
                arguments("host:relay.provider.de", "030572656c61790870726f766964657202646500"),
                arguments(
                        "apl:relays.rackland.de !ipv4:1.2.3.5 ipv4:1.2.3.0/24",
                        "040672656c617973087261636b6c616e64026465008120010203050118010203"),
                arguments("domain:", "0500"),
                arguments("unused:", "06"),
                arguments("full:", "07"),
                arguments("mapped:", "0800"),
                arguments("!mx:", "89"),
                arguments("", ""));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void WIRE_text_becomes_wire(String text, String wire) throws RmxFormatException {
        assertThat(hex(RmxWire.encode(RmxText.parse(text)))).isEqualTo(wire);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void WIRE_wire_becomes_text(String text, String wire) throws RmxFormatException {
        assertThat(RmxText.format(RmxWire.decode(octets(wire)))).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void WIRE_both_forms_read_as_equal_records(String text, String wire) throws RmxFormatException {
        assertThat(RmxWire.decode(octets(wire)))
                .isEqualTo(RmxText.parse(text))
                .hasSameHashCodeAs(RmxText.parse(text))
                .isEqualByComparingTo(RmxText.parse(text));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void WIRE_6_generic_form_carries_the_wire_form(String text, String wire) throws RmxFormatException {
        String generic = GenericRdata.format(RmxWire.encode(RmxText.parse(text)));

        assertThat(generic).isEqualTo(("\\# " + wire.length() / 2 + " " + wire).strip());
        assertThat(RmxText.format(RmxWire.decode(GenericRdata.parse(generic)))).isEqualTo(text);
    }

    /** [TXT-2]: the empty record can be published only as RMX. */
    static Stream<Arguments> vectorsWithEntries() {
        return vectors().filter(vector -> !vector.get()[0].equals(""));
    }

    @ParameterizedTest
    @MethodSource("vectorsWithEntries")
    void TXT_1_text_is_the_txt_form(String text, String wire) throws RmxFormatException {
        assertThat(RmxTxt.decode(List.of(latin1(text)))).contains(RmxWire.decode(octets(wire)));
        assertThat(RmxTxt.encode(RmxWire.decode(octets(wire)))).containsExactly(latin1(text));
    }
}
