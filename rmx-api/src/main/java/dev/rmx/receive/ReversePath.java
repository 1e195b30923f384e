package dev.rmx.receive;

import java.util.function.IntPredicate;

/** The syntax of a reverse-path (RFC 5321 §4.1.2, with the characters of RFC 6531 §3.3), read from left to right. */
final class ReversePath {
    private static final String ATEXT = "!#$%&'*+-/=?^_`{|}~";
    /** Joiners and the middle dot, which U-labels may have. */
    private static final String IN_U_LABELS = "\u200c\u200d\u00b7";

    private final String text;
    private int at;

    private ReversePath(String text) {
        this.text = text;
    }

    static boolean is(String text) {
        return text.equals("<>") || new ReversePath(text).isPath();
    }

    private boolean isPath() {
        return take('<')
                && route()
                && localPart()
                && take('@')
                && (domain() || literal())
                && take('>')
                && at == text.length();
    }

    /** The source route, if there is one: {@code @a.example,@b.example:}. */
    private boolean route() {
        if (!take('@')) {
            return true;
        }
        while (domain()) {
            if (take(':')) {
                return true;
            }
            if (!take(',') || !take('@')) {
                return false;
            }
        }
        return false;
    }

    private boolean localPart() {
        return take('"') ? quotedRest() : takeAll(c -> c == '.' || isAtext(c));
    }

    private boolean quotedRest() {
        while (!take('"')) {
            take('\\');
            if (!takeIf(c -> c >= ' ' && !Character.isISOControl(c))) {
                return false;
            }
        }
        return true;
    }

    /** Labels separated by dots, with or without a final dot. */
    private boolean domain() {
        if (!takeAll(ReversePath::isInLabel)) {
            return false;
        }
        while (take('.')) {
            if (!takeAll(ReversePath::isInLabel)) {
                return true;
            }
        }
        return true;
    }

    private boolean literal() {
        return take('[') && takeAll(c -> c > ' ' && c <= '~' && "[\\]".indexOf(c) < 0) && take(']');
    }

    private static boolean isAtext(int c) {
        return isAsciiAlphanumeric(c) || ATEXT.indexOf(c) >= 0 || (c >= 0x80 && !Character.isISOControl(c));
    }

    private static boolean isInLabel(int c) {
        return isAsciiAlphanumeric(c) || c == '-' || c == '_' || (c >= 0x80 && isInULabel(c));
    }

    private static boolean isInULabel(int c) {
        return Character.isLetterOrDigit(c)
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.COMBINING_SPACING_MARK
                || IN_U_LABELS.indexOf(c) >= 0;
    }

    private static boolean isAsciiAlphanumeric(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private boolean take(char wanted) {
        return takeIf(c -> c == wanted);
    }

    private boolean takeIf(IntPredicate wanted) {
        if (at >= text.length() || !wanted.test(text.codePointAt(at))) {
            return false;
        }
        at += Character.charCount(text.codePointAt(at));
        return true;
    }

    /** Takes one or more. */
    private boolean takeAll(IntPredicate wanted) {
        boolean taken = takeIf(wanted);
        boolean more = taken;
        while (more) {
            more = takeIf(wanted);
        }
        return taken;
    }
}
