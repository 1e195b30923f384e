package dev.rmx.testkit.cli;

import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import dev.rmx.testkit.RmxDnsServer;
import dev.rmx.testkit.RmxZone;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where a check gets its DNS answers from. */
final class DnsOptions {
    private static final int DNS_PORT = 53;

    @ArgGroup
    private Source source = new Source();

    @Option(
            names = "--fail",
            paramLabel = "NAME[/TYPE]",
            description = "With --zone or --demo: lookups of TYPE (default: any) that reach NAME fail,"
                    + " as if its server were down. Repeatable.")
    private List<String> failures = List.of();

    /** One of these at most. */
    private static final class Source {
        @Option(names = "--zone", paramLabel = "FILE", description = "Answer from this master file, in memory.")
        private @Nullable Path zone;

        @Option(
                names = "--server",
                paramLabel = "HOST[:PORT]",
                description = "Ask this DNS server. Default: the system's.")
        private @Nullable String server;

        @Option(
                names = "--demo",
                description = "Answer from sample zones, served over UDP on loopback:"
                        + " try 213.133.101.23 hadmut@danisch.de.")
        private boolean demo;
    }

    /** Opens what the options name. */
    DnsSource open(CommandSpec spec) {
        Path file = source.zone;
        if (file != null) {
            return over(failing(readZone(file), spec).resolver());
        }
        if (source.demo) {
            RmxDnsServer server = RmxDnsServer.start(failing(demoZone(), spec));
            RmxResolver resolver =
                    DnsjavaResolver.builder().servers(server.address()).build();
            return new DnsSource(RmxChecker.builder(resolver).build(), server);
        }
        if (!failures.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--fail goes with --zone or --demo");
        }
        DnsjavaResolver.Builder builder = DnsjavaResolver.builder();
        if (source.server != null) {
            builder.servers(address(source.server, spec));
        }
        return over(builder.build());
    }

    private static DnsSource over(RmxResolver resolver) {
        return new DnsSource(RmxChecker.builder(resolver).build(), null);
    }

    private static RmxZone readZone(Path file) {
        try {
            return RmxZone.read(file);
        } catch (FileSystemException e) {
            throw new BadInputException(ExitCode.NO_INPUT, "cannot read the zone " + file + ": " + e.getReason());
        } catch (IOException e) {
            throw new BadInputException(ExitCode.BAD_DATA, "cannot read the zone " + file + ": " + e.getMessage());
        } catch (OutOfMemoryError e) {
            throw new BadInputException(
                    ExitCode.SOFTWARE,
                    "the zone " + file + " does not fit into memory; a larger heap may do, as in java -Xmx2g");
        }
    }

    private static RmxZone demoZone() {
        try (InputStream zone = RmxZone.class.getResourceAsStream("demo.zone")) {
            if (zone == null) {
                throw new IllegalStateException("demo.zone is missing from the jar");
            }
            return RmxZone.parse(new String(zone.readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException("demo.zone cannot be read", e);
        }
    }

    private RmxZone failing(RmxZone zone, CommandSpec spec) {
        RmxZone failing = zone;
        for (String failure : failures) {
            int slash = failure.lastIndexOf('/');
            String name = slash < 0 ? failure : failure.substring(0, slash);
            try {
                Optional<RecordType> type = slash < 0
                        ? Optional.empty()
                        : Optional.of(
                                RecordType.valueOf(failure.substring(slash + 1).toUpperCase(Locale.ROOT)));
                failing = failing.failing(DomainName.parse(name), type);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--fail takes NAME or NAME/TYPE, TYPE one of " + Arrays.toString(RecordType.values()) + ", not "
                                + failure);
            }
        }
        return failing;
    }

    /** HOST, HOST:PORT, an IPv6 address, or one in brackets with a port. */
    private static InetSocketAddress address(String server, CommandSpec spec) {
        String host = server;
        String port = String.valueOf(DNS_PORT);
        int colon = server.lastIndexOf(':');
        boolean bareIpv6 = !server.startsWith("[") && server.indexOf(':') != colon;
        if (colon > server.lastIndexOf(']') && !bareIpv6) {
            host = server.substring(0, colon);
            port = server.substring(colon + 1);
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int number = port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : -1;
        if (host.isEmpty() || number < 1 || number > 0xffff) {
            throw new ParameterException(
                    spec.commandLine(), "--server takes HOST or HOST:PORT, the port 1 to 65535, not " + server);
        }
        InetSocketAddress address = new InetSocketAddress(host, number);
        if (address.isUnresolved()) {
            throw new ParameterException(spec.commandLine(), "--server: the host " + host + " is not known");
        }
        return address;
    }
}
