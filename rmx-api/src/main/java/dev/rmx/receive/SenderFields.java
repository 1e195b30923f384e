package dev.rmx.receive;

import dev.rmx.receive.MessageOrigin.Sender;
import java.util.Optional;

/**
 * Finds the envelope sender in the fields above the {@code Received} field that decides, the boundary ([RCVD-5]). Give
 * it each field with {@link #add}, from the top down, and then ask for the {@link #sender}.
 */
final class SenderFields {
    private final Optional<String> configured;
    /** The topmost field that has the configured name. */
    private Optional<Found> chosen = Optional.empty();
    /** The last {@code Return-Path} or {@code X-Envelope-From} so far. */
    private Optional<Found> nearest = Optional.empty();

    private record Found(String value, int field) {}

    SenderFields(Optional<String> configured) {
        this.configured = configured;
    }

    /** Adds the next field above the boundary. */
    void add(HeaderField field, int number) {
        if (chosen.isEmpty()
                && configured.filter(field.name()::equalsIgnoreCase).isPresent()) {
            chosen = Optional.of(new Found(field.value(), number));
        }
        if (field.name().equalsIgnoreCase("Return-Path") || field.name().equalsIgnoreCase("X-Envelope-From")) {
            nearest = Optional.of(new Found(field.value(), number));
        }
    }

    /**
     * The sender of the message, with the field that names it.
     *
     * @param own the sender that the boundary's own field names
     * @param boundary the number of that field
     */
    Optional<Sender> sender(Optional<EnvelopeSender> own, int boundary) {
        if (chosen.isEmpty() && own.isPresent()) { // [RCVD-5]
            return own.map(path -> new Sender(path, boundary));
        }
        return chosen.or(() -> nearest) // [RCVD-5]
                .flatMap(found -> path(found.value()).map(path -> new Sender(path, found.field())));
    }

    /**
     * Reads a reverse-path that is a whole field or comment, with or without angle brackets.
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
