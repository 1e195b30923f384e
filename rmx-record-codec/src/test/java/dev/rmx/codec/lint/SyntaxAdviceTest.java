package dev.rmx.codec.lint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lint says would be right, for mistakes that people make. */
class SyntaxAdviceTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            v=spf1 ipv4:6.1.2.3 -all          | write ip4: or ip6: and a prefix
            v=spf1 a:6.1.2.3 -all             | write ip4: before an IPv4 address
            v=spf1 mx:6.1.2.0/24 -all         | write ip4: before an IPv4 address
            v=spf1 ip4:mail.example.org -all  | write a: before the name of a host
            v=spf1 redirect:a.example.org     | write redirect= or exp= and a domain
            v=spf1 !mx -all                   | write - before a mechanism that refuses
            v=spf1 mx -all.                   | write all without anything behind it
            v=spf1 include:example -all       | write the whole domain
            v=spf1 _spf.example.org -all      | write include: or a: before a domain
            v=spf1 include: -all              | write data right behind the colon
            v=spf1 ip6:6.1.2.3 -all           | write ip4: before an IPv4 address
            v=spf1 -ip4:2a00::1/64 -all       | write ip6: before an IPv6 address
            v=spf1 mx, -all                   | separate entries by blanks only
            v=spf1 \u201cmx\u201d -all        | write plain ASCII; a word processor may have changed quotes or hyphens
            v=spf1 ip4:6.1.2.3/33 -all        | correct it, or remove it
            ip4:6.1.2.3                       | write ipv4: or ipv6: and a prefix
            a:mail.example.org                | write host: and a name
            -ipv4:6.1.2.3                     | write ! before an entry that refuses; nothing else stands there
            ipv4:6.1.2.3 mx                   | write a colon behind it, also where no data follow
            ipv4:                             | write data right behind the colon
            !unused:                          | write it without !
            !full:                            | write it without !
            10:                               | correct it, or remove it
            ipv6:6.1.2.0/24                   | write ipv4: before an IPv4 address
            !ipv4:2a00::1                     | write ipv6: before an IPv6 address
            include:_spf.example.org          | that is SPF: write v=spf1 before it
            ipv4:6.1.2.3/33                   | correct it, or remove it
            """)
    void LINT_1_a_malformed_entry_comes_with_what_is_probably_meant(String record, String right) {
        assertThat(RecordLint.DEFAULT.lint(record).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo(LintRule.SYNTAX);
            assertThat(finding.right()).isEqualTo(right);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ipv4:6.1.2.3\u0007", "-ipv4:6.1.2.3\r", "mx\nmx:", "v=spf1 mx\u0000 -all", "v=spf1 -all\r"})
    void LINT_1_a_control_character_is_to_be_removed_for_it_cannot_be_seen(String record) {
        assertThat(RecordLint.DEFAULT.lint(record).findings())
                .filteredOn(finding -> finding.rule() == LintRule.SYNTAX)
                .extracting(LintFinding::right)
                .containsExactly("remove the control character; blanks separate entries");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ip4=6.1.2.0/24      | write ip4:6.1.2.0/24
            ip=6.1.2.3          | write ip4:6.1.2.3
            ipv6=2a00::1        | write ip6:2a00::1
            a=6.1.2.3           | write ip4:6.1.2.3
            A=www.example.org   | write a:www.example.org
            include=example.org | write include:example.org
            all=                | write all
            mx=mail             | write a colon in the place of =, and an address or a whole domain
            ip4=www.example.org | write a colon in the place of =, and an address or a whole domain
            """)
    void LINT_1_a_mechanism_written_with_an_equals_sign_comes_with_one_that_can_be_read(String term, String right) {
        assertThat(RecordLint.DEFAULT.lint("v=spf1 " + term + " -all").findings())
                .filteredOn(finding -> finding.rule() == LintRule.MECHANISM_AS_MODIFIER)
                .singleElement()
                .satisfies(finding -> assertThat(finding.right()).isEqualTo(right));
    }

    @Test
    void LINT_1_a_name_with_several_odd_characters_is_found_once() {
        assertThat(RecordLint.DEFAULT
                        .lint("v=spf1 exists:*.%{i}.*.example.org -all")
                        .findings())
                .extracting(LintFinding::rule)
                .containsExactly(LintRule.ODD_NAME);
    }
}
