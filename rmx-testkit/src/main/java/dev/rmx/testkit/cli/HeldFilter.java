package dev.rmx.testkit.cli;

import dev.rmx.RmxOutcome;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.record.DomainName;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that choose among held messages. */
final class HeldFilter {
    @Option(
            names = "--domain",
            paramLabel = "NAME",
            converter = Domain.class,
            description = "Only messages whose sender's domain is NAME, or below it.")
    private @Nullable DomainName domain;

    @Option(
            names = "--older",
            paramLabel = "TIME",
            converter = TimeWord.class,
            description = "Only messages held for at least TIME, as in 90s, 15m, 6h or 2d.")
    private @Nullable Duration older;

    @Option(
            names = "--newer",
            paramLabel = "TIME",
            converter = TimeWord.class,
            description = "Only messages held for less than TIME.")
    private @Nullable Duration newer;

    @Option(
            names = "--outcome",
            paramLabel = "OUTCOME",
            converter = OutcomeWord.class,
            description = "Only messages with this decision: undecided, or an outcome such as Denied or NoRMX.")
    private @Nullable Outcome outcome;

    /** Whether any option is used. */
    boolean isUsed() {
        return domain != null || older != null || newer != null || outcome != null;
    }

    /** Whether a message is chosen. */
    boolean test(HeldMessage message, Instant now) {
        Duration age = Duration.between(message.since(), now);
        return (domain == null
                        || message.query().subject().filter(this::isBelow).isPresent())
                && (older == null || age.compareTo(older) >= 0)
                && (newer == null || age.compareTo(newer) < 0)
                && (outcome == null || outcome.wanted.equals(HeldLine.outcome(message)));
    }

    private boolean isBelow(DomainName subject) {
        return domain != null && subject.isAtOrBelow(domain);
    }

    private static final class Domain implements ITypeConverter<DomainName> {
        @Override
        public DomainName convert(String text) {
            try {
                return DomainName.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /**
     * The outcome that a decision has to have.
     *
     * @param wanted empty for messages without a decision; picocli sets a field that is Optional itself
     */
    private record Outcome(Optional<RmxOutcome> wanted) {}

    private static final class OutcomeWord implements ITypeConverter<Outcome> {
        @Override
        public Outcome convert(String text) {
            return new Outcome(
                    text.equalsIgnoreCase(HeldLine.UNDECIDED) ? Optional.empty() : Optional.of(outcome(text)));
        }
    }

    /** Converts an outcome of a decision. */
    static final class Decided implements ITypeConverter<RmxOutcome> {
        @Override
        public RmxOutcome convert(String text) {
            return outcome(text);
        }
    }

    private static RmxOutcome outcome(String text) {
        return PolicyWords.outcome(text)
                .orElseThrow(() -> new TypeConversionException(
                        text.toLowerCase(Locale.ROOT) + " is not one of " + PolicyWords.names(RmxOutcome.values())));
    }
}
