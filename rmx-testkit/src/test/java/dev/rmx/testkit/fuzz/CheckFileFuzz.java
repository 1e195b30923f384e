package dev.rmx.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.testkit.replay.CheckFile;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Whatever stands in the file of a recorded check, it is refused in one line of printable ASCII, or it is a check that
 * replays and survives a round trip ([EXPL-2]).
 */
public final class CheckFileFuzz {
    private CheckFileFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        CheckFile file;
        try {
            file = CheckFile.read(new String(input, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).matches("[ -~]{1,1000}");
            return;
        }
        assertThat(String.join("", file.differences())).matches("[ -~]*");
        assertThat(CheckFile.read(CheckFile.write(file.check()))).isEqualTo(new CheckFile(file.check(), List.of()));
    }
}
