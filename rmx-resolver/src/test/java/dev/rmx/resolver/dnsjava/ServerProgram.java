package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server as Debian installs it.
 *
 * @param path where the program is
 * @param debianPackages what to install, for people
 */
record ServerProgram(Path path, String debianPackages) {
    /** Skips the test where the program is missing, unless the environment says that servers are required. */
    void requireInstalled() {
        boolean installed = Files.isExecutable(path);
        String missing = "%s is installed (Debian: %s)".formatted(path, debianPackages);
        if (System.getenv("RMX_REQUIRE_SERVERS") != null) {
            assertThat(installed).as(missing).isTrue();
        }
        assumeTrue(installed, missing);
    }

    /** How an ordinary user starts it. Root becomes one first, in the same process. */
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
