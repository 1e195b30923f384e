package dev.rmx.spf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rmx.record.DomainName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacroStringTest {
    private static MacroString literal(String... texts) {
        return new MacroString(List.of(texts).stream()
                .<MacroString.Part>map(MacroString.Literal::new)
                .toList());
    }

    @Test
    void SPF_1_literals_are_joined_and_empty_ones_left_out() {
        assertThat(literal("a", "", ".b").parts()).containsExactly(new MacroString.Literal("a.b"));
        assertThat(literal("")).isEqualTo(new MacroString(List.of()));
    }

    @Test
    void SPF_1_an_escape_is_no_literal() {
        MacroString text = new MacroString(List.of(
                new MacroString.Literal("a"), MacroString.Escape.PERCENT, new MacroString.Literal("20.example")));
        assertThat(text).hasToString("a%%20.example");
        assertThat(text.name()).contains(DomainName.parse("a\\03720.example"));
        assertThat(new MacroString(List.of(new MacroString.Literal("foo"), MacroString.Escape.PERCENT)).isDomainSpec())
                .isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> literal("a%20b"));
    }

    @Test
    void SPF_1_a_macro_keeps_each_delimiter_once_and_no_more_parts_than_any_value_has() {
        assertThat(new MacroString.Macro(MacroLetter.D, 1_000_000, true, "-.-.", false))
                .hasToString("%{d65536r-.}");
    }

    @Test
    void SPF_1_a_name_loses_one_trailing_dot() {
        assertThat(MacroString.nameOf("a.Example.")).contains(DomainName.parse("a.example"));
        assertThat(literal("a.example.").name()).contains(DomainName.parse("a.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", ".a", "a..", "\u00e4.example"})
    void SPF_1_a_text_with_an_empty_or_foreign_label_is_no_name(String text) {
        assertThat(MacroString.nameOf(text)).isEmpty();
    }

    @Test
    void SPF_1_a_long_name_loses_labels_from_the_left_until_it_fits() {
        String label = "a".repeat(63) + ".";
        assertThat(MacroString.nameOf(label.repeat(3) + "b".repeat(61)))
                .map(DomainName::labelCount)
                .contains(4);
        assertThat(MacroString.nameOf(label.repeat(3) + "b".repeat(62)))
                .map(DomainName::labelCount)
                .contains(3);
        assertThat(MacroString.nameOf(label.repeat(3) + "b".repeat(61) + "."))
                .map(DomainName::labelCount)
                .contains(4);
        assertThat(MacroString.nameOf("x." + "a".repeat(64))).isEmpty();
        assertThat(MacroString.nameOf("a".repeat(300))).isEmpty();
        assertThat(MacroString.nameOf("a".repeat(300) + ".b.c")).contains(DomainName.parse("b.c"));
    }
}
