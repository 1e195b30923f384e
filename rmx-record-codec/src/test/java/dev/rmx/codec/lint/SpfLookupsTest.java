package dev.rmx.codec.lint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which term of SPF is the one lookup too many, in the order in which receivers come to the terms. */
class SpfLookupsTest {
    private static final String TEN = "a:a.x a:b.x a:c.x a:d.x a:e.x a:f.x a:g.x a:h.x a:i.x a:j.x";

    /** RFC 7208 §6.1: redirect is followed behind all mechanisms, wherever it stands. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            v=spf1 TEN a:k.x -all           | a:k.x
            v=spf1 redirect=k.x TEN         | redirect=k.x
            v=spf1 a:k.x redirect=l.x TEN   | a:j.x
            v=spf1 a:%{p}.x TEN -all        | a:i.x
            """)
    void LINT_2_the_lookup_too_many_is_that_of_the_evaluation(String record, String term) {
        LintReport report = RecordLint.DEFAULT.lint(record.replace("TEN", TEN));

        assertThat(report.findings())
                .filteredOn(finding -> finding.rule() == LintRule.TOO_MANY_LOOKUPS)
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.place().orElseThrow().entry()).isEqualTo(term));
    }
}
