package dev.rmx.text;

/** Makes text from outside fit to be shown: one line of printable ASCII, of limited length. */
public final class Printable {
    private static final int LONGEST_QUOTE = 64;
    private static final String CUT = "...";

    private Printable() {}

    /**
     * Whether a text is printable ASCII, spaces included.
     *
     * @param text any text
     * @return true if it is; true for an empty text
     */
    public static boolean is(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /**
     * Makes a text printable ASCII.
     *
     * @param text any text
     * @return the text, with a question mark for each other character
     */
    public static String of(String text) {
        return is(text) ? text : text.replaceAll("[^ -~]", "?"); // [HDR-3] no control characters
    }

    /**
     * Makes a text printable ASCII of limited length.
     *
     * @param text any text
     * @param longest the most characters, including the dots that mark a cut
     * @return the text, cut if it was longer
     */
    public static String of(String text, int longest) {
        String printable = of(text.length() > longest ? text.substring(0, longest + 1) : text);
        return printable.length() <= longest ? printable : printable.substring(0, longest - CUT.length()) + CUT;
    }

    /**
     * Quotes a text for a message.
     *
     * @param text any text
     * @return at most 64 of its characters in double quotes, with Java escapes outside printable ASCII, and dots after
     *     them if it was longer
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
