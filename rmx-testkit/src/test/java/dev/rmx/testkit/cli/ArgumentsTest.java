package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code @FILE} is expanded only where the user wrote it, never in data. */
class ArgumentsTest extends CommandRun {
    private String file = "";

    @BeforeEach
    void writeFile() throws IOException {
        file = write("words", "--demo\n");
    }

    private String[] expand(String... words) {
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace("@F", "@" + file);
        }
        return Arguments.expand(Set.of("--zone", "--fail"), words);
    }

    @ParameterizedTest
    @CsvSource({
        "@F check 1.2.3.4 a@b.c,        --demo check 1.2.3.4 a@b.c",
        "check @F 1.2.3.4 a@b.c,        check --demo 1.2.3.4 a@b.c",
        "check @F @F 1.2.3.4,           check --demo --demo 1.2.3.4",
        "check --json @F 1.2.3.4,       check --json --demo 1.2.3.4",
        "check --zone x @F 1.2.3.4,     check --zone x --demo 1.2.3.4",
        "check --zone=x @F 1.2.3.4,     check --zone=x --demo 1.2.3.4"
    })
    void expanded_before_the_first_argument_of_the_command(String words, String expected) {
        assertThat(expand(words.split(" "))).containsExactly(expected.split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check 1.2.3.4 @F",
                "check 1.2.3.4 --json @F",
                "check -- 1.2.3.4 @F",
                "check -- @F",
                "-- @F",
                "check --zone @F",
                "check --zone x 1.2.3.4 @F",
                "check - @F",
                "check 1.2.3.4 a@b.c @F",
                "check @"
            })
    void not_expanded_in_data(String words) {
        String[] given = words.replace("@F", "@" + file).split(" ");
        assertThat(Arguments.expand(Set.of("--zone", "--fail"), given)).containsExactly(given);
    }

    @Test
    void a_sender_never_reads_a_file() throws IOException {
        String secret = write("secret", "password\n");
        for (String end : new String[] {"--", "--demo"}) {
            assertThat(rmx("check", "--demo", end.equals("--") ? end : "--json", "192.0.2.1", "@" + secret))
                    .isEqualTo(ExitCode.NONE);
            assertThat(out + err).doesNotContain("password");
        }
    }

    @Test
    void words_of_a_file_may_be_quoted_and_may_end_the_expansion() throws IOException {
        String words = write("more", "\uFEFF# mine\n\n --zone \"a b\" --fail='c d' # rest\r\n1.2.3.4 @x\n");
        assertThat(Arguments.expand(Set.of("--zone"), "check", "@" + words, "@" + file))
                .containsExactly("check", "--zone", "a b", "--fail=c d", "1.2.3.4", "@x", "@" + file);
    }

    @Test
    void a_file_that_cannot_be_used_is_reported() throws IOException {
        assertThat(rmx("check", "@" + directory.resolve("none"), "1.2.3.4", "a@b.c"))
                .isEqualTo(ExitCode.NO_INPUT);
        assertThat(err)
                .isEqualToIgnoringNewLines("rmx: cannot read " + directory.resolve("none") + ": there is no such file");
        assertThat(rmx("check", "@" + directory)).isEqualTo(ExitCode.NO_INPUT);
        assertThat(err).endsWith(": it is a directory" + System.lineSeparator());
        assertThat(rmx("check", "@" + write("open", "a\n'b\n"))).isEqualTo(ExitCode.BAD_DATA);
        assertThat(err).contains(": line 2: a quote is not closed");
    }

    @Test
    void a_file_holds_arguments_of_the_command() throws IOException {
        String all = write("all", "--demo\n213.133.101.23\nhadmut@danisch.de\n");
        assertThat(rmx("check", "@" + all)).isZero();
    }

    @Test
    void unreadable_words_are_refused() {
        assertThatThrownBy(() -> Arguments.requireReadable("check", "x@b\uFFFD\uFFFDcher.example"))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("argument 2 (x@b")
                .hasMessageContaining("LC_ALL=C.UTF-8");
        Arguments.requireReadable("x@bücher.example", "x@\uD83D\uDE00.example");
    }
}
