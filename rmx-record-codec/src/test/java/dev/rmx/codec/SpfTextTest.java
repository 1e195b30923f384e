package dev.rmx.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rmx.record.RmxRecord;
import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of SPF records ([SPF-1], RFC 7208 §12). */
class SpfTextTest {
    private static SpfTerm term(String text) throws RmxFormatException {
        return SpfText.parse("v=spf1 " + text).terms().get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "all",
                "-all",
                "~all",
                "?all",
                "include:example.org",
                "a",
                "a/24",
                "a//64",
                "a/24//64",
                "a:example.org",
                "a:example.org/0//0",
                "a:b/c.example/8",
                "mx",
                "mx:example.org/32",
                "ptr",
                "ptr:example.org",
                "ip4:192.0.2.0/24",
                "ip6:2001:db8::/32",
                "exists:%{i}.%{l1r+-}._spf.%{d2}",
                "exists:a%%b%_c%-",
                "exists:foo%%20.example",
                "exists:x.1-1",
                "redirect=example.org.",
                "exp=%{S99999r.-+,/_=}",
                "a.b-c_d=any/thing:",
                "empty="
            })
    void SPF_1_a_term_is_read_and_written(String text) throws Exception {
        SpfTerm term = term(text);
        String canonical =
                text.replace("a:example.org/32", "a:example.org").replace("mx:example.org/32", "mx:example.org");
        assertThat(term).hasToString(canonical.replace("99999", "65536"));
        assertThat(term(term.toString())).isEqualTo(term);
    }

    @ParameterizedTest
    @CsvSource({
        "V=SpF1 -ALL, v=spf1 -all",
        "v=spf1  +A   MX:Example.ORG , v=spf1 a mx:Example.ORG",
        "v=spf1 IP4:192.0.2.77/24, v=spf1 ip4:192.0.2.0/24",
        "v=spf1 REDIRECT=example.org, v=spf1 redirect=example.org",
        "v=spf1 exists:%{DR}.x, v=spf1 exists:%{Dr}.x",
        "v=spf1, v=spf1"
    })
    void SPF_1_case_and_blanks_do_not_matter(String text, String canonical) throws Exception {
        assertThat(SpfText.format(SpfText.parse(text))).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=spf1 ip:192.0.2.1 | 7 | ip:192.0.2.1",
                "v=spf1 a  alle | 10 | alle",
                "v=spf1 all:x.y | 7 | all:x.y",
                "v=spf1 a/33 | 7 | a/33",
                "v=spf1 a/024 | 7 | a/024",
                "v=spf1 a//129 | 7 | a//129",
                "v=spf1 a/ | 7 | a/",
                "v=spf1 a/24/64 | 7 | a/24/64",
                "v=spf1 a:1.2.3.4 | 7 | a:1.2.3.4",
                "v=spf1 a:localhost | 7 | a:localhost",
                "v=spf1 a:example.-x | 7 | a:example.-x",
                "v=spf1 a: | 7 | a:",
                "v=spf1 ptr/24 | 7 | ptr/24",
                "v=spf1 exists:foo%%20 | 7 | exists:foo%%20",
                "v=spf1 exists:%{d}foo.%%20 | 7 | exists:%{d}foo.%%20",
                "v=spf1 include | 7 | include",
                "v=spf1 include:%{d}com | 7 | include:%{d}com",
                "v=spf1 include:%{d. | 7 | include:%{d.",
                "v=spf1 exists:%{c}.x | 7 | exists:%{c}.x",
                "v=spf1 exists:%{d0}.x | 7 | exists:%{d0}.x",
                "v=spf1 exists:%{d!}.x | 7 | exists:%{d!}.x",
                "v=spf1 exists:%a.x | 7 | exists:%a.x",
                "v=spf1 exists:%{}.x | 7 | exists:%{}.x",
                "v=spf1 x=%{t} | 7 | x=%{t}",
                "v=spf1 ip4:2001:db8::1 | 7 | ip4:2001:db8::1",
                "v=spf1 ip4 | 7 | ip4",
                "v=spf1 - | 7 | -",
                "v=spf1 1=x | 7 | 1=x",
                "v=spf1 +x=y | 7 | +x=y"
            })
    void SPF_1_a_bad_term_is_named_with_its_place(String text, int offset, String term) {
        assertThatExceptionOfType(RmxFormatException.class)
                .isThrownBy(() -> SpfText.parse(text))
                .withMessageStartingWith("term \"" + term + "\" at offset " + offset + ": ")
                .satisfies(e -> assertThat(e.offset()).isEqualTo(offset));
    }

    @Test
    void SPF_1_an_octet_outside_ascii_makes_a_record_bad() {
        for (String bad : List.of("v=spf1 x=\u00e4", "v=spf1 a\t-all", "v=spf1 \u00e4ll")) {
            assertThatExceptionOfType(RmxFormatException.class).isThrownBy(() -> SpfText.parse(bad));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-all",
                "include:example.org",
                "a:example.org/24//64",
                "mx/24",
                "ptr:b.example",
                "ip4:192.0.2.0/24",
                "ip6:2001:db8::/32",
                "exists:%{l1r+-}.%%.example",
                "redirect=example.org",
                "exp=b.example",
                "k=v"
            })
    void SPF_1_no_place_of_a_term_takes_an_octet_outside_visible_ascii(String term) {
        for (String octet : List.of("\t", "\u0001", "\u007f", "\u00e4", "\u0131", "\u017f", "\u212a")) {
            for (int at = 0; at < term.length(); at++) {
                String replaced = term.substring(0, at) + octet + term.substring(at + 1);
                String inserted = term.substring(0, at + 1) + octet + term.substring(at + 1);
                for (String bad : List.of(replaced, inserted)) {
                    assertThatExceptionOfType(RmxFormatException.class)
                            .as(bad)
                            .isThrownBy(() -> SpfText.parse("v=spf1 " + bad));
                }
            }
        }
        assertThat(SpfText.isSpf("v=\u017fpf1")).isFalse();
    }

    @Test
    void SPF_1_redirect_and_exp_stand_once_at_most() {
        for (String name : List.of("redirect", "exp")) {
            assertThatExceptionOfType(RmxFormatException.class)
                    .isThrownBy(() -> SpfText.parse("v=spf1 " + name + "=a.example " + name + "=b.example"))
                    .withMessageContaining(name + "= stands once at most");
        }
    }

    @Test
    void SPF_1_only_the_version_alone_or_before_a_blank_begins_a_record() {
        assertThat(List.of("v=spf1", "v=spf1 ", "V=SPF1 x")).allMatch(SpfText::isSpf);
        assertThat(List.of("v=spf10", "v=spf1\t-all", " v=spf1", "v=spf", "spf2.0/pra", ""))
                .noneMatch(SpfText::isSpf);
        assertThatExceptionOfType(RmxFormatException.class).isThrownBy(() -> SpfText.parse("v=spf2 -all"));
    }

    @Test
    void LIM_4_a_record_has_as_many_terms_as_a_message_can_hold() throws Exception {
        int octets = 65_535 - "v=spf1".length();
        String most = "v=spf1" + " a".repeat(octets / 2);
        assertThat(SpfText.parse(most).terms()).hasSize(octets / 2);
    }

    @Test
    void LIM_4_a_record_with_more_prefixes_than_a_message_can_hold_is_refused() {
        String most = "v=spf1" + " ip6:::".repeat(RmxRecord.MAX_ENTRIES + 1);
        assertThatExceptionOfType(RmxFormatException.class)
                .isThrownBy(() -> SpfText.parse(most))
                .withMessageContaining("at most 16384 terms ip4 and ip6");
    }

    @Test
    void LIM_4_a_record_with_more_terms_than_a_message_can_hold_is_refused() {
        String most = "v=spf1" + " a".repeat(SpfRecord.MAX_TERMS);
        assertThatExceptionOfType(RmxFormatException.class)
                .isThrownBy(() -> SpfText.parse(most + " a"))
                .withMessageContaining("at most 32768 terms");
    }

    @Test
    void SPF_1_the_model_refuses_what_no_text_can_say() {
        MacroString label = new MacroString(List.of(new MacroString.Literal("localhost")));
        MacroString time = new MacroString(List.of(new MacroString.Macro(MacroLetter.T, 0, false, "", false)));
        assertThatIllegalArgumentException().isThrownBy(() -> new SpfTerm.Include(SpfQualifier.PASS, label));
        assertThatIllegalArgumentException().isThrownBy(() -> new SpfTerm.Exists(SpfQualifier.PASS, time));
        assertThatIllegalArgumentException().isThrownBy(() -> new SpfTerm.Ptr(SpfQualifier.PASS, Optional.of(label)));
        assertThatIllegalArgumentException().isThrownBy(() -> new SpfTerm.Redirect(label));
        assertThatIllegalArgumentException().isThrownBy(() -> new SpfTerm.Unknown("exp", label));
        assertThatIllegalArgumentException().isThrownBy(() -> new SpfTerm.Unknown("1", label));
        assertThatIllegalArgumentException().isThrownBy(() -> new SpfTerm.Unknown("x", time));
        assertThatIllegalArgumentException().isThrownBy(() -> new SpfTerm.DualCidr(33, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MacroString.Macro(MacroLetter.D, 0, false, "!", false));
    }
}
