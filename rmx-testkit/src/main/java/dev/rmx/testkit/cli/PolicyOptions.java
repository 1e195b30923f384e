package dev.rmx.testkit.cli;

import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.record.DomainName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of a command that marks messages: its policy, and this host's name. */
class PolicyOptions {
    @Option(
            names = "--policy",
            paramLabel = "transitional|enforcing|FILE",
            description = "What to do with each message: transitional never rejects, enforcing does what domains"
                    + " publish, FILE holds a policy of your own. Default: ${DEFAULT-VALUE}.")
    private String policy = "transitional";

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "This host in the fields that are added to messages (the authserv-id of"
                    + " Authentication-Results). Default: this machine's full name.")
    private @Nullable String host;

    /**
     * The policy.
     *
     * @throws BadInputException if its file cannot be read or is wrong
     */
    ReceiverPolicy policy() {
        return PolicyFile.read(policy);
    }

    /** This host, a name that fields can hold. */
    DomainName host(CommandSpec spec) {
        if (host != null) {
            DomainName name = DomainName.parseSubject(host).orElse(DomainName.ROOT);
            if (!isHost(name)) {
                throw new ParameterException(
                        spec.commandLine(), "--host " + host + ": write a full name such as mx.example.net");
            }
            return name;
        }
        return machine().stream()
                .flatMap(name -> DomainName.parseSubject(name).stream())
                .filter(PolicyOptions::isHost)
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "this machine's name, " + machine().get(0)
                                + ", is not a full one: add --host with a name such as mx.example.net"));
    }

    private static List<String> machine() {
        try {
            InetAddress local = InetAddress.getLocalHost();
            return List.of(local.getHostName(), local.getCanonicalHostName());
        } catch (UnknownHostException e) { // the name is in no hosts file
            return List.of("unknown");
        }
    }

    /** Whether the name tells this host from others: {@code localhost} and names of one label are not unique. */
    private static boolean isHost(DomainName name) {
        String text = name.toString();
        return name.labelCount() > 1 && text.indexOf('\\') < 0 && !text.startsWith("localhost.");
    }
}
