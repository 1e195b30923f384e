package dev.rmx.receive;

import dev.rmx.record.DomainName;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The text of header fields (RFC 5322 §2.2): folded where it gets long, and never a second field or another line ([HDR-3]).
 */
final class FieldText {
    /** Where lines are folded if they can be. */
    private static final int LINE = 78;
    /** What a word is cut into that would make a line of more than 998 characters. */
    private static final int LONGEST_WORD = 900;

    /** The most characters of a field's value that are read. */
    static final int LONGEST_VALUE = 65_536;

    private static final String FOLD = "\r\n ";
    private static final Pattern FOLDS = Pattern.compile("\r?\n(?=[ \t])");

    private FieldText() {}

    /** The value of a field: words with a space between them, or, where the line would get too long, a fold. */
    static String fold(String name, List<String> words) {
        StringBuilder value = new StringBuilder();
        int column = name.length() + ": ".length();
        for (String word : words) {
            for (int at = 0; at < word.length(); at += LONGEST_WORD) {
                String piece = word.substring(at, Math.min(word.length(), at + LONGEST_WORD));
                if (!value.isEmpty() && (at > 0 || column + 1 + piece.length() > LINE)) {
                    value.append(FOLD);
                    column = 1;
                } else if (!value.isEmpty()) {
                    value.append(' ');
                    column++;
                }
                value.append(piece);
                column += piece.length();
            }
        }
        return value.toString();
    }

    /** The value of a field as one line; refused if nobody writes one so long, since what is read of it takes more room than itself. */
    static String unfold(String value) {
        if (value.length() > LONGEST_VALUE) {
            throw new IllegalArgumentException(
                    "a field has at most " + LONGEST_VALUE + " characters, not " + value.length());
        }
        return FOLDS.matcher(value).replaceAll("");
    }

    /** Makes sure that a name can stand in a field as the host that writes it. */
    static void requireHost(DomainName host) {
        if (host.isRoot() || host.toString().indexOf('\\') >= 0) {
            throw new IllegalArgumentException("a host has labels of [a-z0-9_-], unlike " + host);
        }
    }
}
