package dev.rmx.receive;

import dev.rmx.record.DomainName;
import java.net.IDN;
import java.text.Normalizer;

/**
 * The host that a word of a header field names, as any reader may see it ([HDR-4]). Readers differ in case, in what
 * they drop, and in where a name ends.
 */
enum ClaimedHost {
    /** Some reader may take it for this host. */
    OURS,
    /** Every reader takes it for another host. */
    ANOTHER,
    /** It names no recognizable host. */
    UNCLEAR;

    /** The characters of a token besides letters and digits (RFC 2045 §5.1). */
    private static final String TOKEN = "!#$%&'*+-.^_`{|}~";
    /** The characters after which a name is clearly over. */
    private static final String AFTER_A_NAME = "/:,;";
    /**
     * IDNA 2003 maps these away and IDNA 2008 does not, so a label with one of them may become either of two A-labels.
     */
    private static final String CHANGED_BY_IDNA_2003 = "\u00df\u03c2\u200c\u200d";

    private static final String A_LABEL = "xn--";
    private static final int LONGEST_LABEL = 255;

    /**
     * Reads a word.
     *
     * @param word the word in the place of a host
     * @param host this host
     * @return the host that it names
     */
    static ClaimedHost of(String word, DomainName host) {
        String text = fold(word);
        if (namesHost(text, host)) {
            return OURS;
        }
        int end = tokenEnd(text, 0);
        boolean clear = end > 0 && (end == text.length() || AFTER_A_NAME.indexOf(text.charAt(end)) >= 0);
        return clear ? ANOTHER : UNCLEAR;
    }

    /**
     * Whether a whole text is the name of this host.
     *
     * @param text the text
     * @param host this host
     * @return true if it is
     */
    static boolean isName(String text, DomainName host) {
        return isHost(fold(text), host);
    }

    private static boolean namesHost(String text, DomainName host) {
        for (int start = 0, end; start < text.length(); start = end + 1) {
            end = tokenEnd(text, start);
            String name = text.substring(start, end);
            if (isHost(name, host) || (name.indexOf('%') >= 0 && isHost(withoutPercent(name), host))) {
                return true;
            }
        }
        return false;
    }

    /**
     * The text as readers compare it: in lower case, in compatible characters (NFKC), and without characters that
     * readers may drop.
     */
    static String fold(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> !isOdd(c))
                .forEach(c -> compatible(c)
                        .codePoints()
                        .map(one -> Character.toLowerCase(Character.toUpperCase(one)))
                        .forEach(folded::appendCodePoint));
        return folded.toString();
    }

    /** One character in NFKC. For a whole text, a long run of combining marks would take quadratic time. */
    private static String compatible(int c) {
        String text = Character.toString(c);
        return c < 0x80
                ? text
                : Normalizer.normalize(text, Normalizer.Form.NFKC).replace('\u3002', '.');
    }

    /**
     * Whether readers may drop a character or stop at it: a control, a format character, an undecodable octet or a
     * symbol.
     */
    static boolean isOdd(int c) {
        if (c < 0x80) {
            return c < ' ' || c == 0x7f;
        }
        boolean letter = Character.isLetterOrDigit(c)
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.COMBINING_SPACING_MARK
                || CHANGED_BY_IDNA_2003.indexOf(c) >= 0;
        return !letter && !compatible(c).chars().allMatch(one -> one > ' ' && one <= '~');
    }

    private static int tokenEnd(String text, int start) {
        int at = start;
        while (at < text.length() && isToken(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isToken(char c) {
        return c >= 0x80 || Character.isLetterOrDigit(c) || TOKEN.indexOf(c) >= 0;
    }

    private static boolean isHost(String name, DomainName host) {
        int start = 0;
        int end = name.length();
        while (start < end && name.charAt(start) == '.') {
            start++;
        }
        while (end > start && name.charAt(end - 1) == '.') {
            end--;
        }
        String[] labels = name.substring(start, end).split("\\.", -1);
        String[] ours = host.toString().split("\\.", -1);
        boolean same = labels.length == ours.length;
        for (int i = 0; same && i < ours.length; i++) {
            same = isLabel(labels[i], ours[i]);
        }
        return same;
    }

    private static boolean isLabel(String label, String ours) {
        if (label.equals(ours) || label.equals(A_LABEL + ours + "-")) { // "xn--NAME-" decodes to NAME
            return true;
        }
        boolean ascii = label.chars().allMatch(c -> c < 0x80);
        if (ascii || label.length() > LONGEST_LABEL) {
            return false;
        }
        try {
            if (IDN.toASCII(label, IDN.ALLOW_UNASSIGNED).equalsIgnoreCase(ours)) {
                return true;
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) { // the JDK throws the second for some labels
            return ours.startsWith(A_LABEL);
        }
        return ours.startsWith(A_LABEL) && label.chars().anyMatch(c -> CHANGED_BY_IDNA_2003.indexOf(c) >= 0);
    }

    /** The text with each {@code %XX} decoded (RFC 3986 §2.1). */
    private static String withoutPercent(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int high = i + 2 < text.length() && text.charAt(i) == '%' ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
            plain.append(low >= 0 ? (char) (16 * high + low) : text.charAt(i));
            i += low >= 0 ? 2 : 0;
        }
        return fold(plain.toString());
    }
}
