package dev.rmx.testkit.cli;

import dev.rmx.receive.TraceReader;
import dev.rmx.record.IpPrefix;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say how to find the client of a message. */
final class TraceOptions {
    @Option(
            names = "--trust",
            paramLabel = "PREFIX",
            converter = Prefix.class,
            description = "Relays whose Received fields are passed, as in 192.0.2.0/28. Repeatable."
                    + " Each must add such a field. Loopback addresses are always trusted.")
    private List<IpPrefix> trusted = List.of();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "A name by which the receiver or a relay calls itself after \"by\". Repeatable."
                    + " Default: any name.")
    private List<String> names = List.of();

    @Option(
            names = "--sender-field",
            paramLabel = "NAME",
            description = "The field in which the receiver's server writes the envelope sender.")
    private @Nullable String senderField;

    private static final class Prefix implements ITypeConverter<IpPrefix> {
        @Override
        public IpPrefix convert(String text) {
            try {
                return IpPrefix.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    boolean isUsed() {
        return !trusted.isEmpty() || !names.isEmpty() || senderField != null;
    }

    /** A reader that trusts these relays too, such as those of a policy. */
    TraceReader reader(List<IpPrefix> more) {
        List<IpPrefix> relays = Stream.concat(trusted.stream(), more.stream()).toList();
        TraceReader reader = TraceReader.trusting(relays).named(names.toArray(new String[0]));
        return senderField == null ? reader : reader.senderField(senderField);
    }
}
