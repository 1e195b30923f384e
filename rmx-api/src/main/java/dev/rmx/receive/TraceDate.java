package dev.rmx.receive;

import dev.rmx.receive.TraceScanner.Kind;
import dev.rmx.receive.TraceScanner.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The date-time at the end of a {@code Received} field, in the notations of mail servers. Nothing else may stand there:
 * the first line of a message can continue the server's field ([RCVD-6]).
 */
final class TraceDate {
    private static final Set<String> MONTHS =
            Set.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final Set<String> DAYS = Set.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    private int days;
    private int months;
    private int numbers;
    private int times;
    private int zones;

    private TraceDate() {}

    /** Whether some parts are one date-time; a comment may give the name of its zone. */
    static boolean is(List<Part> parts) {
        List<Part> words = new ArrayList<>(parts);
        if (!words.isEmpty() && words.get(words.size() - 1).is(Kind.COMMENT)) {
            if (!isZone(words.remove(words.size() - 1).text())) {
                return false;
            }
        }
        TraceDate date = new TraceDate();
        return words.stream().allMatch(part -> part.is(Kind.WORD) && date.take(part.text()))
                && date.times == 1
                && date.days <= 1
                && date.months <= 1
                && date.numbers <= 2
                && date.zones <= 2;
    }

    private boolean take(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        String plain = lower.endsWith(",") ? lower.substring(0, lower.length() - 1) : lower;
        if (DAYS.contains(plain)) {
            days++;
        } else if (MONTHS.contains(lower)) {
            months++;
        } else if (lower.indexOf(':') > 0) {
            times++;
            return lower.length() <= 18 && lower.chars().allMatch(c -> isDigit(c) || c == ':' || c == '.');
        } else if (isDigit(lower.charAt(0))) {
            numbers++;
            return lower.length() <= 4 && lower.chars().allMatch(TraceDate::isDigit);
        } else {
            zones++;
            boolean offset = word.charAt(0) == '+' || word.charAt(0) == '-';
            return word.length() >= 2
                    && word.length() <= 5
                    && word.chars().skip(offset ? 1 : 0).allMatch(offset ? TraceDate::isDigit : TraceDate::isUpperCase);
        }
        return true;
    }

    /** The name of a time zone. */
    private static boolean isZone(String comment) {
        return comment.length() <= 64
                && comment.chars().allMatch(c -> isLetter(c) || isDigit(c) || c >= 0x80 || " .,:+-'/&".indexOf(c) >= 0);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || isUpperCase(c);
    }

    private static boolean isUpperCase(int c) {
        return c >= 'A' && c <= 'Z';
    }
}
