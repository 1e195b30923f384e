package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rmx check} with {@code --forms} and {@code --exp}. */
class FormOptionsTest extends CommandRun {
    private static final String ZONE = """
            example.org.         IN TXT "v=spf1 ip4:192.0.2.1 a:mail.example.org ?ip4:192.0.2.3 ~ip4:192.0.2.4 exp=why.example.org -all"
            why.example.org.     IN TXT "%{i} of %{h} may not send for %{d}"
            mail.example.org.    IN A   192.0.2.2
            broken.example.      IN TXT "v=spf1 ip:192.0.2.1 -all"
            both.example.        IN RMX ipv4:192.0.2.1
            both.example.        IN TXT "v=spf1 ip4:192.0.2.2 -all"
            _smtp-client.dmp.example.                      IN TXT "dmp="
            1.2.0.192.in-addr._smtp-client.dmp.example.    IN TXT "dmp=allow"
            helo.example.        IN TXT "v=spf1 exists:%{h} -all"
            mail.helo.example.   IN A   127.0.0.2
            unsure.example.      IN TXT "v=spf1 ?a:mail.example.org ~all"
            """;

    private String zone = "";

    @BeforeEach
    void writeZone() throws IOException {
        zone = write("test.zone", ZONE);
    }

    private String json(String field) {
        return out.replaceAll("(?s).*\"" + field + "\":(null|\"[^\"]*\").*", "$1")
                .replace("\"", "");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,  joe@example.org,    SPF,  pass,      0",
        "192.0.2.9,  joe@example.org,    SPF,  fail,      1",
        "192.0.2.3,  joe@example.org,    SPF,  neutral,   2",
        "192.0.2.4,  joe@example.org,    SPF,  softfail,  2",
        "192.0.2.1,  joe@broken.example, SPF,  permerror, 2",
        "192.0.2.1,  joe@none.example,   null, none,      2",
        "192.0.2.1,  nobody,             null, none,      2"
    })
    void json_and_text_have_the_word_of_SPF(String ip, String sender, String form, String word, int status) {
        assertThat(rmx("check", "--zone", zone, "--forms", "spf", "--json", ip, sender))
                .isEqualTo(status);
        assertThat(json("form")).isEqualTo(form);
        assertThat(json("spf")).isEqualTo(word);
        assertThat(json("explanation")).isEqualTo("null");

        assertThat(rmx("check", "--zone", zone, "--forms", "spf", ip, sender)).isEqualTo(status);
        assertThat(out.lines()).hasSize(2).last().isEqualTo("SPF: " + word);
    }

    @Test
    void a_failed_lookup_of_SPF_is_temperror() {
        String[] check = {"check", "--zone", zone, "--forms", "spf", "--json", "192.0.2.9", "joe@example.org"};
        assertThat(rmx(with("example.org/TXT", check))).isEqualTo(75);
        assertThat(json("spf")).isEqualTo("temperror");
        assertThat(rmx(with("mail.example.org/A", check))).isEqualTo(75);
        assertThat(json("spf")).isEqualTo("temperror");
        assertThat(json("failure")).contains("SERVFAIL");
        assertThat(rmx(with("example.org/MX", check))).isEqualTo(1);
    }

    private static String[] with(String failure, String... check) {
        String[] all = new String[check.length + 2];
        System.arraycopy(check, 0, all, 2, check.length);
        all[0] = check[0];
        all[1] = "--fail";
        all[2] = failure;
        return all;
    }

    @Test
    void several_words_of_one_result_are_no_word() {
        String[] check = {"check", "--zone", zone, "--forms", "spf", "--json", "192.0.2.9", "joe@unsure.example"};
        assertThat(rmx(with("mail.example.org/A", check))).isEqualTo(2);
        assertThat(json("form")).isEqualTo("SPF");
        assertThat(json("spf")).isEqualTo("null");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rmx,rmx-txt,spf,dmp | 192.0.2.1 | RMX  | null | 0
            rmx,rmx-txt,spf,dmp | 192.0.2.2 | RMX  | null | 1
            spf,rmx             | 192.0.2.1 | SPF  | fail | 1
            SPF,Rmx             | 192.0.2.2 | SPF  | pass | 0
            ' spf, rmx '        | 192.0.2.2 | SPF  | pass | 0
            rmx-TXT             | 192.0.2.2 | null | null | 2
            dmp,spf             | 192.0.2.2 | SPF  | pass | 0
            """)
    void the_first_form_that_is_published_decides(String forms, String ip, String form, String word, int status) {
        assertThat(rmx("check", "--zone", zone, "--forms", forms, "--json", ip, "joe@both.example"))
                .isEqualTo(status);
        assertThat(json("form")).isEqualTo(form);
        assertThat(json("spf")).isEqualTo(word);
    }

    @Test
    void SPF_is_not_looked_for_unless_told() {
        assertThat(rmx("check", "--zone", zone, "--json", "192.0.2.1", "joe@example.org"))
                .isEqualTo(2);
        assertThat(json("form")).isEqualTo("null");
        assertThat(json("spf")).isEqualTo("null");
        rmx("check", "--zone", zone, "192.0.2.1", "joe@example.org");
        assertThat(out).hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check --zone ZONE 192.0.2.1 joe@example.org",
                "explain --zone ZONE 192.0.2.1 joe@example.org",
                "expand --zone ZONE example.org",
                "expand --zone ZONE --forms rmx,dmp example.org",
                "diff --zone ZONE ipv4:192.0.2.1 example.org",
                "watch --zone ZONE --state STATE example.org"
            })
    void where_nothing_is_published_a_line_says_how_to_look_for_SPF(String command) {
        String hint = "rmx: example.org may publish SPF: --forms spf looks for it";
        String here = command.replace("ZONE", zone)
                .replace("STATE", directory.resolve("state").toString());

        rmx(here.split(" ", -1));
        assertThat(err).isEqualToIgnoringNewLines(hint);
        rmx((here + " --json").split(" ", -1));
        assertThat(err).as("with --json").isEmpty();
        rmx(here.replace("example.org", "both.example").split(" ", -1));
        assertThat(err).as("of another domain").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check --zone ZONE --forms spf 192.0.2.1 joe@none.example",
                "expand --zone ZONE --forms rmx,spf none.example",
                "check --zone ZONE 192.0.2.1 <>"
            })
    void who_looks_for_SPF_or_gives_no_domain_is_not_told_of_it(String command) {
        assertThat(rmx(command.replace("ZONE", zone).split(" ", -1))).isEqualTo(2);
        assertThat(err).isEmpty();
    }

    @Test
    void DMP_has_no_word() {
        assertThat(rmx("check", "--zone", zone, "--forms", "dmp", "--json", "192.0.2.1", "joe@dmp.example"))
                .isZero();
        assertThat(json("form")).isEqualTo("DMP");
        assertThat(json("mechanism")).isEqualTo("dmp:1.2.0.192.in-addr._smtp-client.dmp.example");
        assertThat(json("spf")).isEqualTo("null");
        assertThat(rmx("check", "--zone", zone, "--forms", "dmp", "192.0.2.2", "joe@dmp.example"))
                .isEqualTo(1);
        assertThat(out).hasLineCount(1);
    }

    @Test
    void SPF_7_exp_prints_the_explanation_of_a_fail() {
        String[] fail = {"192.0.2.9", "joe@example.org", "mail.example.net"};
        assertThat(rmx("check", "--zone", zone, "--forms", "spf", "--exp", fail[0], fail[1], fail[2]))
                .isEqualTo(1);
        assertThat(out.lines())
                .hasSize(3)
                .last()
                .isEqualTo("example.org explains: 192.0.2.9 of mail.example.net may not send for example.org");

        rmx("check", "--zone", zone, "--forms", "spf", "--exp", "--json", fail[0], fail[1], fail[2]);
        assertThat(json("explanation")).isEqualTo("192.0.2.9 of mail.example.net may not send for example.org");

        rmx("check", "--zone", zone, "--forms", "spf", "--exp", "--json", "192.0.2.1", "joe@example.org");
        assertThat(json("explanation")).isEqualTo("null");

        rmx("check", "--zone", zone, "--forms", "spf", "--exp", "--fail", "why.example.org", fail[0], fail[1]);
        assertThat(out).hasLineCount(2).contains("SPF: fail");
    }

    @Test
    void the_HELO_name_serves_the_macros_of_any_sender() {
        assertThat(rmx("check", "--zone", zone, "--forms", "spf", "192.0.2.1", "a@helo.example", "mail.helo.example"))
                .isZero();
        assertThat(rmx("check", "--zone", zone, "--forms", "spf", "192.0.2.1", "a@helo.example"))
                .isEqualTo(1);
    }

    @Test
    void a_batch_takes_the_forms_and_explains() {
        String lines = """
                192.0.2.1 joe@example.org
                192.0.2.9 joe@example.org mail.example.net
                192.0.2.1 joe@both.example
                """;
        assertThat(rmxWithInput(lines, "check", "--zone", zone, "--forms", "rmx,spf", "--exp", "--batch", "-"))
                .isZero();
        assertThat(out.lines().map(line -> line.replaceAll(".*(\"form\".*),\"reason.*", "$1")))
                .containsExactly(
                        "\"form\":\"SPF\",\"spf\":\"pass\",\"explanation\":null",
                        "\"form\":\"SPF\",\"spf\":\"fail\",\"explanation\":"
                                + "\"192.0.2.9 of mail.example.net may not send for example.org\"",
                        "\"form\":\"RMX\",\"spf\":null,\"explanation\":null");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            spf,senderid | 'senderid' is not a form
            ''           | a form is empty
            spf,         | a form is empty
            ,spf         | a form is empty
            spf,rmx,SPF  | spf occurs twice
            'spf, r mx'  | 'r mx' is not a form
            'spf, '      | a form is empty
            """)
    void wrong_forms_are_named_with_what_is_right(String forms, String problem) {
        assertThat(rmx("check", "--zone", zone, "--forms", forms, "192.0.2.1", "joe@example.org"))
                .isEqualTo(64);
        assertThat(err)
                .contains("--forms", problem)
                .contains("write one form or more, each once, as in rmx,rmx-txt,spf,dmp");
        assertThat(out).isEmpty();
    }

    @Test
    void exp_without_spf_is_wrong_usage() {
        for (String[] forms : new String[][] {{}, {"--forms", "rmx,dmp"}}) {
            List<String> words = new ArrayList<>(List.of("check", "--zone", zone, "--exp"));
            words.addAll(List.of(forms));
            words.addAll(List.of("192.0.2.9", "joe@example.org"));
            assertThat(rmx(words.toArray(String[]::new))).isEqualTo(64);
            assertThat(err).contains("add spf to --forms");
            assertThat(out).isEmpty();
        }
    }

    @Test
    void two_lists_of_forms_are_wrong_usage() {
        assertThat(rmx("check", "--forms", "spf", "--forms", "rmx", "192.0.2.1", "joe@example.org"))
                .isEqualTo(64);
        assertThat(err).contains("--forms");
    }

    @Test
    void help_names_the_forms_and_the_default() {
        assertThat(rmx("check", "--help")).isZero();
        assertThat(out.replaceAll("\\s+", " "))
                .contains("--forms=FORM[,FORM...]", "rmx, rmx-txt, spf or dmp", "Default: rmx,rmx-txt", "--exp");
    }
}
