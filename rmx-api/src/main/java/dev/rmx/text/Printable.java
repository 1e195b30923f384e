package dev.rmx.text;

/** Makes one printable line of text that came from outside: it must not start another line, hide what follows, or go on for ever. */
public final class Printable {
    private static final int LONGEST_QUOTE = 64;
    private static final String CUT = "...";

    private Printable() {}

    /**
     * Whether a text is printable ASCII, blanks included.
     *
     * @param text any text
     * @return true if it is; true for an empty text
     */
    public static boolean is(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /**
     * A text in printable ASCII.
     *
     * @param text any text
     * @return the text, with a question mark in place of each other character
     */
    public static String of(String text) {
        return text.replaceAll("[^ -~]", "?"); // [HDR-3] no control comes out
    }

    /**
     * A text in printable ASCII, and no longer than it may be.
     *
     * @param text any text
     * @param longest the most characters, with the dots that show where it was cut
     * @return the text, cut where it is longer
     */
    public static String of(String text, int longest) {
        String printable = of(text.length() > longest ? text.substring(0, longest + 1) : text);
        return printable.length() <= longest ? printable : printable.substring(0, longest - CUT.length()) + CUT;
    }

    /**
     * A short quotation, for a message.
     *
     * @param text any text
     * @return at most 64 characters of it between double quotes, those that are not printable ASCII as Java's escapes; dots behind them if
     *     it is longer
     */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < Math.min(text.length(), LONGEST_QUOTE); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~') {
                quoted.append(c);
            } else {
                quoted.append(String.format("\\u%04x", (int) c));
            }
        }
        return quoted.append(text.length() > LONGEST_QUOTE ? '"' + CUT : "\"").toString();
    }
}
