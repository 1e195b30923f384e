package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command's help, and its messages on wrong usage. */
class UsageTest extends CommandRun {
    private static final String USAGE = "  64   wrong usage";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "check",
                "check 192.0.2.1",
                "check --zone",
                "check --zone a --zone b 192.0.2.1 a@b.c",
                "check --batch a --batch b",
                "check --bogus 192.0.2.1 a@b.c",
                "help nonsense",
                "completion bash",
                "check 192.0.2.1 a@b.c d e",
                "check --batch - 192.0.2.1 a@b.c",
                "check --fail a.example 192.0.2.1 a@b.c",
                "check --demo --fail a.example/NS 192.0.2.1 a@b.c",
                "check --demo --zone x 192.0.2.1 a@b.c",
                "check --server 1.2.3 192.0.2.1 a@b.c",
                "check --message a 192.0.2.1 a@b.c",
                "check --message a --batch b",
                "check --trust 192.0.2.0/28 192.0.2.1 a@b.c",
                "replay",
                "replay a b",
                "expand",
                "diff ipv4:192.0.2.1",
                "from-spf",
                "from-spf --demo --soft none spf.example",
                "to-spf",
                "received",
                "received --trust 192.0.2.0/33 x",
                "encode",
                "decode --batch - 06",
                "lint",
                "lint --file a mx:",
                "lint --json --sarif mx:",
                "lint --domain nonsense mx:",
                "lint --domain example.org example.org",
                "lint --most-addresses -1 mx:",
                "lint localhost",
                "lint --demo mx:",
                "milter",
                "milter --listen 127.0.0.1 --host mx.example.net",
                "milter --listen 127.0.0.1:0 --host localhost",
                "milter --listen 127.0.0.1:0 --host mx.example.net --release postsuper",
                "milter --listen 127.0.0.1:0 --host mx.example.net --refuse postsuper",
                "milter --listen 127.0.0.1:0 --host mx.example.net --exp --forms rmx"
            })
    void wrong_usage_exits_64(String line) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");

        assertThat(rmx(arguments)).isEqualTo(64);
        assertThat(err).isNotBlank();
        assertThat(out).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "check,       '  0    pass', 75",
        "explain,     '  0    pass', 75",
        "replay,      '  0    pass', 75",
        "expand,      '  0    the ranges are listed', 75",
        "audit,       '  0    all domains are audited', 75",
        "diff,        '  0    no address has', 75",
        "watch,       '  0    nothing has changed', 75",
        "from-spf,    '  0    no address has', 75",
        "to-spf,      '  0    no address has', 75",
        "received,    '  0    each message', 74",
        "policyd,     '  0    ended by SIGTERM or SIGINT', 74",
        "quarantine,  '  0    done', 74",
        "encode,      '  0    the other form', 74",
        "decode,      '  0    the other form', 74",
        "lint,        '  0    nothing was found', 75",
        "milter,      '  0    ended by SIGTERM', 74",
        "conformance, '  0    all vectors hold', 74",
        "completion,  '  0    the script', 74",
        "man,         '  0    the pages', 74"
    })
    void help_of_a_command_has_its_own_exit_codes(String command, String first, String last) {
        assertThat(rmx(command, "--help")).isZero();
        String help = out;
        assertThat(help).startsWith("Usage: rmx " + command);
        String codes = help.substring(help.indexOf("Exit codes:"));
        assertThat(codes.lines().toList().get(1)).startsWith(first);
        assertThat(codes).contains(USAGE, "\n  70   ", "\n  74   ", "\n  " + last + "   ");
        assertThat(codes.contains("\n  66   "))
                .as("it can end with 66, as it reads a file")
                .isEqualTo(!List.of("completion", "man").contains(command));
        assertThat(codes.contains("temperror"))
                .isEqualTo(List.of("check", "explain", "replay").contains(command));

        assertThat(rmx("help", command)).isZero();
        assertThat(out).isEqualTo(help);
        assertThat(err).isEmpty();
    }

    @Test
    void every_failure_of_a_filter_is_temporary() {
        assertThat(rmx("filter", "--help")).isZero();
        assertThat(out.substring(out.indexOf("Exit codes:")).lines().filter(line -> line.matches("  \\d.*")))
                .satisfiesExactly(
                        good -> assertThat(good).startsWith("  0 "),
                        later -> assertThat(later).startsWith("  75 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "--help"})
    void help_lists_the_commands(String word) {
        assertThat(rmx(word)).isZero();
        assertThat(out)
                .contains(
                        "  check  ",
                        "  explain  ",
                        "  replay  ",
                        "  expand  ",
                        "  diff  ",
                        "  watch  ",
                        "  from-spf  ",
                        "  to-spf  ",
                        "  received  ",
                        "  policyd  ",
                        "  encode  ",
                        "  decode  ",
                        "  lint  ",
                        "  conformance  ",
                        "  completion  ",
                        "  help  ");
        assertThat(out).doesNotContain("temperror").contains("rmx help COMMAND");
    }

    @Test
    void version() {
        assertThat(rmx("--version")).isZero();
        assertThat(out).startsWith("rmx ");
    }
}
