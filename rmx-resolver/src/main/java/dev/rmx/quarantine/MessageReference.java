package dev.rmx.quarantine;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The owner's reference to a held message, such as a queue id or a path. The quarantine stores and returns it
 * unchanged; the message itself stays with its owner.
 *
 * <p>Immutable, and safe to share between threads.
 */
public final class MessageReference {
    /** The maximum length of a reference, in octets. */
    public static final int MOST_OCTETS = 1024;

    private final byte[] octets;

    private MessageReference(byte[] octets) {
        if (octets.length > MOST_OCTETS) {
            throw new IllegalArgumentException(
                    "a reference has at most " + MOST_OCTETS + " octets, not " + octets.length);
        }
        this.octets = octets;
    }

    /**
     * Makes a reference from octets.
     *
     * @param octets at most 1,024; copied
     * @return the reference
     * @throws IllegalArgumentException if there are more
     */
    public static MessageReference of(byte... octets) {
        return new MessageReference(octets.clone());
    }

    /**
     * Makes a reference from text.
     *
     * @param text text of at most 1,024 octets in UTF-8
     * @return the reference
     * @throws IllegalArgumentException if it is longer
     */
    public static MessageReference of(String text) {
        return new MessageReference(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the octets.
     *
     * @return a copy
     */
    public byte[] octets() {
        return octets.clone();
    }

    /**
     * Returns the reference as text.
     *
     * @return the octets read as UTF-8; empty if they are not UTF-8
     */
    public Optional<String> text() {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return Optional.of(text.toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageReference reference && Arrays.equals(octets, reference.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** The text if the octets are UTF-8, otherwise their number. */
    @Override
    public String toString() {
        return text().orElseGet(() -> octets.length + " octets");
    }
}
