package dev.rmx.testkit.cli;

import dev.rmx.PublishedForm;
import dev.rmx.RmxExpansion;
import dev.rmx.RmxLimits;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that says in which forms a domain may publish. */
class FormsOption {
    @Option(
            names = "--forms",
            paramLabel = "FORM[,FORM...]",
            converter = FormList.class,
            description = "The forms to look for, in order; the first one published decides. FORM is rmx, rmx-txt,"
                    + " spf or dmp. Default: ${DEFAULT-VALUE}.")
    private FormList.Forms forms;

    FormsOption(List<PublishedForm> defaultForms) {
        this.forms = new FormList.Forms(defaultForms);
    }

    final List<PublishedForm> inOrder() {
        return forms.inOrder();
    }

    /** A verifier of these forms, without trusted relays. */
    final RmxVerifier verifier() {
        return new RmxVerifier(inOrder(), RmxLimits.DEFAULT, List.of());
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
}
