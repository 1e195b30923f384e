package dev.rmx.testkit.cli;

import dev.rmx.codec.RmxFormatException;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpRange;
import dev.rmx.record.IpRanges;
import dev.rmx.resolver.RecordTranslation;
import dev.rmx.resolver.RmxExpander;
import dev.rmx.resolver.TranslationException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that turns the record of a domain into that of another form ([LINT-4]). Prints a piece of a zone. */
abstract class TranslateCommand<R> extends Subcommand {
    /** The most octets of a character-string in a zone (RFC 1035 §3.3). */
    private static final int STRING = 255;

    /** How many ranges of a loss are shown to people. */
    private static final int SHOWN = 10;

    @Mixin
    private final DnsOptions dns = new DnsOptions();

    @Option(names = "--json", description = "Print a JSON object instead of zone lines.")
    private boolean json;

    TranslateCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    /** The domain that the record is for. */
    abstract DomainName subject();

    abstract RecordTranslation<R> translate(RmxExpander expander, DomainName subject) throws TranslationException;

    /** The lines of a zone with the record, in each form. */
    abstract List<String> zone(DomainName subject, R record) throws RmxFormatException;

    @Override
    public Integer call() {
        DomainName subject = subject();
        try (DnsSource source = ExpandCommand.open(dns, spec)) {
            RecordTranslation<R> translation = translate(ExpandCommand.expander(source), subject);
            List<String> zone = zone(subject, translation.record());
            if (json) {
                streams.out().println(json(subject, translation, zone));
            } else {
                zone.forEach(streams.out()::println);
                translation.losses().forEach(loss -> streams.out().println("; loss: " + text(loss)));
            }
            return translation.changed().isEmpty() ? ExitCode.OK : ExitCode.RECORDS_DIFFER;
        } catch (TranslationException e) {
            throw new BadInputException(exitCode(e.kind()), e.getMessage() + hint(e.kind()));
        } catch (RmxFormatException e) {
            throw new BadInputException(ExitCode.BAD_DATA, "the record cannot be published: " + e.getMessage());
        }
    }

    private static int exitCode(TranslationException.Kind kind) {
        return kind == TranslationException.Kind.TEMPORARY ? ExitCode.TEMPERROR : ExitCode.BAD_DATA;
    }

    private static String hint(TranslationException.Kind kind) {
        return kind == TranslationException.Kind.CHOICE ? ": --soft fail or --soft pass" : "";
    }

    private static String text(RecordTranslation.Loss loss) {
        List<IpRange> ranges = ranges(loss);
        String first = ranges.stream().limit(SHOWN).map(IpRange::toString).collect(Collectors.joining(", "));
        String more = ranges.size() > SHOWN ? " and " + (ranges.size() - SHOWN) + " ranges more" : "";
        return (ranges.isEmpty() ? "" : first + more + ": ") + loss.reason();
    }

    private static List<IpRange> ranges(RecordTranslation.Loss loss) {
        return loss.addresses().map(IpRanges::ranges).orElse(List.of());
    }

    private static String json(DomainName subject, RecordTranslation<?> translation, List<String> zone) {
        return new Json()
                .field("domain", subject.toString())
                .field("record", translation.record().toString())
                .strings("zone", zone)
                .objects(
                        "losses",
                        translation.losses().stream()
                                .map(loss -> new Json()
                                        .strings("ranges", ranges(loss))
                                        .field("reason", loss.reason())))
                .end();
    }

    /** The character-strings of a TXT record with this text, as a zone has them. */
    static String strings(String text) {
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        StringBuilder strings = new StringBuilder();
        for (int at = 0; at < octets.length; at++) {
            strings.append(at % STRING != 0 ? "" : at == 0 ? "\"" : "\" \"");
            strings.append(octets[at] == '"' || octets[at] == '\\' ? "\\" : "").append((char) octets[at]);
        }
        return strings.append('"').toString();
    }
}
