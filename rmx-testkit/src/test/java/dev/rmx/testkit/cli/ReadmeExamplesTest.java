package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands in the README print what it shows, but for times and ports. */
class ReadmeExamplesTest extends CommandRun {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final String CHANGING = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ|port \\d+";

    /** The lines of a section that show commands and their output. */
    private static List<String> examples(String heading) throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        int begin = readme.indexOf("### " + heading + "\n");
        assertThat(begin).isPositive();
        return readme.substring(begin, readme.indexOf("\n### ", begin))
                .lines()
                .filter(line -> line.startsWith("    "))
                .map(line -> line.substring(4))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"What a domain authorizes, 6", "Many domains: `rmx audit`, 3"})
    void commands_print_what_is_shown(String heading, int least) throws IOException {
        List<String> shown = examples(heading);
        int commands = 0;
        for (int i = 0; i < shown.size(); ) {
            String command = shown.get(i++);
            assertThat(command).startsWith("$ rmx ");
            List<String> expected = new ArrayList<>();
            while (i < shown.size() && !shown.get(i).startsWith("$ ")) {
                expected.add(shown.get(i++).replaceAll(CHANGING, "…"));
            }
            rmx(words(command.substring("$ rmx ".length()).replaceAll(" (?=audit\\.)", " " + directory + "/")));
            List<String> lines = out.replaceAll(CHANGING, "…").lines().toList();
            assertThat(lines).as(command + err).hasSameSizeAs(expected);
            for (int line = 0; line < lines.size(); line++) {
                String all = expected.get(line);
                boolean cut = all.endsWith(",…"); // the README cuts long lines
                String printed = lines.get(line);
                assertThat(cut ? printed.substring(0, all.length() - 1) + "…" : printed)
                        .as(command)
                        .isEqualTo(all);
            }
            commands++;
        }
        assertThat(commands).isGreaterThanOrEqualTo(least);
    }

    @Test
    void when_it_changes() throws IOException {
        List<String> shown = examples("When it changes: `rmx watch`");
        int commands = 0;
        for (int i = 0; i < shown.size(); ) {
            String command = shown.get(i++);
            StringBuilder expected = new StringBuilder();
            while (i < shown.size() && !shown.get(i).startsWith("$ ")) {
                expected.append(shown.get(i++)).append('\n');
            }
            if (command.startsWith("$ cat ")) {
                write(command.substring("$ cat ".length()), expected.toString());
            } else {
                rmx(words(command.substring("$ rmx ".length()).replaceAll("\\S+\\.(zone|state)", directory + "/$0")));
                assertThat(out).as(command + err).isEqualToNormalizingNewlines(expected.toString());
                commands++;
            }
        }
        assertThat(commands).isEqualTo(3);
    }

    private static String[] words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        return words.toArray(String[]::new);
    }
}
