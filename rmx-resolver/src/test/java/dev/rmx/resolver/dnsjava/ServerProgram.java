package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server program as Debian installs it.
 *
 * @param path the program
 * @param debianPackages the packages to install, for people
 */
record ServerProgram(Path path, String debianPackages) {
    /** Skips the test if the program is missing, unless the environment requires servers. */
    void requireInstalled() {
        boolean installed = Files.isExecutable(path);
        String missing = "%s is installed (Debian: %s)".formatted(path, debianPackages);
        if (System.getenv("RMX_REQUIRE_SERVERS") != null) {
            assertThat(installed).as(missing).isTrue();
        }
        assumeTrue(installed, missing);
    }

    /** The command for an ordinary user; root first becomes one, in the same process. */
    List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        command.add(path.toString());
        command.addAll(arguments);
        return command;
    }
}
