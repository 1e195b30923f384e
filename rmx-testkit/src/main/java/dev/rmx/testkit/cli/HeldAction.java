package dev.rmx.testkit.cli;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What {@code rmx quarantine} does with messages. */
enum HeldAction {
    LIST,
    SHOW,
    COUNT,
    RELEASE,
    REMOVE,
    RETRY;

    boolean changes() {
        return this == RELEASE || this == REMOVE || this == RETRY;
    }

    boolean takesIds() {
        return changes() || this == SHOW;
    }

    /** The word on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Converts the word. */
    static final class Word implements ITypeConverter<HeldAction> {
        @Override
        public HeldAction convert(String text) {
            return Stream.of(values())
                    .filter(action -> action.toString().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("it is one of "
                            + Stream.of(values()).map(HeldAction::toString).collect(Collectors.joining(", ")) + ", not "
                            + text));
        }
    }
}
