package dev.rmx.receive;

import dev.rmx.record.DomainName;
import dev.rmx.text.Printable;
import java.util.List;
import java.util.regex.Pattern;

/** Folds and unfolds the values of header fields (RFC 5322 §2.2, [HDR-3]). */
final class FieldText {
    /** The length at which lines are folded where possible. */
    private static final int LINE = 78;
    /** The length at which words are cut, so that no line exceeds 998 characters. */
    private static final int LONGEST_WORD = 900;

    private static final int LONGEST_PLAIN = 400;

    /** The most characters of a value to read. */
    static final int LONGEST_VALUE = 65_536;

    private static final String FOLD = "\r\n ";
    private static final Pattern FOLDS = Pattern.compile("\r?\n(?=[ \t])");

    private FieldText() {}

    /** Joins words with spaces, or with a fold where the line would get too long. */
    static String fold(String name, List<String> words) {
        StringBuilder value = new StringBuilder();
        int column = name.length() + ": ".length();
        for (String word : words) {
            for (int at = 0; at < word.length(); at += LONGEST_WORD) { // [HDR-3]
                String piece = word.substring(at, Math.min(word.length(), at + LONGEST_WORD));
                if (!value.isEmpty() && (at > 0 || column + 1 + piece.length() > LINE)) { // [HDR-3]
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

    /**
     * The value as one line. A value over {@link #LONGEST_VALUE} is refused, since reading it takes a multiple of its
     * memory.
     */
    static String unfold(String value) {
        if (value.length() > LONGEST_VALUE) {
            throw new IllegalArgumentException(
                    "a field has at most " + LONGEST_VALUE + " characters, not " + value.length());
        }
        return FOLDS.matcher(value).replaceAll("");
    }

    /**
     * Makes a text fit for a quoted string or a comment: one line of printable ASCII with single spaces, at most 400
     * characters. Writes {@code '} for {@code "} and {@code /} for a backslash, since some readers do not know quoted
     * pairs.
     */
    static String plain(String text) {
        String plain =
                Printable.of(text).replace('"', '\'').replace('\\', '/').trim().replaceAll(" +", " ");
        return plain.length() <= LONGEST_PLAIN
                ? plain
                : plain.substring(0, LONGEST_PLAIN - 3).trim() + "...";
    }

    /** Whether {@link #plain} leaves a text as it is. */
    static boolean isPlain(String text) {
        return plain(text).equals(text);
    }

    /** Refuses a name that cannot be the host in a field. */
    static void requireHost(DomainName host) {
        if (host.isRoot() || host.toString().indexOf('\\') >= 0) {
            throw new IllegalArgumentException("a host has labels of [a-z0-9_-], not " + host);
        }
    }
}
