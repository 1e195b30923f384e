package dev.rmx.testkit.cli;

import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.testkit.milter.RmxMilter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rmx milter}: checks the mail of Postfix or Sendmail while a client sends it. */
@Command(
        name = "milter",
        description = "Check the mail of Postfix or Sendmail as a milter: refuse, mark or hold each message, as the"
                + " policy says. Runs until a signal ends it.",
        exitCodeList = {
            "0:ended by SIGTERM or SIGINT, after the messages under way",
            ExitCode.POLICY_LINE,
            "69:cannot listen, or open the quarantine; or jmilter is missing, which rmx.jar has"
        })
final class MilterCommand extends Subcommand {
    @Mixin
    private final ServiceOptions service = new ServiceOptions();

    @Mixin
    private final DnsOptions dns = new DnsOptions();

    @Mixin
    private final FormOptions forms = FormOptions.ofService();

    @Option(
            names = "--quarantine",
            paramLabel = "FILE.db",
            converter = FileName.class,
            description = "Keep the queue ids of held messages in this SQLite file, and release them when DNS"
                    + " answers. Default: somebody releases them.")
    private @Nullable Path quarantine;

    @Option(
            names = "--release",
            paramLabel = "COMMAND",
            description = "The program that releases a held message; {} is its queue id. Default: ${DEFAULT-VALUE}.")
    private String release = "postsuper -H " + ReleaseProgram.ID;

    @Option(
            names = "--refuse",
            paramLabel = "COMMAND",
            description = "The program for a held message that the policy rejects when DNS answers, such as"
                    + " 'postsuper -d {}'. Default: it stays on hold, and a line on standard error says so.")
    private @Nullable String refuse;

    MilterCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        requireJmilter();
        System.setProperty("io.netty.noUnsafe", "true"); // newer Java warns of what netty does without it
        forms.validate(spec);
        InetSocketAddress address = service.address(spec);
        DomainName host = service.host(spec);
        ReceiverPolicy policy = service.policy();
        Service life = new Service(streams, "rmx milter");
        ReleaseByProgram handler = new ReleaseByProgram(
                program("--release", release),
                Optional.ofNullable(refuse).map(text -> program("--refuse", text)),
                policy,
                host,
                life::log);
        try (DnsSource source =
                dns.open(spec, builder -> ServiceOptions.configure(forms.applyTo(builder, host::toString), policy))) {
            Optional<Quarantine> held =
                    Optional.ofNullable(quarantine).map(file -> open(file, source.checker(), handler));
            try {
                RmxMilter milter = new RmxMilter(source.checker(), policy, held, host);
                return new MilterService(life).serve(address, host, milter, held);
            } finally {
                held.ifPresent(Quarantine::close);
            }
        }
    }

    private static void requireJmilter() {
        try {
            Class.forName("org.nightcode.milter.MilterHandler");
        } catch (ClassNotFoundException e) {
            throw new BadInputException(
                    ExitCode.UNAVAILABLE,
                    "the milter needs jmilter; add org.nightcode:jmilter, or use rmx.jar, which has it");
        }
    }

    private ReleaseProgram program(String option, String text) {
        try {
            return ReleaseProgram.parse(option, text);
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    private static Quarantine open(Path file, RmxChecker checker, ReleaseByProgram handler) {
        try {
            return Quarantine.builder(checker::checkAsync, JdbcQuarantineStore.sqlite(file), handler)
                    .policy(handler.policy())
                    .cutOff(checker.health()::isCutOff)
                    .build();
        } catch (QuarantineException e) {
            throw new BadInputException(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }
}
