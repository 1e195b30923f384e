package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program that releases a held message. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ReleaseProgramTest {
    @TempDir
    private Path directory;

    @Test
    void the_queue_id_is_one_word_that_no_shell_reads() throws Exception {
        Path file = directory.resolve("4bXy;z $(id)");
        ReleaseProgram.parse("--release", "touch  " + directory + "/{}").run("4bXy;z $(id)");
        assertThat(file).exists();
        ReleaseProgram.parse("--release", "rm -- " + directory + "/{}").run("4bXy;z $(id)");
        assertThat(file).doesNotExist();
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void a_program_that_fails_or_is_missing_has_released_nothing() {
        assertThatThrownBy(() -> ReleaseProgram.parse("--release", "false {}").run("4bXy"))
                .isInstanceOf(IOException.class)
                .hasMessage("false 4bXy exits with 1");
        assertThatThrownBy(() ->
                        ReleaseProgram.parse("--release", "/no/such/program {}").run("4bXy"))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "postsuper", "postsuper -H", "{}", "{} -H"})
    void a_program_without_the_queue_id_is_refused(String text) {
        assertThatThrownBy(() -> ReleaseProgram.parse("--release", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("write a program and {} for the queue id, as in postsuper -H {}");
    }
}
