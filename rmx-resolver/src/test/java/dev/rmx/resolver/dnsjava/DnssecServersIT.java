package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxVerdict;
import dev.rmx.codec.RmxWire;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxChecker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Each server proves absence in its own way; online signers make proofs for each query. All are accepted. */
class DnssecServersIT {
    /** Names below each signed zone, with the outcome. */
    private static final List<String> SIGNED = List.of(
            "literal Granted",
            "txt Granted",
            "alias Granted",
            "x.wild Granted",
            "a.b.wild Granted",
            "a.y.wild NoRMX", // the name above exists, so no wildcard matches
            "y.wild NoRMX",
            "mx Granted",
            "guard Denied",
            "ent NoRMX",
            "nodata NoRMX",
            "missing NoRMX",
            "a.missing NoRMX",
            "a.literal NoRMX");

    @ParameterizedTest
    @EnumSource
    void LOOK_2_a_servers_proofs_for_a_signed_zone_are_accepted(
            AuthoritativeServer server, @TempDir Path signing, @TempDir Path serving) throws Exception {
        server.program().requireInstalled();
        SignedZones.SIGNER.requireInstalled();
        SignedZones signed = new SignedZones(signing);
        Map<String, String> zones = new TreeMap<>(signed.zones);
        zones.keySet()
                .retainAll(Set.of(
                        "signed.test",
                        "secure.signed.test",
                        "sub.signed.test",
                        "nsec3.test",
                        "optout.test",
                        "sub.optout.test",
                        "unsigned.test"));
        try (ServerProcess process = server == AuthoritativeServer.POWERDNS
                ? startPowerDns(
                        serving,
                        zones,
                        "set-nsec3 nsec3.test 1,0,0,-",
                        "set-nsec3 optout.test 1,1,0,-",
                        "set-presigned signed.test",
                        "set-presigned secure.signed.test",
                        "set-presigned nsec3.test",
                        "set-presigned optout.test")
                : server.start(serving, zones)) {
            SoftAssertions all = new SoftAssertions();
            String anchors = signed.anchors.toString();
            check(all, process.address(), anchors, "signed.test", true);
            check(all, process.address(), anchors, "secure.signed.test", true);
            check(all, process.address(), anchors, "nsec3.test", true);
            check(all, process.address(), anchors, "optout.test", null);
            check(all, process.address(), anchors, "sub.signed.test", false);
            check(all, process.address(), anchors, "sub.optout.test", false);
            check(all, process.address(), anchors, "unsigned.test", false);
            all.assertAll();
        }
    }

    /** Knot's online signing makes minimal NSEC records, and answers NODATA instead of NXDOMAIN. */
    @Test
    void LOOK_2_minimal_NSEC_records_are_accepted_and_LIM_5_bounded(@TempDir Path directory) throws Exception {
        ServerProgram knot = AuthoritativeServer.KNOT.program();
        knot.requireInstalled();
        int port = ServerProcess.freePort();
        Files.writeString(directory.resolve("live.test.zone"), SignedZones.policies("live.test"));
        Path configuration = Files.writeString(directory.resolve("server.conf"), """
                server:
                    rundir: "%1$s"
                    listen: 127.0.0.1@%2$d
                database:
                    storage: "%1$s"
                template:
                  - id: default
                    storage: "%1$s"
                    zonefile-sync: -1
                    journal-content: none
                zone:
                  - domain: "live.test"
                    file: "live.test.zone"
                    module: mod-onlinesign
                """.formatted(directory, port));
        try (ServerProcess process = ServerProcess.start(
                knot, List.of("-c", configuration.toString()), directory, port, Set.of("live.test"))) {
            SoftAssertions all = new SoftAssertions();
            String keys = keys(process.address(), "live.test");
            check(all, process.address(), keys, "live.test", true);
            all.assertAll();
            checkManyDelegations(process.address(), keys);
        }
    }

    /** A server that denies every question can make validation ask for each label of a name. */
    private static void checkManyDelegations(InetSocketAddress server, String keys) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        TamperingProxy.Way way = (query, behind) -> {
            asked.incrementAndGet();
            if (query.getQuestion().getType() != RmxWire.DEFAULT_TYPE) {
                return behind.send(query);
            }
            Message unsigned = new Message(query.getHeader().getID());
            unsigned.getHeader().setFlag(Flags.QR);
            unsigned.addRecord(query.getQuestion(), Section.QUESTION);
            unsigned.addRecord(
                    Record.newRecord(
                            query.getQuestion().getName(), RmxWire.DEFAULT_TYPE, DClass.IN, 300, new byte[] {1, 0}),
                    Section.ANSWER);
            return unsigned;
        };
        try (TamperingProxy proxy = TamperingProxy.before(server, way);
                DnsjavaResolver resolver = DnsjavaResolver.builder()
                        .servers(proxy.address())
                        .timeout(Duration.ofSeconds(5))
                        .attempts(1)
                        .dnssec(Dnssec.validate(keys))
                        .build()) {
            DomainName deep = DomainName.parse("a.".repeat(118) + "live.test");

            DnsAnswer answer =
                    resolver.resolve(new DnsQuestion(deep, RecordType.RMX)).join();

            assertThat(answer).as("[LIM-5]").isInstanceOf(DnsAnswer.Failed.class);
            assertThat(((DnsAnswer.Failed) answer).kind()).isEqualTo(DnsAnswer.Failed.Kind.BUDGET_SPENT);
            assertThat(asked.get()).isEqualTo(1 + 100);
        }
    }

    /** PowerDNS signs online: with NSEC, with NSEC3, and with NSEC3 records that cover one hash ("narrow"). */
    @Test
    void LOOK_2_NSEC3_records_that_cover_one_hash_are_accepted(@TempDir Path directory) throws Exception {
        Map<String, String> zones = new TreeMap<>();
        for (String zone : List.of("live.test", "hashed.test", "narrow.test")) {
            zones.put(zone, SignedZones.policies(zone));
        }
        try (ServerProcess process = startPowerDns(
                directory,
                zones,
                "secure-zone live.test",
                "secure-zone hashed.test",
                "secure-zone narrow.test",
                "set-nsec3 hashed.test 1,0,0,-",
                "set-nsec3 narrow.test 1,0,0,- narrow")) {
            SoftAssertions all = new SoftAssertions();
            for (String zone : zones.keySet()) {
                check(all, process.address(), keys(process.address(), zone), zone, true);
            }
            all.assertAll();
        }
    }

    /**
     * Starts PowerDNS with a database of zone settings, which the commands fill in. A comma in a command stands for a
     * space.
     */
    private static ServerProcess startPowerDns(Path directory, Map<String, String> zones, String... commands)
            throws IOException, InterruptedException {
        ServerProgram powerDns = AuthoritativeServer.POWERDNS.program();
        ServerProgram tool = new ServerProgram(Path.of("/usr/bin/pdnsutil"), powerDns.debianPackages());
        powerDns.requireInstalled();
        tool.requireInstalled();
        int port = ServerProcess.freePort();
        StringBuilder list = new StringBuilder();
        for (Map.Entry<String, String> zone : zones.entrySet()) {
            Path file = Files.writeString(directory.resolve(zone.getKey() + ".zone"), zone.getValue());
            list.append("zone \"%s\" { type master; file \"%s\"; };%n".formatted(zone.getKey(), file));
        }
        Files.writeString(directory.resolve("named.conf"), list);
        Files.writeString(directory.resolve("pdns.conf"), """
                launch=bind
                bind-config=%1$s/named.conf
                bind-dnssec-db=%1$s/dnssec.db
                socket-dir=%1$s
                local-address=127.0.0.1
                local-port=%2$d
                security-poll-suffix=
                disable-syslog=yes
                write-pid=no
                """.formatted(directory, port));
        String configuration = "--config-dir=" + directory;
        run(directory, tool, configuration + " create-bind-db " + directory.resolve("dnssec.db"));
        for (String command : commands) {
            run(directory, tool, configuration + " " + command);
        }
        return ServerProcess.start(powerDns, List.of(configuration), directory, port, zones.keySet());
    }

    /** Runs a command in a directory that an ordinary user may write to. */
    private static void run(Path directory, ServerProgram program, String command)
            throws IOException, InterruptedException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        List<String> arguments = Arrays.stream(command.split(" ", -1))
                .map(argument -> argument.replace(',', ' '))
                .toList();
        Path output = directory.resolve("tool.txt");
        Process process = new ProcessBuilder(program.command(arguments))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(output)).isZero();
    }

    /** The zone's keys, as trust anchors. */
    private static String keys(InetSocketAddress server, String zone) throws IOException {
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setEDNS(0, 1232, ExtendedFlags.DO, List.of());
        Message response =
                resolver.send(Message.newQuery(Record.newRecord(Name.fromString(zone + "."), Type.DNSKEY, DClass.IN)));
        StringBuilder keys = new StringBuilder();
        for (Record key : response.getSection(Section.ANSWER)) {
            if (key.getType() == Type.DNSKEY) {
                keys.append(key).append('\n');
            }
        }
        return keys.toString();
    }

    private static void check(
            SoftAssertions all,
            InetSocketAddress server,
            String anchors,
            String zone,
            @Nullable Boolean authenticated) {
        try (RmxChecker checker = RmxChecker.builder(DnsjavaResolver.builder()
                        .servers(server)
                        .timeout(Duration.ofSeconds(5))
                        .dnssec(Dnssec.validate(anchors))
                        .build())
                .build()) {
            for (String line : SIGNED) {
                String[] words = line.split(" ", -1);
                RmxVerdict verdict = checker.check("192.0.2.1", "joe@" + words[0] + "." + zone);
                all.assertThat(verdict.outcome())
                        .as("%s.%s: %s", words[0], zone, verdict)
                        .hasToString(words[1]);
                if (authenticated != null) {
                    all.assertThat(verdict.authenticated())
                            .as("%s.%s: %s", words[0], zone, verdict)
                            .isEqualTo(authenticated);
                }
            }
        }
    }
}
