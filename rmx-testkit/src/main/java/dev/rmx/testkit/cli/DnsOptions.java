package dev.rmx.testkit.cli;

import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxCheckerBuilder;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import dev.rmx.resolver.dnsjava.DnsjavaResolverBuilder;
import dev.rmx.testkit.RmxDnsServer;
import dev.rmx.testkit.RmxZone;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say where a check gets its DNS answers. */
final class DnsOptions {
    @ArgGroup
    private Source source = new Source();

    @Option(
            names = "--fail",
            paramLabel = "NAME[/TYPE]",
            description = "With --zone or --demo: lookups of TYPE (default: any) that reach NAME fail,"
                    + " as if its server were down. Repeatable.")
    private List<String> failures = List.of();

    /** At most one of these. */
    private static final class Source {
        @Option(
                names = "--zone",
                paramLabel = "FILE",
                converter = FileName.class,
                description = "Answer from this master file, in memory.")
        private @Nullable Path zone;

        @Option(
                names = "--server",
                paramLabel = "HOST[:PORT]",
                description = "Ask this DNS server, as in 192.0.2.1, 192.0.2.1:5353 or [2001:db8::1]:5353."
                        + " Default: the system's.")
        private @Nullable String server;

        @Option(
                names = "--demo",
                description = "Answer from sample zones, served over UDP on loopback:"
                        + " try 213.133.101.23 hadmut@danisch.de,"
                        + " or with --forms spf 192.0.2.1 user@spf.example.")
        private boolean demo;
    }

    /** Whether an option is given. */
    boolean isUsed() {
        return source.zone != null || source.server != null || source.demo || !failures.isEmpty();
    }

    /** Opens the source that the options name, with a checker as the command configures it. */
    DnsSource open(CommandSpec spec, UnaryOperator<RmxCheckerBuilder> configure) {
        return open(spec, configure, UnaryOperator.identity());
    }

    /** The same, with a resolver as the command configures it. */
    DnsSource open(
            CommandSpec spec,
            UnaryOperator<RmxCheckerBuilder> configure,
            UnaryOperator<DnsjavaResolverBuilder> resolvers) {
        Path file = source.zone;
        if (file != null) {
            return new DnsSource(checker(failing(readZone(file), spec).resolver(), configure), null);
        }
        if (source.demo) {
            RmxDnsServer server = RmxDnsServer.start(failing(demoZone(), spec));
            RmxResolver resolver = resolvers
                    .apply(DnsjavaResolver.builder().servers(server.address()))
                    .build();
            return new DnsSource(checker(resolver, configure), server);
        }
        if (!failures.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--fail needs --zone or --demo");
        }
        DnsjavaResolverBuilder builder = DnsjavaResolver.builder();
        if (source.server != null) {
            builder.servers(AddressOption.SERVER.parse(source.server, spec));
        }
        return new DnsSource(checker(resolvers.apply(builder).build(), configure), null);
    }

    private static RmxChecker checker(RmxResolver resolver, UnaryOperator<RmxCheckerBuilder> configure) {
        return configure.apply(RmxChecker.builder(resolver)).build();
    }

    private static RmxZone readZone(Path file) {
        try {
            return RmxZone.read(file);
        } catch (FileSystemException e) {
            throw new BadInputException(ExitCode.NO_INPUT, "cannot read the zone " + file + ": " + Input.problem(e));
        } catch (IOException e) {
            throw new BadInputException(ExitCode.BAD_DATA, "cannot read the zone " + e.getMessage());
        } catch (OutOfMemoryError e) {
            throw new BadInputException(
                    ExitCode.SOFTWARE,
                    "the zone " + file + " does not fit into memory; try a larger heap, as in java -Xmx2g");
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
                        : Optional.of(RecordType.ofMnemonic(failure.substring(slash + 1))
                                .orElseThrow(IllegalArgumentException::new));
                failing = failing.failing(DomainName.parse(name), type);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--fail takes NAME or NAME/TYPE, TYPE one of " + mnemonics() + ", not " + failure);
            }
        }
        return failing;
    }

    private static String mnemonics() {
        return Stream.of(RecordType.values())
                .map(RecordType::mnemonic)
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
