package dev.rmx.receive;

/**
 * A header field of a message: one that a receiver adds, as {@link CheckReport#fields} gives it, or one that came in,
 * as {@link HeaderSection#fields} does.
 *
 * @param name the field's name
 * @param value the text after the colon and a space, folded with CRLF and white space, without a final CRLF. In a field
 *     to be added it is printable ASCII; in one that came in, any text.
 */
public record HeaderField(String name, String value) {
    /** The whole field, folded, without a final CRLF. */
    @Override
    public String toString() {
        return name + ": " + value;
    }
}
