package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.RmxOutcome;
import dev.rmx.receive.CheckReport;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.receive.Finding;
import dev.rmx.receive.ReceivedSpfField;
import dev.rmx.receive.XRmxField;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.spf.SpfResult;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What mail filters make of the header fields, with the rules of the examples. */
class FiltersIT {
    private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();
    private static final String HOST = "mx.example.net";

    @TempDir
    Path directory = Path.of(".");

    private int messages;

    @BeforeEach
    void letOthersIn() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    /** A message with this outcome's field on top, and below it another host's field with another outcome. */
    private Path message(RmxOutcome outcome, String host) throws IOException {
        return message(field(outcome, host) + "\n" + field(other(outcome), "mx.example.com"));
    }

    /** A message with this field of SPF on top, and below it another host's. */
    private Path message(SpfResult result, String host) throws IOException {
        return message(field(result, host) + "\n" + field(SpfResult.FAIL, "mx.example.com"));
    }

    private static String field(SpfResult result, String host) {
        Finding finding = new Finding(
                RmxOutcome.NO_RMX, // the word says it all
                List.of(PublishedForm.SPF),
                Optional.of(result),
                Optional.of("include:a-rather-long-name-of-a-host.some-department.example.org"),
                "the reason",
                Optional.empty(),
                false,
                BigInteger.ZERO);
        CheckReport report = new CheckReport(
                EnvelopeSender.parse("joe@example.org").from(IpAddress.parse("2001:db8:1:2:3:4:5:6")), finding);
        return ReceivedSpfField.of(report, DomainName.parse(host))
                .orElseThrow()
                .toString()
                .replace("\r\n", "\n");
    }

    private Path message(String fields) throws IOException {
        return Files.writeString(directory.resolve("message" + ++messages), fields + """

                        From: joe@example.org
                        To: user@example.net
                        Date: Thu, 5 Nov 2026 06:07:08 +0000
                        Message-ID: <1@example.org>
                        Subject: test

                        hello
                        """);
    }

    private static String field(RmxOutcome outcome, String host) {
        return new XRmxField(
                        outcome,
                        IpAddress.parse("2001:db8:1:2:3:4:5:6"),
                        DomainName.parse(host),
                        Instant.parse("2026-11-05T06:07:08Z"),
                        Optional.of("host:a-rather-long-name-of-a-host.some-department.example.org"))
                .toString()
                .replace("\r\n", "\n");
    }

    private static RmxOutcome other(RmxOutcome outcome) {
        return outcome == RmxOutcome.DENIED ? RmxOutcome.NOT_IN_RMX : RmxOutcome.DENIED;
    }

    private static String symbol(RmxOutcome outcome) {
        return switch (outcome) {
            case GRANTED -> "RMX_GRANTED=-0.5";
            case DENIED -> "RMX_DENIED=3.5";
            case NOT_IN_RMX -> "RMX_NOT_IN_RMX=2.5";
            case BAD_DATA -> "RMX_BAD_DATA=0.2";
            case TEMP_FAIL -> "RMX_TEMP_FAIL=1.5";
            case NO_RMX, TRUSTED -> "none";
        };
    }

    private static String symbol(SpfResult result) {
        return switch (result) {
            case PASS -> "RMX_SPF_PASS=-0.5";
            case FAIL -> "RMX_SPF_FAIL=3.5";
            case SOFTFAIL -> "RMX_SPF_SOFTFAIL=1.2";
            case PERMERROR -> "RMX_SPF_PERMERROR=0.2";
            case TEMPERROR -> "RMX_SPF_TEMPERROR=1.5";
            case NEUTRAL, NONE -> "none";
        };
    }

    @ParameterizedTest
    @EnumSource
    void HDR_5_SpamAssassin_scores_the_word_of_SPF(SpfResult result) throws Exception {
        assertThat(SpamAssassin.tests(directory, message(result, HOST))).isEqualTo(symbol(result));
    }

    @ParameterizedTest
    @EnumSource
    void SpamAssassin_scores_the_outcome(RmxOutcome outcome) throws Exception {
        assertThat(SpamAssassin.tests(directory, message(outcome, HOST))).isEqualTo(symbol(outcome));
    }

    @Test
    void SpamAssassin_ignores_another_hosts_field() throws Exception {
        assertThat(SpamAssassin.tests(directory, message(RmxOutcome.GRANTED, "mx.example.org")))
                .isEqualTo("none");
    }

    @Test
    void rspamd_scores_the_outcome_and_ignores_another_hosts_field() throws Exception {
        try (Rspamd rspamd = Rspamd.start(directory, EXAMPLES.resolve("rspamd/rmx.lua"))) {
            for (RmxOutcome outcome : RmxOutcome.values()) {
                assertThat(rspamd.symbols(message(outcome, HOST))).isEqualTo(symbol(outcome));
            }
            assertThat(rspamd.symbols(message(RmxOutcome.GRANTED, "mx.example.org")))
                    .isEqualTo("none");
            for (SpfResult result : SpfResult.values()) {
                assertThat(rspamd.symbols(message(result, HOST))).isEqualTo(symbol(result));
            }
            assertThat(rspamd.symbols(message(SpfResult.PASS, "mx.example.org")))
                    .isEqualTo("none");
        }
    }

    private static String folder(RmxOutcome outcome) {
        return switch (outcome) {
            case DENIED -> "rmx-denied";
            case NOT_IN_RMX -> "rmx-not-in-rmx";
            case BAD_DATA -> "rmx-bad-data";
            case TEMP_FAIL -> "rmx-temp-fail";
            case GRANTED, NO_RMX, TRUSTED -> "inbox";
        };
    }

    /** All at once: procmail waits for a second before it ends. */
    @Test
    void procmail_files_by_outcome() throws Exception {
        List<Callable<@Nullable Void>> deliveries = new ArrayList<>();
        for (RmxOutcome outcome : RmxOutcome.values()) {
            Path message = message(outcome, HOST);
            deliveries.add(() -> {
                assertProcmailFiles(message, folder(outcome));
                return null;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(deliveries.size());
        List<Future<@Nullable Void>> delivered = threads.invokeAll(deliveries);
        threads.shutdown();
        for (Future<@Nullable Void> delivery : delivered) {
            delivery.get();
        }
    }

    @Test
    void HDR_5_procmail_and_Sieve_file_a_fail_of_SPF() throws Exception {
        assertProcmailFiles(message(SpfResult.FAIL, HOST), "spf-fail");
        assertSieveFiles(message(SpfResult.FAIL, HOST), "spf-fail");
        assertSieveFiles(message(SpfResult.SOFTFAIL, "mx.example.org"), "INBOX");
    }

    private void assertProcmailFiles(Path message, String folder) throws Exception {
        MailServer.require(Path.of("/usr/bin/procmail"), "procmail");
        Path box = Files.createDirectory(Path.of(message + "-box"));

        MailServer.run(new ProcessBuilder(
                        "procmail",
                        "-m",
                        "MAILDIR=" + box,
                        "DEFAULT=" + box.resolve("inbox"),
                        EXAMPLES.resolve("procmail/rmxrc").toString())
                .redirectInput(message.toFile()));

        try (Stream<Path> folders = Files.list(box)) {
            assertThat(folders.map(at -> String.valueOf(at.getFileName()))).containsExactly(folder);
        }
    }

    @ParameterizedTest
    @EnumSource
    void Sieve_files_by_outcome(RmxOutcome outcome) throws Exception {
        String folder = folder(outcome);
        assertSieveFiles(message(outcome, HOST), folder.equals("inbox") ? "INBOX" : folder);
    }

    private void assertSieveFiles(Path message, String folder) throws Exception {
        MailServer.require(Path.of("/usr/bin/sieve-test"), "dovecot-sieve");
        Path script = Files.copy(
                EXAMPLES.resolve("sieve/rmx.sieve"),
                directory.resolve("rmx.sieve"),
                StandardCopyOption.REPLACE_EXISTING);
        ProcessBuilder program = new ProcessBuilder(
                "setpriv",
                "--reuid=nobody",
                "--regid=nogroup",
                "--clear-groups",
                "sieve-test",
                script.toString(),
                message.toString());
        program.environment().put("HOME", directory.toString());

        assertThat(MailServer.run(program)).contains("store message in folder: " + folder);
    }
}
