package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.receive.AuthenticationResultsField;
import dev.rmx.receive.XRmxField;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What mail software makes of the header fields, with the rules of the examples. */
class FiltersIT {
    private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();
    private static final String HOST = "mx.example.net";

    @TempDir
    Path directory = Path.of(".");

    @BeforeEach
    void letOthersIn() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    /** A message with the field of this outcome on top, and below it one of another host that says something else. */
    private Path message(RmxOutcome outcome, String host) throws IOException {
        return Files.writeString(
                directory.resolve("message"),
                field(outcome, host) + "\n" + field(other(outcome), "mx.example.com") + """

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

    @ParameterizedTest
    @EnumSource
    void SpamAssassin_scores_the_outcome(RmxOutcome outcome) throws Exception {
        assertThat(SpamAssassin.tests(directory, message(outcome, HOST))).isEqualTo(symbol(outcome));
    }

    @Test
    void SpamAssassin_does_not_believe_another_host() throws Exception {
        assertThat(SpamAssassin.tests(directory, message(RmxOutcome.GRANTED, "mx.example.org")))
                .isEqualTo("none");
    }

    @Test
    void rspamd_scores_the_outcome_and_does_not_believe_another_host() throws Exception {
        try (Rspamd rspamd = Rspamd.start(directory, EXAMPLES.resolve("rspamd/rmx.lua"))) {
            for (RmxOutcome outcome : RmxOutcome.values()) {
                assertThat(rspamd.symbols(message(outcome, HOST))).isEqualTo(symbol(outcome));
            }
            assertThat(rspamd.symbols(message(RmxOutcome.GRANTED, "mx.example.org")))
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

    @ParameterizedTest
    @EnumSource
    void procmail_files_by_the_outcome(RmxOutcome outcome) throws Exception {
        MailServer.require(Path.of("/usr/bin/procmail"), "procmail");
        Path box = Files.createDirectory(directory.resolve("box"));

        MailServer.run(new ProcessBuilder(
                        "procmail",
                        "-m",
                        "MAILDIR=" + box,
                        "DEFAULT=" + box.resolve("inbox"),
                        EXAMPLES.resolve("procmail/rmxrc").toString())
                .redirectInput(message(outcome, HOST).toFile()));

        try (Stream<Path> folders = Files.list(box)) {
            assertThat(folders.map(folder -> folder.getFileName().toString())).containsExactly(folder(outcome));
        }
    }

    @ParameterizedTest
    @EnumSource
    void Sieve_files_by_the_outcome(RmxOutcome outcome) throws Exception {
        MailServer.require(Path.of("/usr/bin/sieve-test"), "dovecot-sieve");
        Path script = Files.copy(EXAMPLES.resolve("sieve/rmx.sieve"), directory.resolve("rmx.sieve"));
        ProcessBuilder program = new ProcessBuilder(
                "setpriv",
                "--reuid=nobody",
                "--regid=nogroup",
                "--clear-groups",
                "sieve-test",
                script.toString(),
                message(outcome, HOST).toString());
        program.environment().put("HOME", directory.toString());

        String folder = folder(outcome);
        assertThat(MailServer.run(program))
                .contains("store message in folder: " + (folder.equals("inbox") ? "INBOX" : folder));
    }

    /** Python's authres, which follows RFC 8601, but leaves quoted pairs as they are written. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org authorizes 192.0.2.1 by ipv4:192.0.2.0/24",
                "a \"quoted\" word; x-rmx=pass (and a comment) \\ = ) \\\\",
                "a reason that is long enough to be folded, and goes on, and on, and on, until the line is full and more",
            })
    void RFC_8601_another_parser_reads_Authentication_Results(String reason) throws Exception {
        MailServer.require(Path.of("/usr/lib/python3/dist-packages/authres"), "python3-authres");
        AuthenticationResultsField field = new AuthenticationResultsField(
                DomainName.parse(HOST),
                RmxResult.FAIL,
                reason,
                Optional.of(new AuthenticationResultsField.Identity(
                        AuthenticationResultsField.Property.MAILFROM, DomainName.parse("example.org"))));
        Path file = Files.writeString(directory.resolve("field"), field.toString());

        String read = MailServer.run(new ProcessBuilder("/usr/bin/python3", "-c", """
                import sys, authres
                field = open(sys.argv[1], newline='').read().replace('\\r\\n', '')
                header = authres.AuthenticationResultsHeader.parse(field)
                for r in header.results:
                    print(header.authserv_id, r.method, r.result, r.reason, *[(p.type, p.name, p.value) for p in r.properties], sep='|')
                """, file.toString()));

        String quoted = reason.replace("\\", "\\\\").replace("\"", "\\\"");
        assertThat(read).isEqualTo(HOST + "|x-rmx|fail|" + quoted + "|('smtp', 'mailfrom', 'example.org')\n");
    }
}
