package dev.rmx.resolver.dnsjava;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Zones signed by BIND's tools, with keys made for the test: one with NSEC, one with NSEC3, one with NSEC3 and opt-out,
 * one with expired signatures, one with data changed after signing, and two unsigned ones, of which one is a
 * delegation. One signed zone lies below a signed zone and has no trust anchor, only a DS record there. Another signed
 * zone lies below an unsigned one. All other signed zones have a trust anchor.
 */
final class SignedZones {
    static final ServerProgram SIGNER = new ServerProgram(Path.of("/usr/bin/dnssec-signzone"), "bind9-utils");
    private static final String KEY_MAKER = "/usr/bin/dnssec-keygen";

    /** The validity of the signatures of {@code signed.test}: shorter than the TTL of {@code lasting}. */
    static final Duration SIGNED_FOR = Duration.ofDays(1);

    private static final String HEAD = """
            $TTL 300
            @ IN SOA ns hostmaster 1 3600 600 86400 60
            @ IN NS ns
            ns IN A 127.0.0.1
            """;

    private static final String POLICIES = HEAD + """
            ; ipv4:192.0.2.1
            literal    IN TYPE65280 \\# 6 0120C0000201
            _rmx.txt   IN TXT "ipv4:192.0.2.1"
            alias      IN CNAME literal
            *.wild     IN TYPE65280 \\# 6 0120C0000201
            mx         IN TYPE65280 \\# 1 09
            mx         IN MX 10 mail
            mx.mail    IN A 192.0.2.1
            mail       IN A 192.0.2.1
            nodata     IN A 192.0.2.1
            _rmx.guard IN TXT "!host:mail.ZONE ipv4:192.0.2.0/24"
            deep.ent   IN A 192.0.2.1
            x.y.wild   IN A 192.0.2.1
            """;

    private static final Map<String, String> UNSIGNED = Map.of(
            "signed.test",
            POLICIES + """
                    alias-out  IN CNAME literal.unsigned.test.
                    alias-over IN CNAME literal.nsec3.test.
                    *.out      IN CNAME literal.unsigned.test.
                    literal.out IN TYPE65280 \\# 6 0120C0000201
                    moved  100 IN DNAME there
                    x.there    IN TYPE65280 \\# 6 0120C0000201
                    brief  100 IN CNAME literal
                    lasting 864000 IN TYPE65280 \\# 6 0120C0000201
                    mixed      IN TYPE65280 \\# 21 03046d61696c08756e7369676e6564047465737400
                    sub        IN NS ns
                    secure     IN NS ns
                    """,
            "secure.signed.test",
            POLICIES,
            "nsec3.test",
            POLICIES,
            "optout.test",
            POLICIES + """
                    sub        IN NS ns
                    """,
            "bogus.test",
            POLICIES,
            "expired.test",
            POLICIES,
            "sub.signed.test",
            POLICIES + """
                    island     IN NS ns
                    """,
            "island.sub.signed.test",
            POLICIES,
            "sub.optout.test",
            POLICIES,
            "unsigned.test",
            POLICIES);

    /** Zone names to master files; then the DS records of the trust anchors. */
    final Map<String, String> zones = new HashMap<>();

    final StringBuilder anchors = new StringBuilder();

    private final Path directory;

    SignedZones(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        UNSIGNED.forEach((name, text) -> zones.put(name, text.replace("ZONE", name)));
        String secure = sign("secure.signed.test");
        zones.computeIfPresent("signed.test", (name, text) -> text + secure);
        anchors.append(sign("signed.test", "-e", "now+" + SIGNED_FOR.toSeconds()));
        anchors.append(sign("island.sub.signed.test"));
        anchors.append(sign("nsec3.test", "-3", "-"));
        anchors.append(sign("optout.test", "-3", "-", "-A"));
        anchors.append(sign("bogus.test"));
        anchors.append(sign("expired.test", "-s", "20200101000000", "-e", "20200201000000"));
        // the attacker's version lets everybody send
        zones.computeIfPresent(
                "bogus.test",
                (name, text) ->
                        text.replace("6 ( 0120C0000201 )", "2 0100").replace("ipv4:192.0.2.1", "ipv4:0.0.0.0/0"));
    }

    /** The content of every zone. */
    static String policies(String zone) {
        return POLICIES.replace("ZONE", zone);
    }

    /** Signs a zone, and returns its DS records. */
    private String sign(String zone, String... options) throws IOException, InterruptedException {
        Path unsigned = Files.writeString(directory.resolve(zone + ".unsigned"), zones.getOrDefault(zone, ""));
        run(List.of(KEY_MAKER, "-K", directory.toString(), "-a", "ECDSAP256SHA256", "-f", "KSK", zone));
        List<String> command = new ArrayList<>(List.of(
                SIGNER.path().toString(), "-S", "-z", "-P", "-K", directory.toString(), "-d", directory.toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("-o", zone, "-f", zone + ".signed", unsigned.toString()));
        run(command);
        zones.put(zone, Files.readString(directory.resolve(zone + ".signed")));
        return Files.readString(directory.resolve("dsset-" + zone + "."));
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        Path output = directory.resolve("signer.txt");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(command + " said:\n" + Files.readString(output));
        }
    }
}
