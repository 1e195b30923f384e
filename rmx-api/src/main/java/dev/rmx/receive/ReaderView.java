package dev.rmx.receive;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One way in which a reader may split a field's value into comments, quoted strings and words ([HDR-4]): that of
 * RFC 5322, or a known deviation.
 *
 * @param nested whether a comment may hold comments
 * @param pairs whether a backslash escapes the next character
 */
record ReaderView(boolean nested, boolean pairs) {
    /** The way of RFC 5322 §3.2. */
    static final ReaderView RFC_5322 = new ReaderView(true, true);
    /** Known deviations. Perl's Mail::AuthenticationResults has no quoted pairs. */
    static final List<ReaderView> OTHERS =
            List.of(new ReaderView(true, false), new ReaderView(false, true), new ReaderView(false, false));

    private static final int NEXT_LINE = 0x85;
    /** Replaces undecodable octets. */
    private static final char NO_TEXT = '\ufffd';

    /**
     * A part of a value: a run of characters, or the content of a quoted string.
     *
     * @param text without quotation marks
     * @param quoted whether it was a quoted string
     * @param afterBlank whether it is the first part or follows white space or a comment
     */
    record Part(String text, boolean quoted, boolean afterBlank) {
        boolean is(String separator) {
            return !quoted && text.equals(separator);
        }
    }

    /**
     * The parts of a value.
     *
     * @param list the parts, without comments
     * @param closed whether each comment and quoted string ends; the text after an unclosed start is in no part
     */
    record Parts(List<Part> list, boolean closed) {}

    /**
     * The texts that different readers may see in a value. Characters that look like octets of UTF-8 may be decoded as
     * such. An odd character may be dropped, or may end a word.
     *
     * @param value a value from a message, in any decoding
     * @return one to four texts, with a space for white space of any kind
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
     * Splits a text as this reader does.
     *
     * @param text one of {@link #texts}
     * @param separators characters that each make a part
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

    /** The index after the comment that begins at {@code start}; -1 if it does not end. */
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

    /** The index after the quoted string that begins at {@code start}; -1 if it does not end. */
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
