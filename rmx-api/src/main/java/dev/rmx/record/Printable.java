package dev.rmx.record;

/** Quotes text that came from outside, so that a message stays one short printable line whatever is in it. */
final class Printable {
    private static final int LONGEST = 64;

    private Printable() {}

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f) {
                quoted.append(c);
            } else {
                quoted.append(String.format("\\u%04x", (int) c));
            }
        }
        return quoted.append(text.length() > LONGEST ? "\"..." : "\"").toString();
    }
}
