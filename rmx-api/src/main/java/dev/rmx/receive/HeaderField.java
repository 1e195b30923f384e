package dev.rmx.receive;

/**
 * A header field that a receiver adds to a message, as {@link CheckReport#fields} gives it.
 *
 * @param name the field's name
 * @param value the text after the colon and a space: printable ASCII, folded with CRLF and a space, without a final
 *     CRLF
 */
public record HeaderField(String name, String value) {
    /** The whole field, folded, without a final CRLF. */
    @Override
    public String toString() {
        return name + ": " + value;
    }
}
