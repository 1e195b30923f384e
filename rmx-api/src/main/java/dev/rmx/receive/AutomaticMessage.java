package dev.rmx.receive;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Recognizes messages that no program may answer (RFC 3834 §2). */
final class AutomaticMessage {
    private static final Set<String> BULK = Set.of("bulk", "list", "junk");
    private static final Pattern WORDS = Pattern.compile("[^a-z0-9-]");

    private AutomaticMessage() {}

    /** Whether no field says that a program or a mailing list sent the message. */
    static boolean isNone(Iterable<HeaderField> header) {
        for (HeaderField field : header) {
            if (isSign(field.name().trim().toLowerCase(Locale.ROOT), field.value())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSign(String name, String value) {
        return switch (name) {
            case "auto-submitted" -> !isNo(value); // RFC 3834 §5
            case "precedence" -> saysBulk(value);
            default -> name.startsWith("list-");
        };
    }

    /** Whether the value is {@code no}, with comments or parameters or without. */
    private static boolean isNo(String value) {
        if (value.length() > FieldText.LONGEST_VALUE) {
            return false;
        }
        FieldScanner scanner = new FieldScanner(value);
        return scanner.keyword().equals("no") && (scanner.atEnd() || scanner.at(';'));
    }

    private static boolean saysBulk(String value) {
        return value.length() > FieldText.LONGEST_VALUE
                || WORDS.splitAsStream(value.toLowerCase(Locale.ROOT)).anyMatch(BULK::contains);
    }
}
