package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.receive.AuthenticationResultsField;
import dev.rmx.receive.AuthenticationResultsField.Result;
import dev.rmx.receive.ForgedFields;
import dev.rmx.record.DomainName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other libraries read in the header fields, forged ones and ours. */
class FieldReadersIT {
    private static final String HOST = "mx.example.net";

    @TempDir
    Path directory = Path.of(".");

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
