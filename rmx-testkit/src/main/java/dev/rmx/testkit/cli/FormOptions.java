package dev.rmx.testkit.cli;

import dev.rmx.PublishedForm;
import dev.rmx.RmxVerifier;
import dev.rmx.resolver.RmxCheckerBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say in which forms a domain may publish, and what to fetch of them. */
final class FormOptions extends FormsOption {
    @Option(
            names = "--exp",
            description = "Fetch the domain's explanation of an SPF fail, and show it: the domain's words, not ours."
                    + " Needs spf in --forms.")
    private boolean explains;

    private FormOptions(List<PublishedForm> defaultForms) {
        super(defaultForms);
    }

    /** The options of one check: the forms of RMX, unless others are named. */
    static FormOptions ofCheck() {
        return new FormOptions(RmxVerifier.DEFAULT_FORMS);
    }

    /** The options of a service, which looks for SPF first: most domains publish it. */
    static FormOptions ofService() {
        return new FormOptions(List.of(PublishedForm.SPF, PublishedForm.RMX, PublishedForm.RMX_TXT));
    }

    /** Refuses options that do not fit each other. */
    void validate(CommandSpec spec) {
        if (explains && !inOrder().contains(PublishedForm.SPF)) {
            throw new ParameterException(
                    spec.commandLine(), "--exp fetches the explanation of an SPF fail: add spf to --forms");
        }
    }

    /** Applies the options to a checker that is being built. */
    RmxCheckerBuilder applyTo(RmxCheckerBuilder builder) {
        return applyTo(builder, FormOptions::thisHost);
    }

    /** Applies the options to a checker on a host whose name is known, for {@code %{r}} of an explanation. */
    RmxCheckerBuilder applyTo(RmxCheckerBuilder builder, Supplier<String> host) {
        List<PublishedForm> inOrder = inOrder();
        builder.forms(inOrder.get(0), inOrder.subList(1, inOrder.size()).toArray(PublishedForm[]::new));
        return explains ? builder.explanations(host.get()) : builder;
    }

    /** This machine's name. */
    private static String thisHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) { // the name is in no hosts file
            return "unknown"; // RFC 7208 §7.3
        }
    }
}
