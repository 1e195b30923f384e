package dev.rmx.testkit.mail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SpamAssassin with only the rules of the example. */
final class SpamAssassin {
    private static final Pattern TESTS = Pattern.compile("X-Spam-Status: .* tests=(\\S+)");

    private SpamAssassin() {}

    /** The tests that score a message, with their points. */
    static String tests(Path directory, Path message) throws IOException, InterruptedException {
        MailServer.require(Path.of("/usr/bin/spamassassin"), "spamassassin");
        Path rules = Files.createDirectories(directory.resolve("rules"));
        Path site = Files.createDirectories(directory.resolve("site"));
        Files.writeString(rules.resolve("rmx.cf"), Files.readString(Path.of("examples/spamassassin/rmx.cf")));
        Files.writeString(site.resolve("init.pre"), "loadplugin Mail::SpamAssassin::Plugin::Check\n");
        Path preferences = Files.writeString(
                directory.resolve("preferences"), "add_header all Status score=_SCORE_ tests=_TESTSSCORES_\n");
        ProcessBuilder program = new ProcessBuilder(
                        "spamassassin",
                        "-L",
                        "-C",
                        rules.toString(),
                        "--siteconfigpath=" + site,
                        "--prefspath=" + preferences)
                .redirectInput(message.toFile());
        program.environment().put("HOME", directory.toString());
        String marked = MailServer.run(program);
        Matcher tests = TESTS.matcher(marked);
        if (!tests.find()) {
            throw new IOException("no status is in:\n" + marked);
        }
        return tests.group(1);
    }
}
