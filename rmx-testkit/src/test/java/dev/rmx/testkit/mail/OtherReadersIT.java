package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our reader of {@code Authentication-Results} against authres for Python and Mail::AuthenticationResults for Perl, on
 * generated fields. They agree on every field that is not odd; {@link OddResults} says in what else they differ, and
 * why.
 */
class OtherReadersIT {
    private static final int FIELDS = Integer.getInteger("readers.fields", 3_000);
    private static final long SEED = Long.getLong("readers.seed", 1);
    /** The fields that one run of a reader is given. */
    private static final int BATCH = 5_000;

    private static final Path AUTHRES = Path.of("/usr/lib/python3/dist-packages/authres");
    private static final Path PERL_READER = Path.of("/usr/share/perl5/Mail/AuthenticationResults.pm");

    /**
     * Reads fields in hexadecimal, one per line. Writes the results of each in one line, in the form of
     * {@link GeneratedResults#line}, or {@code refused}.
     */
    private static final String PYTHON = """
            import sys, authres
            for line in sys.stdin:
                try:
                    field = authres.AuthenticationResultsHeader.parse_value(bytes.fromhex(line).decode('utf-8'))
                except Exception:
                    print('refused')
                    continue
                found = ''
                for r in field.results:
                    found += '%s/%d=%s|%s' % (r.method, int(r.version or 1), r.result, r.reason or '')
                    found += ''.join(sorted(set('|%s.%s=%s' % (p.type, p.name, p.value or '') for p in r.properties)))
                    found += '\\x1e'
                sys.stdout.buffer.write((found + '\\n').encode('utf-8'))
                sys.stdout.flush()
            """;

    private static final String PERL = """
            use Mail::AuthenticationResults::Parser; use Encode;
            binmode STDOUT, ':utf8';
            while (my $line = <STDIN>) {
                chomp $line;
                my $header = eval { Mail::AuthenticationResults::Parser->new->parse(decode('UTF-8', pack('H*', $line))) };
                if (!$header) { print "refused\\n"; next; }
                for my $r (@{$header->children}) {
                    next if ref($r) !~ /::Entry$/;
                    my ($version, $reason, %values) = (1, '');
                    for my $child (@{$r->children}) {
                        $version = $child->value if ref($child) =~ /::Version$/;
                        next if ref($child) !~ /::SubEntry$/;
                        if (lc $child->key eq 'reason') { $reason = $child->value; next; }
                        $values{'|' . lc($child->key) . '=' . ($child->value // '')} = 1;
                    }
                    print lc $r->key, '/', $version, '=', lc($r->value // ''), '|', $reason, sort(keys %values), "\\x1e";
                }
                print "\\n";
            }
            """;

    @TempDir
    Path directory = Path.of(".");

    @Test
    void HDR_5_RFC_8601_Python_reads_the_same() throws Exception {
        MailServer.require(AUTHRES, "python3-authres");
        compare(new ProcessBuilder("/usr/bin/python3", "-c", PYTHON), odd -> odd.python);
    }

    @Test
    void HDR_5_RFC_8601_Perl_reads_the_same() throws Exception {
        MailServer.require(PERL_READER, "libmail-authenticationresults-perl");
        compare(new ProcessBuilder("perl", "-e", PERL), odd -> odd.perl);
    }

    private void compare(ProcessBuilder reader, Predicate<OddResults> explains) throws Exception {
        Random random = new Random(SEED);
        Map<OddResults, int[]> alone = new EnumMap<>(OddResults.class); // fields with this oddity only, and differences
        int same = 0;
        int different = 0;
        for (int done = 0; done < FIELDS; done += BATCH) {
            List<GeneratedResults> fields = new ArrayList<>();
            for (int i = done; i < Math.min(FIELDS, done + BATCH); i++) {
                fields.add(GeneratedResults.of(random));
            }
            String[] found = run(reader, fields);
            for (int i = 0; i < fields.size(); i++) {
                GeneratedResults field = fields.get(i);
                String ours = String.join(
                        "",
                        GeneratedResultsTest.lines(GeneratedResultsTest.read(field.value())).stream()
                                .map(line -> line + '\u001e')
                                .toList());
                boolean agree = ours.equals(found[i]);
                same += agree ? 1 : 0;
                different += agree ? 0 : 1;
                if (field.oddities.stream().noneMatch(explains)) {
                    assertThat(found[i])
                            .as(field.oddities + " " + field.value())
                            .isEqualTo(ours);
                }
                if (field.oddities.size() == 1) {
                    int[] counts =
                            alone.computeIfAbsent(field.oddities.iterator().next(), odd -> new int[2]);
                    counts[0]++;
                    counts[1] += agree ? 0 : 1;
                }
            }
        }
        StringBuilder table =
                new StringBuilder(reader.command().get(0) + ": " + same + " same, " + different + " different\n");
        alone.forEach(
                (odd, counts) -> table.append("  %-32s %6d of %6d differ%n".formatted(odd, counts[1], counts[0])));
        System.out.println(table);

        assertThat(alone).as("every oddity occurs").hasSize(OddResults.values().length);
        alone.forEach((odd, counts) ->
                assertThat(counts[1] > 0).as(odd + " makes a difference").isEqualTo(explains.test(odd)));
    }

    private String[] run(ProcessBuilder reader, List<GeneratedResults> fields) throws Exception {
        Path input = Files.write(
                directory.resolve("fields"),
                fields.stream()
                        .map(field -> field.value().replace("\r\n", "").getBytes(StandardCharsets.UTF_8))
                        .map(HexFormat.of()::formatHex)
                        .toList());
        String[] lines = MailServer.run(reader.redirectInput(input.toFile())).split("\n", -1);
        assertThat(lines).hasSize(fields.size() + 1);
        return lines;
    }
}
