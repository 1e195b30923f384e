package dev.rmx.testkit.cli;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time: a number and its unit, as in {@code 90s}, {@code 15m}, {@code 6h} or {@code 2d}. */
final class TimeWord implements ITypeConverter<Duration> {
    private static final Pattern FORMAT = Pattern.compile("(\\d{1,9})([smhd])");

    @Override
    public Duration convert(String text) {
        return read(text)
                .orElseThrow(() ->
                        new TypeConversionException("a time is a number and s, m, h or d, as in 15m, not " + text));
    }

    /** The time that a word gives; empty if it gives none. */
    static Optional<Duration> read(String word) {
        Matcher matcher = FORMAT.matcher(word);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        ChronoUnit unit = switch (matcher.group(2)) {
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            default -> ChronoUnit.DAYS;
        };
        return Optional.of(Duration.of(Long.parseLong(matcher.group(1)), unit));
    }
}
