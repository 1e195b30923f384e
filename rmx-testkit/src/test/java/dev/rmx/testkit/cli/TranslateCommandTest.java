package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The records that {@code rmx from-spf} and {@code rmx to-spf} print. */
class TranslateCommandTest extends CommandRun {
    private static final String ZONE = """
            plain.example.     IN TXT "v=spf1 ip4:192.0.2.0/25 a:a.x.example ip4:192.0.2.128/25 -all"
            soft.example.      IN TXT "v=spf1 ip4:192.0.2.0/24 ~all"
            default.example.   IN TXT "v=spf1 ip4:192.0.2.0/24"
            listed.example.    IN TXT "v=spf1 include:i.x.example a:a.x.example/24 mx -all"
            listed.example.    IN MX  10 a.x.example.
            i.x.example.       IN TXT "v=spf1 -ip4:203.0.113.9 ip4:203.0.113.8/30 ?all"
            asks.example.      IN TXT "v=spf1 ptr exists:%{i}.m.x.example include:e.x.example -all"
            e.x.example.       IN TXT "v=spf1 exists:%{i}.n.x.example -all"
            macro.example.     IN TXT "v=spf1 exists:%{l}.x.example -all"
            nobody.example.    IN TXT "v=spf1 -all"
            a.x.example.       IN A   198.51.100.1
            a.x.example.       IN AAAA 2001:db8::1
            rmx.example.       IN RMX !ipv4:192.0.2.1 ipv4:192.0.2.0/24 host:a.x.example apl:l.x.example mapped:
            l.x.example.       IN APL !1:203.0.113.9/32 1:203.0.113.8/30
            """;

    private String zone = "";

    @BeforeEach
    void writeZone() throws IOException {
        zone = write("test.zone", ZONE);
    }

    private String record() {
        String line = out.lines().findFirst().orElse("");
        return line.substring(line.indexOf(" IN ") + 4);
    }

    @ParameterizedTest
    @CsvSource({
        "plain.example,  RMX ipv4:192.0.2.0/24 host:a.x.example",
        "nobody.example, RMX unused:",
        "listed.example, RMX ipv4:198.51.100.0/24 ipv4:203.0.113.8 ipv4:203.0.113.10/31 ipv6:2001:db8::1 mx:",
        "asks.example,   RMX domain: mapped:m.x.example mapped:n.x.example"
    })
    void LINT_4_from_SPF_follows_DNS_where_it_can(String domain, String expected) {
        assertThat(rmx("from-spf", "--zone", zone, domain)).as(out + err).isZero();
        assertThat(record()).isEqualTo(expected);
    }

    @Test
    void LINT_4_from_SPF_prints_all_forms() {
        rmx("from-spf", "--zone", zone, "nobody.example");
        assertThat(out.lines())
                .containsExactly(
                        "nobody.example. IN RMX unused:",
                        "nobody.example. IN TYPE65280 \\# 1 06",
                        "_rmx.nobody.example. IN TXT \"unused:\"");
    }

    /** [LOOK-4] */
    @Test
    void LINT_4_from_SPF_prints_no_TXT_whose_name_would_be_too_long() throws IOException {
        String longest = ("a".repeat(63) + ".").repeat(3) + "a".repeat(57) + ".x";
        rmx("from-spf", "--zone", write("name.zone", longest + ". IN TXT \"v=spf1 -all\"\n"), longest);
        assertThat(out.lines()).containsExactly(longest + ". IN RMX unused:", longest + ". IN TYPE65280 \\# 1 06");
    }

    @Test
    void LINT_4_what_is_listed_holds_for_a_while() {
        rmx("from-spf", "--zone", zone, "listed.example");
        assertThat(out)
                .contains("; loss: include:i.x.example is listed as it is until 2")
                .contains("; loss: a:a.x.example/24 is listed as it is until 2");
    }

    @ParameterizedTest
    @CsvSource({"soft.example, softfail", "default.example, neutral"})
    void LINT_4_softfail_and_neutral_need_a_choice(String domain, String word) {
        assertThat(rmx("from-spf", "--zone", zone, domain)).isEqualTo(65);
        assertThat(err)
                .startsWith("rmx: RMX has no " + word)
                .contains("--soft fail")
                .hasLineCount(1);

        assertThat(rmx("from-spf", "--zone", zone, "--soft", "fail", domain)).isEqualTo(1);
        assertThat(record()).isEqualTo("RMX ipv4:192.0.2.0/24");
        assertThat(out).contains("; loss: 0.0.0.0-192.0.1.255, 192.0.3.0-255.255.255.255, ::/0: " + word);

        assertThat(rmx("from-spf", "--zone", zone, "--soft", "pass", domain)).isEqualTo(1);
        assertThat(record()).isEqualTo("RMX ipv4:0.0.0.0/0 ipv6:::/0");
    }

    @Test
    void LINT_4_a_macro_without_counterpart_is_a_loss() {
        assertThat(rmx("from-spf", "--zone", zone, "macro.example")).isEqualTo(1);
        assertThat(out).contains("; loss: 0.0.0.0/0, ::/0: unknown (hangs on exists:%{l}.x.example; otherwise fail)");
    }

    @ParameterizedTest
    @CsvSource({"none.example, 65", "localhost, 65"})
    void without_a_record_there_is_nothing_to_translate(String domain, int status) {
        assertThat(rmx("from-spf", "--zone", zone, domain)).isEqualTo(status);
        assertThat(rmx("to-spf", "--zone", zone, domain)).isEqualTo(status);
    }

    @Test
    void LOOK_3_a_domain_that_publishes_another_form_is_named() {
        rmx("to-spf", "--zone", zone, "plain.example");
        assertThat(err).isEqualToIgnoringNewLines("rmx: plain.example publishes no RMX record");
    }

    @Test
    void a_lookup_that_fails_is_temporary() {
        assertThat(rmx("from-spf", "--zone", zone, "--fail", "a.x.example", "plain.example"))
                .isEqualTo(75);
        assertThat(rmx("from-spf", "--zone", zone, "--fail", "plain.example", "plain.example"))
                .isEqualTo(75);
        assertThat(rmx("to-spf", "--zone", zone, "--fail", "rmx.example", "rmx.example"))
                .isEqualTo(75);
    }

    @Test
    void LINT_4_to_SPF_says_what_SPF_can_say() {
        assertThat(rmx("to-spf", "--zone", zone, "rmx.example")).as(out).isZero();
        assertThat(record())
                .isEqualTo("TXT \"v=spf1 -ip4:192.0.2.1 ip4:192.0.2.0/24 ip4:203.0.113.8"
                        + " ip4:203.0.113.10/31 a:a.x.example exists:%{i}.rmx.example -all\"");
        assertThat(out).contains("; loss: apl:l.x.example is listed as it is until 2");
    }

    @Test
    void LINT_4_to_SPF_leaves_out_what_lists_nothing_now() {
        assertThat(rmx("to-spf", "--zone", zone, "apl:n.x.example ipv4:192.0.2.1"))
                .isZero();
        assertThat(record()).isEqualTo("TXT \"v=spf1 ip4:192.0.2.1 -all\"");
        assertThat(out).contains("; loss: apl:n.x.example matches no address, and so is left out, until 2");
    }

    /** No address has another result now, and one will have when the lookup succeeds and the host has an address. */
    @Test
    void LOOK_2_a_failed_list_is_a_loss_even_where_the_result_is_certain_now() {
        String[] options = {"to-spf", "--zone", zone, "--fail", "l.x.example/APL"};
        assertThat(rmx(Stream.concat(Stream.of(options), Stream.of("!apl:l.x.example host:n.x.example"))
                        .toArray(String[]::new)))
                .isZero();
        assertThat(record()).isEqualTo("TXT \"v=spf1 a:n.x.example -all\"");
        assertThat(out)
                .contains("; loss: !apl:l.x.example is listed without what DNS does not tell now: l.x.example APL")
                .doesNotContain("until");
        assertThat(rmx(Stream.concat(Stream.of(options), Stream.of("rmx.example"))
                        .toArray(String[]::new)))
                .isEqualTo(75);
    }

    @Test
    void LINT_4_to_SPF_loses_full() {
        assertThat(rmx("to-spf", "full: ipv4:192.0.2.1")).isEqualTo(1);
        assertThat(out).contains("; loss: full: has no counterpart");
    }

    /** Three hosts without IPv6 addresses would be three voids for an IPv6 client: SPF allows two. */
    @Test
    void LINT_4_to_SPF_lists_what_would_be_over_the_limits() throws IOException {
        String hosts = "c.example. IN A 192.0.2.1\nd.example. IN A 192.0.2.2\ne.example. IN A 192.0.2.3\n";
        String other = write("hosts.zone", hosts);
        assertThat(rmx("to-spf", "--zone", other, "host:c.example host:d.example"))
                .isZero();
        assertThat(out).contains("v=spf1 a:c.example a:d.example -all");
        assertThat(rmx("to-spf", "--zone", other, "host:c.example host:d.example host:e.example"))
                .isZero();
        assertThat(out).contains("v=spf1 ip4:192.0.2.1 ip4:192.0.2.2/31 -all");
    }

    @Test
    void LINT_4_a_softfail_that_cannot_be_listed_is_a_loss() throws IOException {
        String other = write("soft.zone", "q.example. IN TXT \"v=spf1 ~ptr -all\"\n");
        assertThat(rmx("from-spf", "--zone", other, "--soft", "pass", "q.example"))
                .isEqualTo(1);
        assertThat(record()).isEqualTo("RMX domain:");
        assertThat(out).contains("; loss: 0.0.0.0/0, ::/0: unknown (hangs on ~ptr; otherwise fail) becomes unknown");
    }

    /** The same term three times is three voids. */
    @Test
    void LINT_4_voids_that_cannot_be_listed_are_counted() throws IOException {
        String other = write("voids.zone", """
                v.example. IN TXT "v=spf1 exists:%{i}.x.example -a:n.example exists:%{i}.x.example -all"
                w.example. IN TXT "v=spf1 exists:%{i}.x.example exists:%{i}.x.example -all"
                """);
        assertThat(rmx("from-spf", "--zone", other, "v.example")).isEqualTo(1);
        assertThat(out)
                .contains("; loss: 0.0.0.0/0, ::/0: unknown (hangs on exists:%{i}.x.example; otherwise permerror)");
        assertThat(rmx("from-spf", "--zone", other, "w.example")).isZero();
        assertThat(rmx("to-spf", "--zone", other, "mapped:x.example !host:n.example mapped:x.example"))
                .isZero();
        assertThat(record()).isEqualTo("TXT \"v=spf1 exists:%{i}.x.example -all\"");
    }

    /** What is sure before any void, or however many there are, is no loss. */
    @Test
    void LINT_4_voids_change_only_what_hangs_on_them() throws IOException {
        String other = write("sure.zone", """
                v.example. IN TXT "v=spf1 exists:%{i}.x.example include:i.example -all"
                i.example. IN TXT "v=spf1 a:n.example ip4:192.0.2.0/24 -a:n.example -all"
                """);
        assertThat(rmx("to-spf", "--zone", other, "ipv6:::/0 mapped:a.example mapped:b.example mapped:c.example"))
                .isEqualTo(1);
        assertThat(out).contains("exists:%{i}.c.example; otherwise permerror)");
        assertThat(rmx("from-spf", "--zone", other, "v.example")).isEqualTo(1);
        assertThat(out)
                .contains("; loss: 0.0.0.0-192.0.1.255, 192.0.3.0-255.255.255.255, ::/0: unknown (hangs")
                .doesNotContain("192.0.2.0/24: permerror");
    }

    /** The entry would deny some addresses for which the other may match. */
    @Test
    void LINT_4_an_entry_that_cannot_be_listed_now_is_a_loss_where_another_may_match() {
        assertThat(rmx("to-spf", "--zone", zone, "--fail", "dead.example/APL", "!apl:dead.example mapped:x.example"))
                .isEqualTo(1);
        assertThat(out).contains("; loss: 0.0.0.0/0, ::/0: unknown (hangs on mapped:x.example");
    }

    @Test
    void LINT_4_a_term_that_lists_nothing_leaves_no_entry_without_effect() throws IOException {
        String other = write("nothing.zone", """
                d.example. IN TXT "v=spf1 -ip4:192.0.2.1 a:n.example/24 -all"
                e.example. IN TXT "v=spf1 ip4:192.0.2.0/25 -a:n.example/24 ip4:192.0.2.128/25 -all"
                """);
        assertThat(rmx("from-spf", "--zone", other, "d.example")).isZero();
        assertThat(record()).isEqualTo("RMX unused:");
        assertThat(rmx("from-spf", "--zone", other, "e.example")).isZero();
        assertThat(record()).isEqualTo("RMX ipv4:192.0.2.0/24");
    }

    @Test
    void TXT_3_long_records_are_cut() throws IOException {
        String prefixes = IntStream.range(0, 40)
                .mapToObj(i -> "ip4:192.0." + 2 * i + ".0/24")
                .collect(Collectors.joining(" "));
        String quoted = ("v=spf1 " + prefixes + " -all").replaceAll("(.{200})", "$1\" \"");
        String other = write("long.zone", "long.example. IN TXT \"" + quoted + "\"\n");

        assertThat(rmx("from-spf", "--zone", other, "long.example")).isZero();
        String txt = out.lines()
                .filter(line -> line.contains(" IN TXT "))
                .findFirst()
                .orElseThrow();
        assertThat(txt.substring(txt.indexOf('"')).split("\" \"", -1)).allMatch(piece -> piece.length() <= 257);
        String again = write("again.zone", txt + "\n");
        assertThat(rmx("check", "--zone", again, "192.0.78.1", "a@long.example"))
                .isZero();
        assertThat(rmx("check", "--zone", again, "192.0.77.1", "a@long.example"))
                .isEqualTo(1);
    }
}
