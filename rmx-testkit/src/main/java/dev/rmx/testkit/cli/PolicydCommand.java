package dev.rmx.testkit.cli;

import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxChecker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rmx policyd}: checks senders for Postfix, which asks by its policy delegation protocol. */
@Command(
        name = "policyd",
        description = "Check senders for Postfix: check_policy_service inet:HOST:PORT in its restrictions.",
        exitCodeList = {
            "0:ended by SIGTERM or SIGINT, with all requests answered",
            ExitCode.POLICY_LINE,
            ExitCode.LISTEN_LINE
        })
final class PolicydCommand extends Subcommand {
    /** How long to wait at the end: a check's deadline, and some time to send the answer. */
    private static final Duration MOST_WAIT = RmxChecker.DEFAULT_DEADLINE.plusSeconds(5);

    @Mixin
    private final ServiceOptions options = new ServiceOptions();

    @Mixin
    private final DnsOptions dns = new DnsOptions();

    @Mixin
    private final FormOptions forms = FormOptions.ofService();

    PolicydCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        forms.validate(spec);
        InetSocketAddress address = options.address(spec);
        DomainName host = options.host(spec);
        ReceiverPolicy policy = options.policy();
        Service service = new Service(streams, "rmx policyd");
        try (DnsSource source =
                dns.open(spec, builder -> ServiceOptions.configure(forms.applyTo(builder, host::toString), policy))) {
            PolicydAnswers answers = new PolicydAnswers(
                    source.checker()::checkAsync, policy, host, InstantSource.system(), service::log);
            PolicydServer server = PolicydServer.start(address, answers::answer, service::log);
            return service.serve(
                    "listens on " + AddressOption.text(server.address()) + " as " + host, () -> server.stop(MOST_WAIT));
        } catch (IOException e) {
            throw Service.cannotListen(address, e);
        }
    }
}
