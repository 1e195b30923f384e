package dev.rmx.quarantine;

/**
 * Encodes any Java string as printable ASCII, and decodes it. Any database can store the result, whatever its encoding,
 * including NUL and lone surrogates, which PostgreSQL's text cannot hold. Printable ASCII stays as it is, except that a
 * backslash is doubled; any other UTF-16 unit becomes {@code \}{@code u} and four hexadecimal digits.
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
     * Reverses {@link #encode}.
     *
     * @throws IllegalArgumentException if {@link #encode} cannot have written this text
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
                throw new IllegalArgumentException("at character " + at + " \\\\ or \\u and four digits were expected");
            }
        }
        return text.toString();
    }
}
