package dev.rmx.spf;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(literal("a%20b %c")).hasToString("a%-b%_%%c");
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
