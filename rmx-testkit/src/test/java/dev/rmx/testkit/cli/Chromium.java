package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A browser that shows pages. A test that needs it is skipped where it is missing, unless servers are required. */
final class Chromium {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");

    private Chromium() {}

    /** Shows a page in a colour scheme, {@code light} or {@code dark}. */
    static Screenshot show(Path page, String scheme, int height) throws IOException, InterruptedException {
        if (System.getenv("RMX_REQUIRE_SERVERS") == null) {
            assumeThat(PROGRAM).as("chromium is there (Debian: chromium)").exists();
        }
        Path image = page.resolveSibling("page.png");
        List<String> command = new ArrayList<>(List.of(
                PROGRAM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--user-data-dir=" + page.resolveSibling("profile"),
                "--screenshot=" + image,
                "--window-size=900," + height));
        if (scheme.equals("dark")) {
            command.add("--blink-settings=preferredColorScheme=0");
        }
        command.add(page.toUri().toString());

        Process browser = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(page.resolveSibling("browser.txt").toFile())
                .start();
        if (!browser.waitFor(300, TimeUnit.SECONDS)) {
            browser.destroyForcibly();
        }
        return Screenshot.read(Files.readAllBytes(image));
    }
}
