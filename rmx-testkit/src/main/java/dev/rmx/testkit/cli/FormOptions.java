package dev.rmx.testkit.cli;

import dev.rmx.PublishedForm;
import dev.rmx.RmxExpansion;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
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
final class FormOptions {
    @Option(
            names = "--forms",
            paramLabel = "FORM[,FORM...]",
            converter = FormList.class,
            description = "The forms to look for, in order; the first one published decides. FORM is rmx, rmx-txt,"
                    + " spf or dmp. Default: ${DEFAULT-VALUE}.")
    private FormList.Forms forms;

    @Option(
            names = "--exp",
            description = "Fetch the domain's explanation of an SPF fail, and show it: the domain's words, not ours."
                    + " Needs spf in --forms.")
    private boolean explains;

    private FormOptions(List<PublishedForm> defaultForms) {
        this.forms = new FormList.Forms(defaultForms);
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
        if (explains && !forms.inOrder().contains(PublishedForm.SPF)) {
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
        List<PublishedForm> inOrder = forms.inOrder();
        builder.forms(inOrder.get(0), inOrder.subList(1, inOrder.size()).toArray(PublishedForm[]::new));
        return explains ? builder.explanations(host.get()) : builder;
    }

    /** Says on standard error where else to look, if no form is published and SPF is none of those looked for. */
    static void hint(RmxVerdict verdict, RmxCommand.Streams streams) {
        boolean unpublished =
                verdict.outcome() == RmxOutcome.NO_RMX && verdict.form().isEmpty();
        if (unpublished && !verdict.forms().contains(PublishedForm.SPF)) {
            verdict.subject()
                    .ifPresent(domain ->
                            streams.err().println("rmx: " + domain + " may publish SPF: --forms spf looks for it"));
        }
    }

    /** The same for what a domain says of every address. */
    static void hint(RmxExpansion expansion, RmxCommand.Streams streams) {
        expansion.parts().stream()
                .flatMap(part -> part.verdict().or(part::otherwise).stream())
                .findFirst()
                .ifPresent(verdict -> hint(verdict, streams));
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
