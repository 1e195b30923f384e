package dev.rmx.testkit.cli;

import java.net.InetSocketAddress;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of a command that serves a mail server: where it listens, and what it does with messages. */
final class ServiceOptions extends PolicyOptions {
    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            required = true,
            description = "Listen here, as in 127.0.0.1:10040 or [::1]:10040. Port 0: a free port.")
    private String listen = "";

    /** Where to listen. */
    InetSocketAddress address(CommandSpec spec) {
        try {
            return ServerAddress.parseListen(listen);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }
}
