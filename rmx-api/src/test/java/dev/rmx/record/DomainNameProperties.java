package dev.rmx.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DomainNameProperties {
    /** Wire forms of names: labels of any octets. */
    @Provide
    static Arbitrary<byte[]> wires() {
        Arbitrary<Byte> octet = Arbitraries.oneOf(
                Arbitraries.bytes(),
                Arbitraries.of((byte) '.', (byte) '\\', (byte) 'A', (byte) 'z', (byte) 0, (byte) 7));
        Arbitrary<byte[]> label = Arbitraries.oneOf(
                octet.array(byte[].class).ofMinSize(1).ofMaxSize(4),
                octet.array(byte[].class).ofMinSize(60).ofMaxSize(63));
        return label.list().ofMaxSize(8).map(DomainNameProperties::wire).filter(wire -> wire.length <= 255);
    }

    @Provide
    static Arbitrary<DomainName> names() {
        return wires().map(DomainName::fromWire);
    }

    /** Few short labels, so that one name is often below another. */
    @Provide
    static Arbitrary<DomainName> relatives() {
        return Arbitraries.of("a", "b", "ab", "a\\001a", "\\200")
                .list()
                .ofMaxSize(3)
                .map(labels -> labels.isEmpty() ? DomainName.ROOT : DomainName.parse(String.join(".", labels)));
    }

    @Provide
    Arbitrary<String> nearlyNames() {
        Arbitrary<String> pieces = Arbitraries.of(
                ".",
                "..",
                "a",
                "Z",
                "\\",
                "\\0",
                "\\046",
                "\\300",
                "\\.",
                "1",
                " ",
                "\t",
                "é",
                "\0",
                "a".repeat(62),
                "\\255");
        return Arbitraries.oneOf(
                pieces.list().ofMaxSize(12).map(list -> String.join("", list)),
                Arbitraries.strings().all().ofMaxLength(20),
                Arbitraries.strings().ascii().ofMaxLength(300));
    }

    private static byte[] wire(List<byte[]> labels) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (byte[] label : labels) {
            wire.write(label.length);
            wire.writeBytes(label);
        }
        wire.write(0);
        return wire.toByteArray();
    }

    @Property
    void TEXT_4_parse_is_the_inverse_of_toString(@ForAll("names") DomainName name) {
        assertThat(DomainName.parse(name.toString())).isEqualTo(name);
        assertThat(name.toString()).matches("\\.|([a-z0-9_-]|\\\\[0-9]{3}|\\.(?!\\.|$))+");
    }

    @Property
    void WIRE_4_fromWire_is_the_inverse_of_toWire(@ForAll("wires") byte[] wire) {
        DomainName name = DomainName.fromWire(wire);
        assertThat(DomainName.fromWire(name.toWire())).isEqualTo(name).hasSameHashCodeAs(name);
        byte[] lower = wire.clone();
        for (int at = 0; lower[at] != 0; at += 1 + lower[at]) {
            for (int i = at + 1; i <= at + lower[at]; i++) {
                lower[i] = lower[i] >= 'A' && lower[i] <= 'Z' ? (byte) (lower[i] | 0x20) : lower[i];
            }
        }
        assertThat(name.toWire()).isEqualTo(lower).hasSize(name.wireLength());
    }

    @Property(tries = 10_000)
    void TEXT_3_any_text_is_a_name_or_refused(@ForAll("nearlyNames") String text) {
        try {
            DomainName name = DomainName.parse(text);
            assertThat(DomainName.parse(name.toString())).isEqualTo(name);
            assertThat(text).matches("[!-~]+");
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).contains("not a domain name");
        }
    }

    @Property
    void WIRE_4_any_octets_are_a_name_or_refused(@ForAll byte[] octets) {
        try {
            assertThat(DomainName.fromWire(octets).wireLength()).isEqualTo(octets.length);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property
    void LIM_2_the_order_is_that_of_reversed_labels(
            @ForAll("relatives") DomainName one, @ForAll("relatives") DomainName two) {
        assertThat(Integer.signum(one.compareTo(two)))
                .isEqualTo(Integer.signum(reversed(one).compareTo(reversed(two))));
        assertThat(one.compareTo(two) == 0).isEqualTo(one.equals(two));
        assertThat(one.compareWire(two) == 0).isEqualTo(one.equals(two));
    }

    /** The labels from the right, each after a character that sorts below all characters of labels. */
    private static String reversed(DomainName name) {
        StringBuilder text = new StringBuilder();
        byte[] wire = name.toWire();
        for (int at = 0; wire[at] != 0; at += 1 + wire[at]) {
            StringBuilder label = new StringBuilder("\0");
            for (int i = at + 1; i <= at + wire[at]; i++) {
                label.append((char) ((wire[i] & 0xff) + 1));
            }
            text.insert(0, label);
        }
        return text.toString();
    }

    @Property
    void ENT_domain_a_name_is_below_another_if_it_ends_in_its_labels(
            @ForAll("relatives") DomainName one, @ForAll("relatives") DomainName two) {
        boolean below = ("." + one).endsWith("." + two) || two.isRoot();
        assertThat(one.isAtOrBelow(two)).isEqualTo(below);
    }
}
