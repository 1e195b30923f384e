package dev.rmx.quarantine;

/**
 * Any Java string as printable ASCII and back. So each database can hold it, whatever its encoding; NUL and lone surrogates, which
 * PostgreSQL's text cannot hold, included. What is printable ASCII stays legible: a backslash is doubled, and other characters
 * are {@code \}{@code u} and four hexadecimal digits for each UTF-16 unit.
 */
final class AsciiText {
    private AsciiText() {}

    static String encode(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == '\\') {
                ascii.append("\\\\");
            } else if (unit >= ' ' && unit <= '~') {
                ascii.append(unit);
            } else {
                ascii.append("\\u%04x".formatted((int) unit));
            }
        }
        return ascii.toString();
    }

    /**
     * What {@link #encode} was given.
     *
     * @throws IllegalArgumentException if it does not write such text
     */
    static String decode(String ascii) {
        StringBuilder text = new StringBuilder(ascii.length());
        int at = 0;
        while (at < ascii.length()) {
            char unit = ascii.charAt(at);
            if (unit != '\\') {
                text.append(unit);
                at++;
            } else if (ascii.startsWith("\\\\", at)) {
                text.append('\\');
                at += 2;
            } else if (ascii.startsWith("\\u", at) && at + 6 <= ascii.length()) {
                text.append((char) Integer.parseInt(ascii, at + 2, at + 6, 16));
                at += 6;
            } else {
                throw new IllegalArgumentException("at character " + at + " \\\\ or \\u and four digits should stand");
            }
        }
        return text.toString();
    }
}
