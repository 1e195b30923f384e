package dev.rmx.testkit.cli;

import dev.rmx.RmxExpansion;
import dev.rmx.RmxVerifier;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxExpander;
import dev.rmx.text.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rmx expand}: what does this domain say of every address ([LINT-4])? */
@Command(
        name = "expand",
        description = "List every address range that a domain authorizes now, where it comes from, until when that"
                + " holds, and what cannot be listed.",
        exitCodeList = {
            "0:the ranges are listed",
            ExitCode.NONE_LINE + " of the forms is published, or what is published cannot be used",
            "65:DOMAIN is no name that a sender can have, or has too many ranges to list",
            "75:a lookup failed, and some address hangs on it"
        })
final class ExpandCommand extends Subcommand {
    @Mixin
    private final DnsOptions dns = new DnsOptions();

    @Mixin
    private final FormsOption forms = new FormsOption(RmxVerifier.DEFAULT_FORMS);

    @Option(names = "--json", description = "Print a JSON object instead of lines for people.")
    private boolean json;

    @Parameters(paramLabel = "DOMAIN", description = "The domain of envelope senders.")
    private String domain = "";

    ExpandCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        DomainName subject = subject(domain);
        try (DnsSource source = open(dns, spec)) {
            RmxExpansion expansion = expander(source).expand(forms.verifier(), subject);
            ExpansionView view = new ExpansionView(expansion);
            if (json) {
                streams.out().println(view.json());
            } else {
                view.lines().forEach(streams.out()::println);
                FormsOption.hint(expansion, streams);
            }
            return ExpansionView.exitCode(expansion);
        }
    }

    /** The domain that an argument names. */
    static DomainName subject(String text) {
        return DomainName.parseSubject(text)
                .orElseThrow(() -> new BadInputException(
                        ExitCode.BAD_DATA, Printable.quote(text) + " is not a domain that senders can have"));
    }

    /** An expander asks no question twice, and needs no cache. */
    static DnsSource open(DnsOptions dns, CommandSpec spec) {
        return dns.open(spec, builder -> builder.withoutCache().withoutFailureMemory());
    }

    static RmxExpander expander(DnsSource source) {
        return new RmxExpander(source.checker().resolver(), RmxChecker.DEFAULT_DEADLINE);
    }
}
