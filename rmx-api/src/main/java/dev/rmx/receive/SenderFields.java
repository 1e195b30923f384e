package dev.rmx.receive;

import dev.rmx.receive.MessageOrigin.Sender;
import java.util.Optional;

/** The fields with an envelope sender that stand above a {@code Received} field ([RCVD-5]). */
final class SenderFields {
    private final Optional<String> configured;
    /** The topmost field of the configured name. */
    private Optional<Found> chosen = Optional.empty();
    /** The last of the usual fields. */
    private Optional<Found> nearest = Optional.empty();

    private record Found(String value, int field) {}

    SenderFields(Optional<String> configured) {
        this.configured = configured;
    }

    /** Takes note of a field, from the top down. */
    void see(HeaderField field, int number) {
        if (chosen.isEmpty()
                && configured.filter(field.name()::equalsIgnoreCase).isPresent()) {
            chosen = Optional.of(new Found(field.value(), number));
        }
        if (field.name().equalsIgnoreCase("Return-Path") || field.name().equalsIgnoreCase("X-Envelope-From")) {
            nearest = Optional.of(new Found(field.value(), number));
        }
    }

    /**
     * The sender of the message.
     *
     * @param own the path that the boundary's own field shows
     * @param boundary the number of that field
     */
    Optional<Sender> above(Optional<EnvelopeSender> own, int boundary) {
        if (chosen.isEmpty() && own.isPresent()) { // [RCVD-5]
            return own.map(path -> new Sender(path, boundary));
        }
        return chosen.or(() -> nearest) // [RCVD-5]
                .flatMap(found -> path(found.value()).map(path -> new Sender(path, found.field())));
    }

    /**
     * A path that stands alone in a field or a comment, with or without angle brackets.
     *
     * @return the sender; empty if the text is no reverse-path
     */
    static Optional<EnvelopeSender> path(String text) {
        String word = text.strip();
        String path = word.startsWith("<") ? word : "<" + word + ">";
        return !word.isEmpty() && EnvelopeSender.isReversePath(path)
                ? Optional.of(EnvelopeSender.parse(path))
                : Optional.empty();
    }
}
