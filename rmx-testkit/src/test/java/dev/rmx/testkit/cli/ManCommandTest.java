package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manual pages. */
class ManCommandTest extends CommandRun {
    private static final Pattern OPTION = Pattern.compile("--[a-z-]+");
    /** A request or macro of man(7) that a page may begin a line with; any other is text that went wrong. */
    private static final Pattern MACRO = Pattern.compile("\\.(TH|SH) .*|\\.(PP|TP)");

    private Path pages() {
        Path folder = directory.resolve("share/man1");
        assertThat(rmx("man", folder.toString())).isZero();
        assertThat(err).isEmpty();
        return folder;
    }

    private List<String> commands() {
        assertThat(rmx("--help")).isZero();
        return out.substring(out.indexOf("Commands:"))
                .lines()
                .skip(1)
                .filter(line -> line.matches("  [a-z].*"))
                .map(line -> line.strip().split(" ", 2)[0])
                .toList();
    }

    @Test
    void every_command_has_a_page_with_all_its_options() throws IOException {
        Path pages = pages();

        assertThat(commands()).contains("check", "quarantine", "man");
        for (String command : commands()) {
            String page =
                    Files.readString(pages.resolve("rmx-" + command + ".1")).replace("\\-", "-");
            assertThat(page).startsWith(".TH \"rmx-" + command + "\" 1\n.SH \"NAME\"\n\\&rmx-" + command + " - ");
            assertThat(rmx(command, "--help")).isZero();
            String options = command.equals("help") ? "" : out.substring(out.indexOf("  -h"));
            assertThat(OPTION.matcher(options).results().map(found -> found.group()))
                    .allSatisfy(option -> assertThat(page).contains(option));
        }
        assertThat(Files.readString(pages.resolve("rmx.1"))).contains("\\fBfrom\\-spf\\fR");
    }

    @Test
    void no_text_is_taken_for_a_macro() throws IOException {
        try (Stream<Path> pages = Files.list(pages())) {
            for (Path page : pages.toList()) {
                assertThat(Files.readAllLines(page).stream().filter(line -> line.matches("[.'].*")))
                        .as(page.toString())
                        .allMatch(line -> MACRO.matcher(line).matches());
            }
        }
    }

    @Test
    void a_folder_that_cannot_be_made_exits_74() throws IOException {
        assertThat(rmx("man", write("file", "") + "/man1")).isEqualTo(74);
        assertThat(err).startsWith("rmx: cannot write to ").hasLineCount(1);
    }
}
