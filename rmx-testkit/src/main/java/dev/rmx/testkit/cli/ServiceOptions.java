package dev.rmx.testkit.cli;

import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.resolver.RmxCheckerBuilder;
import java.net.InetSocketAddress;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of a command that serves a mail server: where it listens, and what it does with messages. */
final class ServiceOptions extends PolicyOptions {
    /**
     * How many questions may be under way. A dead name server holds three of each check for as long as a check may
     * take: 2,000 would be full with 667 messages, and all others would wait for them.
     */
    private static final int QUESTIONS = 16_000;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            required = true,
            description = "Listen here, as in 127.0.0.1:10040 or [::1]:10040. Port 0: a free port.")
    private String listen = "";

    /** Makes a checker fit for a service: it has a policy, and a dead name server does not delay other checks. */
    static RmxCheckerBuilder configure(RmxCheckerBuilder builder, ReceiverPolicy policy) {
        return builder.policy(policy).questionsInFlight(QUESTIONS, QUESTIONS);
    }

    /** Where to listen. */
    InetSocketAddress address(CommandSpec spec) {
        return AddressOption.LISTEN.parse(listen, spec);
    }
}
