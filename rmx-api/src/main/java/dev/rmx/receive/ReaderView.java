package dev.rmx.receive;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How a reader may see the structure of a field's value ([HDR-4]): RFC 5322's comments and quoted strings, and what others make of them.
 *
 * @param nested whether a comment may hold comments
 * @param pairs whether a backslash takes its meaning from the character after it
 */
record ReaderView(boolean nested, boolean pairs) {
    /** As RFC 5322 §3.2 says. */
    static final ReaderView RFC_5322 = new ReaderView(true, true);
    /** What other readers are known to do. Perl's Mail::AuthenticationResults has no quoted pairs. */
    static final List<ReaderView> OTHERS =
            List.of(new ReaderView(true, false), new ReaderView(false, true), new ReaderView(false, false));

    private static final int NEXT_LINE = 0x85;
    /** What stands for octets that are no text. */
    private static final char NO_TEXT = '\ufffd';

    /**
     * A part of a value: a run of characters, or what a quoted string says.
     *
     * @param text without quotation marks
     * @param quoted whether it stood between some
     * @param afterBlank whether it is the first, or white space or a comment stands before it
     */
    record Part(String text, boolean quoted, boolean afterBlank) {
        boolean is(String separator) {
            return !quoted && text.equals(separator);
        }
    }

    /**
     * What can be read of a value.
     *
     * @param list comments are left out
     * @param closed whether each comment and quoted string ends; what stands behind the start of one that does not is in no part
     */
    record Parts(List<Part> list, boolean closed) {}

    /**
     * The texts that a value may be to different readers. What looks like octets of UTF-8 may be those; and a character that is no text may
     * be dropped, or may end a word.
     *
     * @param value from a message, in whatever way it was decoded
     * @return one to four texts, whose white space of any kind is a space
     */
    static Set<String> texts(String value) {
        Set<String> texts = new LinkedHashSet<>();
        for (String decoded : decoded(value)) {
            texts.add(withSpaces(decoded, false));
            texts.add(withSpaces(decoded, true));
        }
        return texts;
    }

    private static List<String> decoded(String value) {
        if (value.chars().allMatch(c -> c < 0x80) || value.chars().anyMatch(c -> c > 0xff)) {
            return List.of(value);
        }
        String decoded = new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        boolean octets = decoded.length() < value.length() || value.chars().anyMatch(c -> c >= 0x80 && c < 0xa0);
        if (!octets) {
            return List.of(value);
        }
        return decoded.indexOf(NO_TEXT) < 0 ? List.of(decoded) : List.of(value, decoded);
    }

    private static String withSpaces(String value, boolean oddToo) {
        StringBuilder text = new StringBuilder(value.length());
        value.codePoints().forEach(c -> {
            boolean blank = Character.isWhitespace(c) || Character.isSpaceChar(c) || c == NEXT_LINE;
            text.appendCodePoint(blank || (oddToo && ClaimedHost.isOdd(c)) ? ' ' : c);
        });
        return text.toString();
    }

    /**
     * Splits a text.
     *
     * @param text one of {@link #texts}
     * @param separators characters that are a part of their own
     * @return the parts
     */
    Parts parts(String text, String separators) {
        List<Part> parts = new ArrayList<>();
        boolean blank = true;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int end;
            if (c == ' ') {
                end = at + 1;
            } else if (c == '(') {
                end = commentEnd(text, at);
            } else if (c == '"') {
                end = quotedEnd(text, at);
                if (end > 0) {
                    parts.add(new Part(unquoted(text.substring(at + 1, end - 1)), true, blank));
                }
            } else {
                end = separators.indexOf(c) >= 0 ? at + 1 : runEnd(text, at, separators);
                parts.add(new Part(text.substring(at, end), false, blank));
            }
            if (end < 0) {
                return new Parts(parts, false);
            }
            blank = c == ' ' || c == '(';
            at = end;
        }
        return new Parts(parts, true);
    }

    private static int runEnd(String text, int start, String separators) {
        int at = start;
        while (at < text.length() && " (\"".indexOf(text.charAt(at)) < 0 && separators.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    /** Behind the comment that begins there; -1 if it does not end. */
    private int commentEnd(String text, int start) {
        int depth = 0;
        for (int at = start; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' && pairs) {
                at++;
            } else if (c == '(' && (nested || depth == 0)) {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return at + 1;
            }
        }
        return -1;
    }

    /** Behind the quoted string that begins there; -1 if it does not end. */
    private int quotedEnd(String text, int start) {
        for (int at = start + 1; at < text.length(); at++) {
            if (text.charAt(at) == '\\' && pairs) {
                at++;
            } else if (text.charAt(at) == '"') {
                return at + 1;
            }
        }
        return -1;
    }

    private String unquoted(String text) {
        return pairs ? text.replaceAll("\\\\(.)", "$1") : text;
    }
}
