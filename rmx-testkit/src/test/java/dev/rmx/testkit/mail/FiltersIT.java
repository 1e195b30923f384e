package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.RmxOutcome;
import dev.rmx.receive.AuthenticationResultsField;
import dev.rmx.receive.AuthenticationResultsField.Result;
import dev.rmx.receive.CheckReport;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.receive.Finding;
import dev.rmx.receive.ForgedFields;
import dev.rmx.receive.ReceivedSpfField;
import dev.rmx.receive.XRmxField;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.spf.SpfResult;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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
import org.junit.jupiter.params.provider.ValueSource;

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

    private static final Path AUTHRES = Path.of("/usr/lib/python3/dist-packages/authres");
    private static final Path PERL_READER = Path.of("/usr/share/perl5/Mail/AuthenticationResults.pm");

    /**
     * Reads fields from standard input, in hexadecimal, one per line. Writes the authserv-id that it finds in each, or
     * an empty line.
     */
    private static final String PYTHON = """
            import sys, authres
            for line in sys.stdin:
                field = bytes.fromhex(line).decode('utf-8', 'replace')
                found = set()
                for text in (field, field.replace('\\r', '').replace('\\n', '')):
                    for start in ('Authentication-Results: ', 'Authentication-Results:', ''):
                        try:
                            found.add(authres.AuthenticationResultsHeader.parse(start + text).authserv_id)
                        except Exception:
                            pass
                print('|'.join(sorted(x.encode('unicode_escape').decode() for x in found)))
            """;

    private static final String PERL = """
            use Mail::AuthenticationResults::Parser; use Encode;
            while (my $line = <STDIN>) {
                chomp $line;
                my $octets = pack('H*', $line);
                my %found;
                for my $text ($octets, decode('UTF-8', $octets)) {
                    for my $start ('Authentication-Results: ', '') {
                        my $header = eval { Mail::AuthenticationResults::Parser->new->parse($start . $text) };
                        my $id = $header && eval { $header->value->value };
                        $found{lc $id} = 1 if defined $id;
                    }
                }
                print join('|', map { encode('ascii', $_, Encode::FB_PERLQQ) } sort keys %found), "\\n";
            }
            """;

    /** Values that a forger may try, from parts that readers parse differently. The seed is fixed. */
    private static List<String> oddValues(int count) {
        String[] blanks = {
            " ", "\t", "\r\n ", "\n", "\r", "\u00a0", "\u2003", "\u3000", "\u0085", "\u000b", "\u001c", "\u200b",
            "\ufeff", "\0", "", "", ""
        };
        String[] pieces = {
            "(",
            "(c)",
            "(a (b)",
            ")",
            "\\",
            "(\\()",
            "\"",
            ";",
            "=",
            ".",
            "/",
            "@",
            "1",
            "mx",
            HOST,
            HOST,
            "MX.Example.NET.",
            "mx.example.com",
            ".example.net",
            "x-rmx=pass",
            "none",
            "Authentication-Results:"
        };
        String[] ends = {HOST + "; x-rmx=pass", HOST + "\u3000; none", "mx.example.com; x-rmx=pass", "; x-rmx=pass", ""
        };
        Random random = new Random(42);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder value = new StringBuilder();
            for (int j = random.nextInt(5); j > 0; j--) {
                value.append(blanks[random.nextInt(blanks.length)]).append(pieces[random.nextInt(pieces.length)]);
            }
            value.append(blanks[random.nextInt(blanks.length)]).append(ends[random.nextInt(ends.length)]);
            values.add(value.toString());
        }
        return values;
    }

    @Test
    void HDR_4_a_field_that_two_readers_take_for_ours_is_a_forgery() throws Exception {
        MailServer.require(AUTHRES, "python3-authres");
        MailServer.require(PERL_READER, "libmail-authenticationresults-perl");
        List<String> values = oddValues(3_000);
        Path input = Files.write(
                directory.resolve("fields"),
                values.stream()
                        .map(value -> HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8)))
                        .toList());
        int ours = 0;
        for (ProcessBuilder reader :
                List.of(new ProcessBuilder("/usr/bin/python3", "-c", PYTHON), new ProcessBuilder("perl", "-e", PERL))) {
            String[] read = MailServer.run(reader.redirectInput(input.toFile())).split("\n", -1);
            assertThat(read).hasSize(values.size() + 1);
            for (int i = 0; i < values.size(); i++) {
                if (Stream.of(read[i].split("\\|", -1))
                        .anyMatch(id -> id.replaceFirst("\\.$", "").equals(HOST))) {
                    ours++;
                    assertThat(ForgedFields.isClaim("Authentication-Results", values.get(i), DomainName.parse(HOST)))
                            .as(values.get(i))
                            .isTrue();
                }
            }
        }
        assertThat(ours).as("fields that a reader takes for ours").isGreaterThan(300);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org authorizes 192.0.2.1 by ipv4:192.0.2.0/24",
                "a \"quoted\" word; x-rmx=pass (and a comment) \\ = ) \\\\ ' ; \"",
                "",
                "a reason that is long enough to be folded, and goes on, and on, and on, until the line is full and more",
            })
    void RFC_8601_HDR_3_other_parsers_read_Authentication_Results(String reason) throws Exception {
        MailServer.require(AUTHRES, "python3-authres");
        MailServer.require(PERL_READER, "libmail-authenticationresults-perl");
        AuthenticationResultsField field = new AuthenticationResultsField(
                DomainName.parse(HOST),
                List.of(
                        new Result("x-rmx", "fail", reason, Map.of("smtp.mailfrom", "example.org")),
                        new Result("spf", "none", reason, Map.of("smtp.helo", "example.com"))));
        Path file = Files.writeString(directory.resolve("field"), field.toString());

        String python = MailServer.run(new ProcessBuilder("/usr/bin/python3", "-c", """
                import sys, authres
                field = open(sys.argv[1], newline='').read().replace('\\r\\n', '')
                header = authres.AuthenticationResultsHeader.parse(field)
                for r in header.results:
                    print(header.authserv_id, r.method, r.result, r.reason or '', *[(p.type, p.name, p.value) for p in r.properties], sep='|')
                """, file.toString()));
        String perl = MailServer.run(new ProcessBuilder("perl", "-e", """
                use Mail::AuthenticationResults::Parser;
                local $/;
                my $header = Mail::AuthenticationResults::Parser->new->parse(<STDIN> =~ s/\\r\\n//gr);
                for my $r (@{$header->children}) {
                    print join('|', $header->value->value, $r->key, $r->value, map { $_->key . '=' . $_->value } @{$r->children}), "\\n";
                }
                """).redirectInput(file.toFile()));

        String written = field.results().get(0).reason();
        assertThat(written).doesNotContain("\"", "\\");
        assertThat(python)
                .isEqualTo(HOST + "|x-rmx|fail|" + written + "|('smtp', 'mailfrom', 'example.org')\n" + HOST
                        + "|spf|none|" + written + "|('smtp', 'helo', 'example.com')\n");
        String child = written.isEmpty() ? "" : "reason=" + written + "|";
        assertThat(perl)
                .isEqualTo(HOST + "|x-rmx|fail|" + child + "smtp.mailfrom=example.org\n" + HOST + "|spf|none|" + child
                        + "smtp.helo=example.com\n");
    }
}
