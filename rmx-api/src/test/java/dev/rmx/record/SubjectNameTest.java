package dev.rmx.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectNameTest {
    /** Three labels of 62 octets and their dots: 189 octets. */
    private static final String LONG = ("a".repeat(62) + ".").repeat(3);

    @ParameterizedTest
    @ValueSource(
            strings = {"a.b", "example.org", "_dmarc.example.org", "-a-.b-", "1.2.3.4a", "123.example", "xn--a.de"})
    void ID_4_names_that_can_be_checked(String name) {
        assertThat(SubjectName.parse(name)).get().hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org",
                "org.",
                "example.1",
                "1.2.3.4",
                "a.b.0",
                "",
                ".",
                "a..b",
                ".a.b",
                "a.b..",
                "a/b.c",
                "a:b.c"
            })
    void ID_4_names_that_cannot_be_checked(String name) {
        assertThat(SubjectName.parse(name)).isEmpty();
    }

    @Test
    void ID_4_a_label_has_at_most_63_octets() {
        assertThat(SubjectName.parse("a".repeat(63) + ".org")).isPresent();
        assertThat(SubjectName.parse("a".repeat(64) + ".org")).isEmpty();
    }

    @Test
    void ID_4_a_name_has_at_most_253_octets() {
        assertThat(SubjectName.parse(LONG + "a".repeat(60) + ".org")).isPresent(); // 253
        assertThat(SubjectName.parse(LONG + "a".repeat(60) + ".org.")).isPresent();
        assertThat(SubjectName.parse(LONG + "a".repeat(61) + ".org")).isEmpty(); // 254
        assertThat(SubjectName.parse("a.".repeat(100_000) + "org")).isEmpty();
    }

    @Test
    void ID_3_case_and_one_trailing_dot_do_not_matter() {
        assertThat(SubjectName.parse("EXAMPLE.Org.")).get().hasToString("example.org");
    }

    @ParameterizedTest
    @CsvSource({
        "bücher.example,      xn--bcher-kva.example",
        "BÜCHER.Example,      xn--bcher-kva.example",
        "bu\u0308cher.example, xn--bcher-kva.example",
        "例え.テスト,          xn--r8jz45g.xn--zckzah",
        "ｅｘａｍｐｌｅ.org,     example.org",
        "bücher。example,      xn--bcher-kva.example",
        "bücher．example,      xn--bcher-kva.example",
        "bücher｡example,      xn--bcher-kva.example",
        "example。org。,        example.org",
        "_x.bücher.example,   _x.xn--bcher-kva.example",
    })
    void ID_5_labels_outside_ascii_become_a_labels(String text, String name) {
        assertThat(SubjectName.parse(text)).get().hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "faß.de",
                "fa\u1e9e.de",
                "\u03b2\u03cc\u03bb\u03bf\u03c2.com",
                "a\u200cb.example",
                "a\u200db.example",
                "example.stra\u00dfe"
            })
    void ID_5_characters_that_idna_2003_maps_away_are_refused(String name) {
        assertThat(SubjectName.parse(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b_ü.example", // STD3: letters, digits and hyphens only
                "-bü.example", // STD3: no hyphen at the start or end
                "ü .example",
                "\u00ad.example.org", // maps to nothing
                "example.\u00ad",
                "\ud800.example", // a lone surrogate
                "ü\udc00.example",
                "a\u2024bü.example", // one dot leader maps to a dot
                "example.１２３", // maps to digits only
                "a\u3002\u3002b.example",
                "xn--ü.example",
            })
    void ID_5_an_error_makes_the_name_unusable(String name) {
        assertThat(SubjectName.parse(name)).isEmpty();
    }

    @Test
    void ID_5_an_a_label_over_63_octets_is_an_error() {
        assertThat(SubjectName.parse("ü".repeat(200) + ".example")).isEmpty();
    }
}
