package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code rmx filter} behind the real procmail and Dovecot, with the rules of the examples. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DeliveryFilterIT {
    private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();
    private static final Path DISTRIBUTION = Path.of("target", "rmx").toAbsolutePath();
    private static final Path DELIVERY = Path.of("/usr/lib/dovecot/dovecot-lda");

    /** Not below the module's folder, which the user nobody may not be allowed to enter. */
    @TempDir
    Path directory = Path.of(".");

    /** The program that the rules call: the launcher, with a zone in place of DNS. */
    private Path rmx = Path.of(".");

    @BeforeEach
    void install() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (Stream<Path> files = Files.walk(DISTRIBUTION)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        directory
                                .resolve(DISTRIBUTION.relativize(file).toString())
                                .toAbsolutePath(),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path zone = Files.writeString(directory.resolve("zone"), """
                example.org. IN TXT "v=spf1 ip4:192.0.2.1 -all"
                """);
        rmx = program("rmx", zone, "\"$@\"");
    }

    private Path program(String name, Path zone, String arguments) throws IOException {
        Path bin = Files.createDirectories(directory.resolve("programs"));
        Path program = Files.writeString(
                bin.resolve(name), """
                #!/bin/sh
                JAVA_HOME=%s
                export JAVA_HOME
                exec %s/bin/rmx %s --zone %s
                """.formatted(System.getProperty("java.home"), directory, arguments, zone));
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path message(String client) throws IOException {
        return Files.writeString(directory.resolve("message"), """
                Return-Path: <joe@example.org>
                Received: from mail.example.org (mail.example.org [%s])
                \tby mx.example.net (Postfix) with ESMTP id 4F
                \tfor <user@example.net>; Thu,  5 Nov 2026 06:07:08 +0000 (UTC)
                Authentication-Results: mx.example.net; spf=pass smtp.mailfrom=example.org
                Subject: test

                hello
                """.formatted(client));
    }

    private Process procmail(Path message, Path box, String path) throws IOException {
        MailServer.require(Path.of("/usr/bin/procmail"), "procmail");
        return new ProcessBuilder(
                        "procmail",
                        "-m",
                        "PATH=" + path,
                        "MAILDIR=" + Files.createDirectories(box),
                        "DEFAULT=" + box.resolve("inbox"),
                        EXAMPLES.resolve("procmail/filterrc").toString())
                .redirectInput(message.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("procmail.log").toFile())
                .start();
    }

    @Test
    void procmail_delivers_the_message_with_the_result_on_top() throws Exception {
        Path box = directory.resolve("box");

        assertThat(procmail(message("192.0.2.1"), box, rmx.getParent() + ":/usr/bin:/bin")
                        .waitFor())
                .isZero();

        assertThat(Files.readString(box.resolve("inbox")))
                .contains("Authentication-Results: mx.example.net; spf=pass reason=")
                .containsOnlyOnce("Authentication-Results: ")
                .contains("\nReceived-SPF: pass (mx.example.net: ")
                .contains("\nSubject: test\n\nhello\n");
    }

    @Test
    void procmail_keeps_the_message_for_later_if_it_cannot_be_checked() throws Exception {
        program("rmx", directory.resolve("nonexistent"), "\"$@\"");
        Path box = directory.resolve("box");

        assertThat(procmail(message("192.0.2.1"), box, rmx.getParent() + ":/usr/bin:/bin")
                        .waitFor())
                .isEqualTo(75);

        try (Stream<Path> kept = Files.list(box)) {
            assertThat(kept).isEmpty();
        }
    }

    /** Delivers the message with Dovecot; returns the mailbox that holds it, and the message. */
    private List<String> dovecot(Path message) throws Exception {
        MailServer.require(DELIVERY, "dovecot-sieve");
        Path home = Files.createDirectories(directory.resolve("home"));
        Files.copy(
                EXAMPLES.resolve("sieve/filter.sieve"),
                home.resolve("filter.sieve"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path configuration = Files.writeString(directory.resolve("dovecot.conf"), """
                base_dir = %1$s/run
                log_path = /dev/stderr
                mail_location = maildir:%1$s/home/Maildir
                mail_uid = nobody
                mail_gid = nogroup
                first_valid_uid = 1
                postmaster_address = postmaster@example.net
                hostname = mx.example.net
                ssl = no
                protocol lda {
                  mail_plugins = sieve
                }
                plugin {
                  sieve = file:%1$s/home/filter.sieve
                  sieve_plugins = sieve_extprograms
                  sieve_extensions = +vnd.dovecot.filter
                  sieve_filter_bin_dir = %1$s/programs
                  sieve_filter_exec_timeout = 120s
                }
                """.formatted(directory));
        Files.setPosixFilePermissions(
                Files.createDirectories(directory.resolve("run")), PosixFilePermissions.fromString("rwxrwxrwx"));
        ProcessBuilder delivery = new ProcessBuilder(
                        "setpriv",
                        "--reuid=nobody",
                        "--regid=nogroup",
                        "--clear-groups",
                        DELIVERY.toString(),
                        "-c",
                        configuration.toString(),
                        "-f",
                        "joe@example.org")
                .redirectInput(message.toFile());
        delivery.environment().put("HOME", home.toString());
        delivery.environment().put("USER", "nobody");
        MailServer.run(delivery);
        try (Stream<Path> files = Files.walk(home.resolve("Maildir"))) {
            Path kept = files.filter(file -> file.toString().contains("/new/") && Files.isRegularFile(file))
                    .findFirst()
                    .orElseThrow();
            return List.of(home.resolve("Maildir").relativize(kept).getName(0).toString(), Files.readString(kept));
        }
    }

    @Test
    void Dovecot_delivers_the_message_with_the_result_on_top() throws Exception {
        program("rmx-filter", directory.resolve("zone"), "filter --host mx.example.net");

        List<String> kept = dovecot(message("192.0.2.1"));

        assertThat(kept.get(0)).isEqualTo("new");
        assertThat(kept.get(1))
                .startsWith("Authentication-Results: mx.example.net; spf=pass reason=")
                .containsOnlyOnce("Authentication-Results: ")
                .contains("\nSubject: test\n\nhello\n");
    }

    @Test
    void Dovecot_files_a_fail_by_the_result() throws Exception {
        program("rmx-filter", directory.resolve("zone"), "filter --host mx.example.net");

        assertThat(dovecot(message("192.0.2.9")).get(0)).isEqualTo(".spf-fail");
    }

    @Test
    void Dovecot_files_a_message_that_cannot_be_checked_as_it_was() throws Exception {
        program("rmx-filter", directory.resolve("nonexistent"), "filter --host mx.example.net");

        List<String> kept = dovecot(message("192.0.2.1"));

        assertThat(kept.get(0)).isEqualTo(".unchecked");
        assertThat(kept.get(1)).startsWith("Return-Path: <joe@example.org>").contains("spf=pass smtp.mailfrom");
    }
}
