package dev.rmx.testkit.cli;

import dev.rmx.PublishedForm;
import dev.rmx.codec.GenericRdata;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxTxt;
import dev.rmx.codec.RmxWire;
import dev.rmx.record.DomainName;
import dev.rmx.record.RmxRecord;
import dev.rmx.resolver.RecordTranslation;
import dev.rmx.resolver.RmxExpander;
import dev.rmx.resolver.SpfToRmx;
import dev.rmx.resolver.TranslationException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code rmx from-spf}: the RMX record that says what the SPF record of a domain says ([LINT-4]). */
@Command(
        name = "from-spf",
        description = "Turn the SPF record of a domain into an RMX record with the same result for every address now,"
                + " as lines of a zone: as RMX, as TYPE65280 (RFC 3597) and as TXT. Names each loss.",
        exitCodeList = {
            "0:no address has another result",
            "1:some address has, as the losses say",
            "65:no usable SPF record, or it has softfail or neutral and --soft is missing",
            "75:a lookup failed"
        })
final class FromSpfCommand extends TranslateCommand<RmxRecord> {
    @Option(
            names = "--soft",
            paramLabel = "fail|pass",
            converter = SoftWord.class,
            description = "What becomes of softfail and neutral, which RMX does not have.")
    private SpfToRmx.@Nullable Soft soft;

    @Parameters(paramLabel = "DOMAIN", description = "The domain that publishes the SPF record.")
    private String domain = "";

    /** Reads the value of {@code --soft}. */
    private static final class SoftWord implements ITypeConverter<SpfToRmx.Soft> {
        @Override
        public SpfToRmx.Soft convert(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "fail" -> SpfToRmx.Soft.FAIL;
                case "pass" -> SpfToRmx.Soft.PASS;
                default -> throw new TypeConversionException("'" + text + "' is neither fail nor pass");
            };
        }
    }

    FromSpfCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    DomainName subject() {
        return ExpandCommand.subject(domain);
    }

    @Override
    RecordTranslation<RmxRecord> translate(RmxExpander expander, DomainName subject) throws TranslationException {
        return SpfToRmx.translate(expander, subject, Optional.ofNullable(soft));
    }

    @Override
    List<String> zone(DomainName subject, RmxRecord record) throws RmxFormatException {
        RmxTxt.encode(record); // refuses what is too long
        Stream<String> inRmx = Stream.of(
                subject + ". IN RMX " + record,
                subject + ". IN TYPE" + RmxWire.DEFAULT_TYPE + " " + GenericRdata.format(RmxWire.encode(record)));
        Stream<String> inTxt = PublishedForm.RMX_TXT.question(subject).stream()
                .map(question -> question.name() + ". IN TXT " + strings(record.toString()));
        return Stream.concat(inRmx, inTxt).toList();
    }
}
