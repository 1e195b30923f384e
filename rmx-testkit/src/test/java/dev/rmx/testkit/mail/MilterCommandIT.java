package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.testkit.DnsFault;
import dev.rmx.testkit.DnsFaultRule;
import dev.rmx.testkit.RmxDnsServer;
import dev.rmx.testkit.RmxZone;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The installed command {@code rmx milter} behind Postfix. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class MilterCommandIT {
    private static final Path LAUNCHER = Path.of("target/rmx/bin/rmx").toAbsolutePath();
    private static final String CLIENT = "192.0.2.1";
    private static final RmxZone ZONE = RmxZone.parse("""
            pass.example. 3600 IN TXT "v=spf1 ip4:192.0.2.1 -all"
            deny.example. 3600 IN RMX unused:
            down.example. 3600 IN RMX ipv4:192.0.2.1
            """);

    @TempDir
    private Path directory;

    private final RmxDnsServer dns = RmxDnsServer.start(ZONE);
    private final List<AutoCloseable> opened = new ArrayList<>(List.of(dns));
    private MailSink sink;

    @BeforeEach
    void open() throws IOException {
        sink = new MailSink();
        opened.add(sink);
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    /** A running command, and the address that it says it listens on. */
    private record Milter(Process process, int port) implements AutoCloseable {
        /** Sends SIGTERM; returns the exit code. */
        int end() throws InterruptedException {
            process.destroy();
            return process.waitFor();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private Milter milter(String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of(LAUNCHER.toString(), "milter", "--listen", "127.0.0.1:0"));
        words.addAll(List.of(
                "--host",
                "mx.example.net",
                "--server",
                "127.0.0.1:" + dns.address().getPort()));
        words.addAll(List.of(options));
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectError(directory.resolve("err").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String ready =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertThat(ready).as(said()).matches("rmx milter: listens on 127\\.0\\.0\\.1:\\d+ as mx\\.example\\.net");
        Milter milter = new Milter(process, Integer.parseInt(ready.replaceAll(".*:(\\d+) as .*", "$1")));
        opened.add(milter);
        return milter;
    }

    private String said() throws IOException {
        return Files.readString(directory.resolve("err"));
    }

    private Postfix postfix(Milter milter) throws Exception {
        Postfix postfix = Postfix.start(
                directory,
                sink.port(),
                "smtpd_milters = inet:127.0.0.1:" + milter.port(),
                "milter_default_action = tempfail",
                "default_transport = smtp:[127.0.0.1]:" + sink.port());
        opened.add(postfix::stop);
        return postfix;
    }

    private static String send(Postfix postfix, String from) throws IOException {
        try (SmtpClient client = SmtpClient.connect(postfix.port())) {
            assertThat(client.say("XCLIENT ADDR=" + CLIENT)).startsWith("220");
            client.say("EHLO mail.example.com");
            return client.message(from, "<user@example.net>", MilterContract.TEXT);
        }
    }

    @Test
    void a_message_passes_and_is_marked_another_is_rejected_and_a_signal_ends_the_milter() throws Exception {
        Milter milter = milter("--policy", "enforcing");
        Postfix postfix = postfix(milter);

        assertThat(send(postfix, "<joe@pass.example>")).startsWith("250");
        assertThat(sink.next().orElseThrow()).contains("Authentication-Results: mx.example.net; spf=pass");
        assertThat(send(postfix, "<joe@deny.example>"))
                .startsWith("550 5.7.1 message refused: deny.example refuses 192.0.2.1");

        assertThat(milter.end()).isZero();
        assertThat(said()).isEqualToIgnoringNewLines("rmx milter: stops");
        assertThat(send(postfix, "<joe@pass.example>")).startsWith(postfix.withoutMilter());
    }

    @Test
    void a_held_message_is_in_the_hold_queue_and_in_the_quarantine() throws Exception {
        dns.fault(DnsFaultRule.of(DnsFault.Plain.SERVFAIL).at("down.example"));
        Path file = directory.resolve("quarantine.db");
        Milter milter = milter("--quarantine", file.toString(), "--release", "false {}");
        Postfix postfix = postfix(milter);

        assertThat(send(postfix, "<joe@down.example>")).startsWith("250");
        List<String> held = postfix.held();
        assertThat(held).hasSize(1);
        assertThat(milter.end()).isZero();

        assertThat(quarantined(file)).containsExactly(held.get(0));
        assertThat(sink.isEmpty()).isTrue();
    }

    /** The queue ids in a quarantine that no process uses. */
    private static List<String> quarantined(Path file) throws Exception {
        try (RmxChecker checker = RmxChecker.builder(ZONE.resolver())
                        .forms(PublishedForm.RMX)
                        .build();
                Quarantine quarantine = Quarantine.builder(
                                checker::checkAsync, JdbcQuarantineStore.sqlite(file), (message, decision) -> {})
                        .build()) {
            return quarantine.list(0, 10).stream()
                    .map(message -> message.reference().text().orElseThrow())
                    .toList();
        }
    }

    /** Postfix's {@code postsuper} exits with 0 for a queue id that it does not know, so there is nothing to repeat. */
    @Test
    void a_message_that_somebody_deleted_leaves_the_quarantine() throws Exception {
        dns.fault(DnsFaultRule.of(DnsFault.Plain.SERVFAIL).at("down.example"));
        Path file = directory.resolve("quarantine.db");
        Path done = directory.resolve("done");
        String release = script("release", """
                #!/bin/sh
                postsuper -c %s -H "$1"
                status=$?
                echo $status >> %s
                exit $status
                """.formatted(directory, done)) + " {}";
        Milter milter = milter("--quarantine", file.toString(), "--release", release);
        Postfix postfix = postfix(milter);
        assertThat(send(postfix, "<joe@down.example>")).startsWith("250");
        postfix.delete(postfix.held().get(0));
        assertThat(postfix.held()).isEmpty();
        assertThat(milter.end()).isZero();

        dns.clearFaults();
        endPauses(file);
        Milter again = milter("--quarantine", file.toString(), "--release", release);
        while (!Files.exists(done) || Files.size(done) == 0) {
            TimeUnit.MILLISECONDS.sleep(20); // waits for another program
        }
        assertThat(again.end()).isZero();
        assertThat(done).hasContent("0");
        assertThat(quarantined(file)).isEmpty();
    }

    @Test
    void when_DNS_answers_again_postsuper_releases_the_message() throws Exception {
        dns.fault(DnsFaultRule.of(DnsFault.Plain.SERVFAIL).at("down.example"));
        Path file = directory.resolve("quarantine.db");
        String release = script("release", """
                #!/bin/sh
                postsuper -c %1$s -H "$1" && exec postqueue -c %1$s -i "$1"
                """.formatted(directory)) + " {}";
        Milter milter = milter("--quarantine", file.toString(), "--release", release);
        Postfix postfix = postfix(milter);
        assertThat(send(postfix, "<joe@down.example>")).startsWith("250");
        assertThat(postfix.held()).hasSize(1);
        assertThat(milter.end()).isZero();
        assertThat(sink.isEmpty()).isTrue();

        dns.clearFaults();
        endPauses(file);
        milter("--quarantine", file.toString(), "--release", release);
        String delivered = sink.next().orElseThrow();
        assertThat(delivered).as(said()).contains("Authentication-Results: mx.example.net; ", "=temperror ");
        assertThat(postfix.held()).isEmpty();

        // whoever delivers it adds the sender, and has it checked again for its fields
        assertThat(filter("Return-Path: <joe@down.example>\n" + delivered))
                .startsWith("Authentication-Results: mx.example.net; x-rmx=pass ")
                .doesNotContain("temperror");
    }

    private String filter(String message) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(LAUNCHER.toString(), "filter", "--host", "mx.example.net");
        builder.command()
                .addAll(List.of("--server", "127.0.0.1:" + dns.address().getPort()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return MailServer.run(builder.redirectInput(
                Files.writeString(directory.resolve("message"), message).toFile()));
    }

    @Test
    void when_DNS_answers_again_and_the_policy_rejects_the_message_stays_on_hold() throws Exception {
        Postfix postfix = postfixThatHoldsWhatIsDenied("leaves ");

        assertThat(postfix.held()).hasSize(1);
        assertThat(said()).contains("leaves " + postfix.held().get(0) + " on hold: down.example refuses 192.0.2.1");
        assertThat(sink.isEmpty()).isTrue();
    }

    @Test
    void the_user_can_have_it_deleted() throws Exception {
        Postfix postfix = postfixThatHoldsWhatIsDenied("refuses ", "--refuse", "postsuper -c " + directory + " -d {}");

        assertThat(postfix.held()).isEmpty();
        assertThat(sink.isEmpty()).isTrue();
    }

    @Test
    void the_user_can_have_it_returned_to_its_sender() throws Exception {
        String bounce = script("bounce", """
                #!/bin/sh
                postsuper -c %1$s -f "$1" && exec postqueue -c %1$s -i "$1"
                """.formatted(directory)) + " {}";
        Postfix postfix = postfixThatHoldsWhatIsDenied("refuses ", "--refuse", bounce);

        assertThat(sink.next().orElseThrow()).contains("Undelivered Mail Returned to Sender");
        assertThat(postfix.held()).isEmpty();
    }

    /** Holds a message whose sender's domain denies the client when DNS answers, and awaits what the command says. */
    private Postfix postfixThatHoldsWhatIsDenied(String said, String... options) throws Exception {
        dns.fault(DnsFaultRule.of(DnsFault.Plain.SERVFAIL).at("down.example"));
        Path file = directory.resolve("quarantine.db");
        Path policy = Files.writeString(directory.resolve("policy"), "on Denied reject\n");
        List<String> words = new ArrayList<>(List.of("--policy", policy.toString(), "--quarantine", file.toString()));
        words.addAll(List.of("--release", "postsuper -c " + directory + " -H {}"));
        words.addAll(List.of(options));
        Milter milter = milter(words.toArray(String[]::new));
        Postfix postfix = postfix(milter);
        assertThat(send(postfix, "<joe@down.example>")).startsWith("250");
        assertThat(postfix.held()).hasSize(1);
        assertThat(milter.end()).isZero();

        dns.serve(RmxZone.parse("down.example. 3600 IN RMX unused:\n"));
        dns.clearFaults();
        endPauses(file);
        milter(words.toArray(String[]::new));
        while (!said().contains("rmx milter: " + said)) {
            TimeUnit.MILLISECONDS.sleep(20); // waits for another program
        }
        return postfix;
    }

    private String script(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file.toString();
    }

    /** As if the time had passed until the failed questions may be asked again. */
    private static void endPauses(Path quarantine) throws SQLException {
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + quarantine);
                Statement statement = database.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE rmx_question SET due = 0"))
                    .isEqualTo(1);
        }
    }

    /** Without a quarantine, somebody releases the message. */
    @Test
    void a_held_message_stays_in_the_hold_queue() throws Exception {
        dns.fault(DnsFaultRule.of(DnsFault.Plain.SERVFAIL).at("down.example"));
        Postfix postfix = postfix(milter());

        assertThat(send(postfix, "<joe@down.example>")).startsWith("250");
        List<String> held = postfix.held();
        assertThat(held).hasSize(1);
        postfix.goOn(held.get(0));
        assertThat(sink.next().orElseThrow()).contains("Authentication-Results: mx.example.net; ", "=temperror ");
    }
}
