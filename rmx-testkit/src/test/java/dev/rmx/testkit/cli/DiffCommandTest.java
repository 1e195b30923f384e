package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The output of {@code rmx diff}, and how it reads its two sides. */
class DiffCommandTest extends CommandRun {
    private static final String ZONE = """
            example.org.      IN RMX ipv4:192.0.2.0/24 mx:
            example.org.      IN MX  10 mail.example.org.
            mail.example.org. IN A   198.51.100.1
            """;

    private String zone = "";

    @BeforeEach
    void writeZone() throws IOException {
        zone = write("test.zone", ZONE);
    }

    @Test
    void LINT_4_names_what_gains_and_what_loses_by_entry() {
        assertThat(rmx("diff", "ipv4:192.0.2.0/24", "!ipv4:192.0.2.1 ipv4:192.0.2.0/23"))
                .isEqualTo(1);
        assertThat(out.lines())
                .containsExactlyInAnyOrder(
                        "loses 192.0.2.1: pass (ipv4:192.0.2.0/24) -> fail (!ipv4:192.0.2.1)",
                        "gains 192.0.3.0/24: fail (nothing matches) -> pass (ipv4:192.0.2.0/23)");
    }

    @Test
    void LINT_4_a_record_of_SPF_can_say_the_same() {
        assertThat(rmx("diff", "ipv4:192.0.2.0/24", "v=spf1 ip4:192.0.2.0/25 ip4:192.0.2.128/25 -all"))
                .isZero();
        assertThat(out).isEmpty();
    }

    @Test
    void LINT_4_a_text_takes_the_domain_of_the_other_side() {
        assertThat(rmx("diff", "--zone", zone, "example.org", "mx: ipv4:192.0.2.0/24"))
                .isZero();
        assertThat(rmx("diff", "--zone", zone, "--domain", "example.org", "mx:", "ipv4:198.51.100.1"))
                .isZero();
        assertThat(rmx("diff", "--zone", zone, "mx:", "ipv4:198.51.100.1")).isEqualTo(64);
        assertThat(err).contains("--domain");
    }

    @Test
    void a_side_can_be_a_file() throws IOException {
        String file = write("new", "# a comment\nipv4:192.0.2.0/25\nipv4:192.0.2.128/25\n");

        assertThat(rmx("diff", "ipv4:192.0.2.0/24", file)).isZero();
    }

    @Test
    void LINT_4_names_entries_that_cannot_be_listed_and_differ() {
        assertThat(rmx("diff", "domain:a.example ipv4:192.0.2.1", "ipv4:192.0.2.1 domain:b.example"))
                .isEqualTo(1);
        assertThat(out)
                .contains("only in OLD, cannot be listed: domain:a.example")
                .contains("only in NEW, cannot be listed: domain:b.example")
                .doesNotContain("192.0.2.1:");
        assertThat(rmx("diff", "domain:a.example ipv4:192.0.2.1", "ipv4:192.0.2.1 domain:a.example"))
                .isZero();
    }

    @Test
    void LINT_4_the_order_of_what_cannot_be_listed_matters_where_the_effects_differ() {
        String grantsFirst = "domain:a.example !domain:b.example ipv4:192.0.2.1";
        String deniesFirst = "!domain:b.example domain:a.example ipv4:192.0.2.1";
        assertThat(rmx("diff", grantsFirst, deniesFirst)).isEqualTo(1);
        assertThat(out).contains("changes 192.0.2.1: unknown");
        assertThat(rmx("diff", grantsFirst, grantsFirst)).isZero();
    }

    @Test
    void errors_are_not_differences() {
        assertThat(rmx("diff", "ipv4:192.0.2.400", "ipv4:192.0.2.1")).isEqualTo(65);
        assertThat(rmx("diff", "ipv4:192.0.2.1")).isEqualTo(64);
        assertThat(rmx("diff", "--zone", zone, "--fail", "mail.example.org/A", "example.org", "ipv4:192.0.2.0/24"))
                .isEqualTo(75);
        assertThat(out).contains("failed: mail.example.org A: ");
    }

    /** What an entry asks may hold the name of the domain that publishes it. */
    @Test
    void LINT_4_the_same_words_of_two_domains_may_ask_for_different_names() throws IOException {
        String two = write("two.zone", """
                a.example. IN TXT "v=spf1 ptr -all"
                b.example. IN TXT "v=spf1 ptr -all"
                c.example. IN TXT "v=spf1 a:h.example -all"
                d.example. IN TXT "v=spf1 a:h.example -all"
                """);
        assertThat(rmx("diff", "--zone", two, "--forms", "spf", "a.example", "b.example"))
                .isEqualTo(1);
        assertThat(out).contains("changes 0.0.0.0/0: unknown (hangs on ptr; otherwise fail) -> unknown (hangs on ptr");
        assertThat(rmx("diff", "--zone", two, "--forms", "spf", "a.example", "v=spf1 ptr -all"))
                .isZero();
        assertThat(rmx("diff", "--zone", two, "--forms", "spf", "c.example", "d.example"))
                .isZero();
    }

    @Test
    void LINT_4_json() {
        assertThat(rmx("diff", "--json", "ipv4:192.0.2.0/24", "ipv4:192.0.2.0/25"))
                .isEqualTo(1);
        assertThat(out)
                .startsWith(
                        "{\"differences\":[{\"change\":\"loses\",\"ranges\":[\"192.0.2.128/25\"],\"count\":\"128\",\"old\":"
                                + "{\"result\":\"pass\",\"source\":[\"ipv4:192.0.2.0/24\"],")
                .endsWith("\"onlyInOld\":[],\"onlyInNew\":[],\"failures\":[],\"complete\":true}"
                        + System.lineSeparator());
    }
}
