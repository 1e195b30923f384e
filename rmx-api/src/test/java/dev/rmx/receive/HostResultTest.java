package dev.rmx.receive;

import static dev.rmx.receive.TrustedResultsTest.read;
import static dev.rmx.receive.TrustedResultsTest.results;
import static dev.rmx.receive.TrustedResultsTest.words;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How one result of a trusted host is read. */
class HostResultTest {
    private static HostResult only(String value) {
        List<HostResult> all = read(results(value)).all();
        assertThat(all).as(value).hasSize(1);
        return all.get(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spf=pass (; dkim=pass) | 0 spf=pass",
                "spf=pass (a (b; dkim=pass) c; dkim=pass) | 0 spf=pass",
                "spf=pass (a \\); dkim=pass x) | 0 spf=pass",
                "spf=fail reason=\"; dkim=pass\" | 0 spf=fail",
                "spf=fail reason=\"a\\\"; dkim=pass\" | 0 spf=fail",
                "spf=fail smtp.mailfrom=\"a; dkim=pass b\"@example.org | 0 spf=fail",
                "spf=fail smtp.mailfrom=a\"; dkim=pass;\"b | 0 spf=fail",
                "spf=\"pass\" | ''",
                "spf=\"fail; dkim=pass\" | ''",
                "\"spf\"=pass | ''",
                "(spf)=pass | ''",
                "spf=(pass) | ''",
                "spf=pass(comment)x | 0 spf=pass",
            })
    void HDR_5_nothing_in_a_comment_or_quoted_string_becomes_a_result(String statement, String found) {
        List<String> all = words(
                read(results("mx.example.net; " + statement + "; iprev=none")).all());
        assertThat(all.subList(0, all.size() - 1)).isEqualTo(found.isEmpty() ? List.of() : List.of(found));
        assertThat(all).endsWith("0 iprev=none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "smtp.mailfrom=user@example.org | user@example.org",
                "SMTP . MailFrom = (c) user@example.org | user@example.org",
                "smtp.mailfrom=\"user@example.org\" | user@example.org",
                "smtp.mailfrom=\"joe; x\"@example.org | \"joe; x\"@example.org",
                "smtp.mailfrom=\"a\\\"b\"@example.org | \"a\\\"b\"@example.org",
                "smtp.mailfrom=\"a \\\"b\\\" \\\\\" | a \"b\" \\",
                "smtp.mailfrom=<user@example.org> | <user@example.org>",
                "smtp.mailfrom=j\u00f6rg@b\u00fccher.example | j\u00f6rg@b\u00fccher.example",
                "smtp.mailfrom=@example.org | @example.org",
                "smtp.mailfrom=a=b/c+d?e@example.org | a=b/c+d?e@example.org",
                "smtp.mailfrom=\"\" | ''",
            })
    void HDR_5_values_come_as_they_are(String property, String value) {
        HostResult result = only("mx.example.net; spf=pass " + property);
        assertThat(result.property("smtp.mailfrom")).contains(value);
        assertThat(result.whole()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smtp.mailfrom=",
                "smtp.mailfrom= ; x=",
                "smtp.mailfrom=a\\b",
                "smtp.mailfrom=\"a\"b",
                "smtp.mailfrom=\"a",
                "smtp.mailfrom=\"a\0b\"",
                "smtp.mailfrom=\"a\u2028b\"",
                "smtp.mailfrom",
                "smtp.=a",
                "action=none",
                "reason=",
                "x",
                "(open",
            })
    void HDR_5_a_result_tells_that_a_part_of_it_is_missing(String damaged) {
        HostResult result = only("mx.example.net; spf=pass " + damaged);
        assertThat(result.whole()).isFalse();
        assertThat(result.properties()).isEmpty();
        assertThat(result.reason()).isEmpty();
    }

    @Test
    void methods_have_versions() {
        assertThat(only("mx.example.net; spf/2=pass").version()).isEqualTo(2);
        assertThat(only("mx.example.net; spf / (c) 01 = pass").version()).isEqualTo(1);
        assertThat(words(read(results("mx.example.net; a/x=pass; b/=pass; c/1.1=pass; d/9999999999=pass; e=pass"))
                        .all()))
                .containsExactly("0 e=pass");
    }
}
