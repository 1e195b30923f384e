package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The output of {@code rmx expand}. */
class ExpandCommandTest extends CommandRun {
    private static final String ZONE = """
            example.org.      IN RMX !ipv4:192.0.2.7 ipv4:192.0.2.0/29 host:mail.example.org
            mail.example.org. IN A   198.51.100.1
            hangs.example.    IN RMX !domain:bad.example ipv4:192.0.2.0/24
            spf.example.      IN TXT "v=spf1 include:i.example ~all"
            i.example.        IN TXT "v=spf1 ip4:192.0.2.0/24 -all"
            """;

    private String zone = "";

    @BeforeEach
    void writeZone() throws IOException {
        zone = write("test.zone", ZONE);
    }

    private String withoutTimes() {
        return out.replaceAll(" until \\S+", "");
    }

    @Test
    void LINT_4_lists_each_range_with_where_it_comes_from() {
        assertThat(rmx("expand", "--zone", zone, "example.org")).isZero();
        assertThat(withoutTimes()).isEqualToIgnoringNewLines("""
                192.0.2.0-192.0.2.6 pass (ipv4:192.0.2.0/29)
                192.0.2.7 fail (!ipv4:192.0.2.7)
                198.51.100.1 pass (host:mail.example.org)
                all other addresses: fail (nothing matches)
                authorized: 8 addresses
                """.replace("\n", System.lineSeparator()));
        assertThat(out).contains("198.51.100.1 pass (host:mail.example.org) until 2");
    }

    @Test
    void LINT_4_names_what_cannot_be_listed() {
        assertThat(rmx("expand", "--zone", zone, "hangs.example")).isZero();
        assertThat(out)
                .contains("192.0.2.0/24 unknown (hangs on !domain:bad.example; otherwise pass)")
                .contains("all other addresses: fail")
                .contains("cannot be listed: !domain:bad.example");
    }

    @Test
    void LINT_4_names_the_chain_of_SPF_and_keeps_softfail_apart() {
        assertThat(rmx("expand", "--zone", zone, "--forms", "spf", "spf.example"))
                .isZero();
        assertThat(withoutTimes())
                .contains("192.0.2.0/24 pass (include:i.example > ip4:192.0.2.0/24)")
                .contains("all other addresses: softfail (~all)");
    }

    @Test
    void LINT_4_names_what_failed() {
        assertThat(rmx("expand", "--zone", zone, "--fail", "mail.example.org", "example.org"))
                .isEqualTo(75);
        assertThat(out)
                .contains("192.0.2.0-192.0.2.6 pass")
                .contains("temperror (mail.example.org A")
                .contains("failed: mail.example.org A: ")
                .contains("failed: mail.example.org AAAA: ");
    }

    @ParameterizedTest
    @CsvSource({"none.example, 2", "localhost, 65", "a..b, 65"})
    void a_domain_without_a_record_or_name(String domain, int status) {
        assertThat(rmx("expand", "--zone", zone, domain)).isEqualTo(status);
    }

    @Test
    void LINT_4_json_has_every_key() {
        assertThat(rmx("expand", "--zone", zone, "--json", "hangs.example")).isZero();
        assertThat(out.replaceAll("\"validUntil\":\"[^\"]+\"", "\"validUntil\":0"))
                .isEqualToIgnoringNewLines(
                        "{\"domain\":\"hangs.example\",\"form\":\"RMX\",\"authorized\":\"0\",\"parts\":["
                                + "{\"result\":\"fail\",\"source\":[],\"text\":\"fail (nothing matches)\",\"validUntil\":0,"
                                + "\"hangsOn\":[],\"otherwise\":null,"
                                + "\"ranges\":[\"0.0.0.0-192.0.1.255\",\"192.0.3.0-255.255.255.255\",\"::/0\"],"
                                + "\"count\":\"340282366920938463463374607436063178496\"},"
                                + "{\"result\":\"unknown\",\"source\":[],"
                                + "\"text\":\"unknown (hangs on !domain:bad.example; otherwise pass)\",\"validUntil\":null,"
                                + "\"hangsOn\":[\"!domain:bad.example\"],\"otherwise\":\"pass\","
                                + "\"ranges\":[\"192.0.2.0/24\"],\"count\":\"256\"}],"
                                + "\"unlisted\":[{\"directives\":[\"!domain:bad.example\"]}],\"failures\":[],\"complete\":true}");
    }
}
