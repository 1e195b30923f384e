package dev.rmx.testkit.cli;

import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.receive.AuthenticationResultsField;
import dev.rmx.receive.Disposition;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.receive.HeaderField;
import dev.rmx.receive.HeaderSection;
import dev.rmx.receive.IncomingMessage;
import dev.rmx.receive.MessageOrigin;
import dev.rmx.receive.MessageOrigin.Client;
import dev.rmx.receive.MessageOrigin.NoClient;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.receive.Reception;
import dev.rmx.receive.Unchecked;
import dev.rmx.record.DomainName;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code rmx filter}: checks a message after delivery, for procmail and others that pipe messages through a program.
 * Finds the client and the sender in the header section, checks them, and writes the message with the result on top.
 *
 * <p>It loses no message: whatever goes wrong, also in the command line, it ends with {@link ExitCode#TEMPERROR}
 * (EX_TEMPFAIL) and has written nothing, so that its caller keeps the message and tries again.
 */
@Command(
        name = "filter",
        description = "Read a delivered message from standard input, check it, and write it with the result on top.",
        exitCodeOnInvalidInput = ExitCode.TEMPERROR,
        exitCodeOnExecutionException = ExitCode.TEMPERROR,
        exitCodeList = {
            "0:the message is written",
            "75:nothing is written: something went wrong, or the policy defers the message; try again later"
        })
final class FilterCommand extends Subcommand {
    static final String NAME = "filter";

    private static final EnvelopeSender NOBODY = EnvelopeSender.parse("");

    @Mixin
    private final PolicyOptions own = new PolicyOptions();

    @Mixin
    private final TraceOptions trace = new TraceOptions();

    @Mixin
    private final DnsOptions dns = new DnsOptions();

    @Mixin
    private final FormOptions forms = FormOptions.ofService();

    FilterCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    void addCommonExitCodes() {} // it ends with none of them

    @Override
    public Integer call() throws IOException {
        forms.validate(spec);
        DomainName host = own.host(spec);
        ReceiverPolicy policy = own.policy();
        byte[] message = streams.in().readAllBytes();
        MessageOrigin origin = trace.reader(policy.trustedRelays()).read(HeaderSection.of(message));
        Optional<RmxQuery> query = origin instanceof Client client ? client.query() : Optional.empty();
        Reception reception = query.isPresent()
                ? policy.receive(check(query.get(), policy, host), host, Instant.now())
                : policy.receive(why(origin), NOBODY);
        if (query.isEmpty()) {
            streams.err().println("rmx: not checked: " + reason(origin));
        }
        if (reception.disposition() == Disposition.DEFER) {
            streams.err().println("rmx: deferred: " + reception.reason());
            return ExitCode.TEMPERROR;
        }
        // a message that was received can no longer be rejected: a rule finds the fields
        List<HeaderField> fields = query.isEmpty() && reception.disposition() != Disposition.ACCEPT
                ? List.of(nothing(host))
                : reception.fields();
        byte[] marked = IncomingMessage.markedFile(message, host, fields);
        streams.out().write(marked, 0, marked.length);
        return ExitCode.OK;
    }

    private RmxVerdict check(RmxQuery query, ReceiverPolicy policy, DomainName host) {
        try (DnsSource source = dns.open(
                spec,
                builder -> forms.applyTo(builder, host::toString)
                        .policy(policy)
                        .withoutCache()
                        .withoutFailureMemory())) {
            return source.checker().check(query);
        }
    }

    private static Unchecked why(MessageOrigin origin) {
        return origin instanceof NoClient none ? none.why() : Unchecked.UNKNOWN;
    }

    /** The field that says that nothing was checked (RFC 8601 §2.2). */
    private static HeaderField nothing(DomainName host) {
        String none = new AuthenticationResultsField(host, List.of()).format();
        return new HeaderField(AuthenticationResultsField.NAME, none);
    }

    private static String reason(MessageOrigin origin) {
        return origin instanceof NoClient none ? none.reason() : "no field shows the envelope sender";
    }
}
