package dev.rmx.testkit.cli;

import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import dev.rmx.record.RmxRecord;
import dev.rmx.resolver.RecordTranslation;
import dev.rmx.resolver.RmxExpander;
import dev.rmx.resolver.RmxToSpf;
import dev.rmx.resolver.TranslationException;
import dev.rmx.spf.SpfRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rmx to-spf}: the SPF record that says what an RMX record says ([LINT-4]). */
@Command(
        name = "to-spf",
        description = "Turn an RMX record into an SPF record with the same result for every address now, as a line of a"
                + " zone. Names each loss.",
        exitCodeList = {
            "0:no address has another result",
            "1:some address has, as the losses say",
            "65:no usable RMX record",
            "75:a lookup failed"
        })
final class ToSpfCommand extends TranslateCommand<SpfRecord> {
    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description = "The domain that is to publish a record given as text.")
    private @Nullable String domain;

    @Parameters(
            paramLabel = "DOMAIN|TEXT",
            description =
                    "The domain that publishes the RMX record; or the record's text, if it holds a colon; or a file"
                            + " with the text.")
    private String source = "";

    ToSpfCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    DomainName subject() {
        DomainName named = RecordArgument.of(source).domain();
        return named != null ? named : domain != null ? ExpandCommand.subject(domain) : RecordArgument.NOWHERE;
    }

    @Override
    RecordTranslation<SpfRecord> translate(RmxExpander expander, DomainName subject) throws TranslationException {
        return RmxToSpf.translate(expander, subject, record(expander, subject));
    }

    private RmxRecord record(RmxExpander expander, DomainName subject) {
        RecordArgument argument = RecordArgument.of(source);
        if (argument.spf() != null) {
            throw new BadInputException(ExitCode.BAD_DATA, "the record is of SPF already");
        }
        if (argument.rmx() != null) {
            argument.requireDomain(domain);
            return argument.rmx();
        }
        return published(expander, subject);
    }

    /** The record of a domain, in RMX or else in TXT ([LOOK-1]). */
    private static RmxRecord published(RmxExpander expander, DomainName subject) {
        for (DnsQuestion question : RmxVerifier.DEFAULT_FORMS.stream()
                .flatMap(form -> form.question(subject).stream())
                .toList()) {
            DnsAnswer answer = expander.answer(question);
            if (answer instanceof DnsAnswer.Found found && found.data() instanceof DnsData.RmxRecords records) {
                return records.record();
            }
            if (answer instanceof DnsAnswer.Failed failed) {
                throw new BadInputException(ExitCode.TEMPERROR, question + ": " + failed.reason());
            }
            if (answer instanceof DnsAnswer.Malformed malformed) {
                throw new BadInputException(ExitCode.BAD_DATA, question + ": " + malformed.reason());
            }
        }
        throw new BadInputException(ExitCode.BAD_DATA, subject + " publishes no RMX record");
    }

    @Override
    List<String> zone(DomainName subject, SpfRecord record) {
        return List.of(subject + ". IN TXT " + strings(record.toString()));
    }
}
