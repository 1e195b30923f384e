package dev.rmx.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {
    private static final String LONG = ("a".repeat(62) + ".").repeat(3); // 189 octets, both on the wire and in text

    private static DomainName name(String text) {
        return DomainName.parse(text);
    }

    @ParameterizedTest
    @CsvSource({
        "example.org,            example.org",
        "example.org.,           example.org",
        "EXAMPLE.Org,            example.org",
        "., .",
        "org,                    org",
        "_rmx.example.org,       _rmx.example.org",
        "'a\\.b.c',              'a\\046b.c'",
        "'a\\046b.c',            'a\\046b.c'",
        "'a\\.',                 'a\\046'",
        "'a\\..',                'a\\046'",
        "'\\065\\b.c',           ab.c",
        "'\\000\\255.c',         '\\000\\255.c'",
        "'=4a.c',                '\\0614a.c'",
        "'\\\\.c',               '\\092.c'",
        "'*.c',                  '\\042.c'",
        "'!\"#$;(@~.c',          '\\033\\034\\035\\036\\059\\040\\064\\126.c'",
        "'\\032.c',              '\\032.c'",
    })
    void TEXT_3_and_4_names_and_their_canonical_text(String text, String canonical) {
        assertThat(name(text)).hasToString(canonical);
        assertThat(name(canonical)).isEqualTo(name(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                ".a",
                "a..b",
                "a..",
                ".a.",
                " ",
                "a b",
                "a\tb",
                "a\n",
                "\0",
                "\u007f",
                "ü.de",
                "\uff0e",
                "a\\",
                "\\",
                "a\\1",
                "a\\12",
                "a\\12x",
                "a\\256",
                "a\\999",
                "a\\ ",
                "a\\ü",
                "a\\\n",
                "a\\1234\\",
                "a\\\u0661"
            })
    void TEXT_3_what_is_not_a_name_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> name(text));
    }

    @Test
    void TEXT_5_a_label_has_at_most_63_octets() {
        assertThat(name("a".repeat(63)).wireLength()).isEqualTo(65);
        assertThatIllegalArgumentException().isThrownBy(() -> name("a".repeat(64)));
        assertThat(name("\\001".repeat(63)).wireLength()).isEqualTo(65);
    }

    @Test
    void TEXT_5_a_name_has_at_most_255_octets_in_wire_form() {
        assertThat(name(LONG + "a".repeat(60) + ".org").wireLength()).isEqualTo(255);
        assertThat(name(LONG + "a".repeat(60) + ".org.").wireLength()).isEqualTo(255);
        assertThatIllegalArgumentException().isThrownBy(() -> name(LONG + "a".repeat(61) + ".org"));
        assertThat(name("a.".repeat(127)).labelCount()).isEqualTo(127);
        assertThatIllegalArgumentException().isThrownBy(() -> name("a.".repeat(128)));
    }

    @Test
    void WIRE_4_the_wire_form_is_uncompressed_and_in_lower_case() {
        byte[] wire = "\7Example\3ORG\0".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(DomainName.fromWire(wire)).isEqualTo(name("example.org"));
        assertThat(name("Example.ORG").toWire()).isEqualTo("\7example\3org\0".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(DomainName.fromWire(new byte[1])).isEqualTo(DomainName.ROOT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\1a", "\2a\0", "\1a\0\0", "\0\0", "\0\1a\0", "\u00c0\0", "\1a\u00c0\0", "@a\0", "\u0080\0"})
    void WIRE_4_anything_else_is_refused(String octets) {
        byte[] wire = octets.getBytes(StandardCharsets.ISO_8859_1);
        assertThatIllegalArgumentException().isThrownBy(() -> DomainName.fromWire(wire));
    }

    @Test
    void WIRE_4_a_label_of_64_octets_and_a_name_of_256_are_refused() {
        String label = "a".repeat(64);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DomainName.fromWire(("@" + label + "\0").getBytes(StandardCharsets.ISO_8859_1)));
        String tooLong = ("?" + "a".repeat(63)).repeat(3) + ">" + "a".repeat(62) + "\0"; // 192 + 63 + 1
        assertThat(tooLong).hasSize(256);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DomainName.fromWire(tooLong.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void ENT_domain_a_name_is_below_another_only_at_a_label_boundary() {
        DomainName example = name("example.org");
        assertThat(name("example.org").isAtOrBelow(example)).isTrue();
        assertThat(name("A.b.EXAMPLE.org").isAtOrBelow(example)).isTrue();
        assertThat(name("notexample.org").isAtOrBelow(example)).isFalse();
        assertThat(name("x\\007example.org").isAtOrBelow(example)).isFalse(); // the octets agree, the labels do not
        assertThat(name("org").isAtOrBelow(example)).isFalse();
        assertThat(name("example.com").isAtOrBelow(example)).isFalse();
        assertThat(example.isAtOrBelow(DomainName.ROOT)).isTrue();
        assertThat(DomainName.ROOT.isAtOrBelow(DomainName.ROOT)).isTrue();
    }

    /** The example of RFC 4034 §6.1. */
    @Test
    void LIM_2_names_are_in_canonical_order() {
        List<String> ordered = List.of(
                "example",
                "a.example",
                "yljkjljk.a.example",
                "Z.a.example",
                "zABC.a.EXAMPLE",
                "z.example",
                "\\001.z.example",
                "*.z.example",
                "\\200.z.example");
        List<DomainName> names =
                new ArrayList<>(ordered.stream().map(DomainName::parse).toList());
        List<DomainName> expected = List.copyOf(names);
        Collections.reverse(names);
        assertThat(names.stream().sorted()).isEqualTo(expected);
        assertThat(DomainName.ROOT).isLessThan(name("example"));
        assertThat(name("a.example")).isEqualByComparingTo(name("A.EXAMPLE."));
    }

    @Test
    void REC_3_wire_order_compares_label_lengths_first() {
        assertThat(name("b").compareWire(name("aa"))).isNegative();
        assertThat(name("z.aa").compareWire(name("aa.z"))).isNegative();
        assertThat(name("\\200").compareWire(name("a"))).isPositive();
        assertThat(name("A.b").compareWire(name("a.B"))).isZero();
    }

    @Test
    void WIRE_4_names_ignore_case_and_copy_their_octets() {
        byte[] wire = {1, 'A', 2, 'b', 'C', 0};
        DomainName name = DomainName.fromWire(wire);
        wire[1] = 'z';
        name.toWire()[1] = 'z';
        assertThat(name).isEqualTo(DomainName.parse("a.bc")).hasSameHashCodeAs(DomainName.parse("A.BC"));
        assertThat(name.equals(DomainName.parse("a.bd"))).isFalse();
        assertThat(DomainName.parse("ab.c").equals(DomainName.parse("a.bc"))).isFalse();
    }

    @Test
    void ID_4_usable_subjects() {
        assertThat(Stream.of("a.b", "_x.example", "1.2.x", "example.1a").map(DomainName::parse))
                .allMatch(DomainName::isUsableSubject);
        assertThat(Stream.of(".", "org", "a.1", "1.2.3.4", "a\\032.b", "\\..b", "a.b\\200", "*.a.b")
                        .map(DomainName::parse))
                .noneMatch(DomainName::isUsableSubject);
    }

    @Test
    void ENT_mapped_prepended_labels_are_not_parsed() {
        assertThat(name("b.c").prepend(List.of("x", "a.\\"))).contains(name("x.a\\.\\\\.b.c"));
        assertThat(name("b.c").prepend(List.of("A"))).contains(name("a.b.c"));
        assertThat(name("b.c").prepend(List.of())).contains(name("b.c"));
        assertThat(name("b.c").prepend(List.of("\u007f"))).contains(name("\\127.b.c"));
        assertThat(name("b.c").prepend(List.of("a".repeat(63)))).isPresent();
        assertThat(name("b.c").prepend(List.of("a".repeat(64)))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> name("b.c").prepend(List.of("")));
        assertThatIllegalArgumentException().isThrownBy(() -> name("b.c").prepend(List.of("ü")));
    }

    @Test
    void ID_4_a_last_label_of_any_digits_is_not_usable() {
        assertThat(Stream.of("x.0", "x.9", "x.1234567890").map(DomainNameTest::name))
                .noneMatch(DomainName::isUsableSubject);
        assertThat(Stream.of("x.0a", "x.9-", "0.x").map(DomainNameTest::name)).allMatch(DomainName::isUsableSubject);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\ b", "a\\\u007fb", "a\\\tb"})
    void TEXT_3_a_backslash_escapes_only_printable_characters(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DomainName.parse(text));
    }
}
