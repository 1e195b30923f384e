package dev.rmx.receive;

import java.util.Locale;
import java.util.Set;

/** Recognizes messages that no program may answer (RFC 3834 §2). */
final class AutomaticMessage {
    private static final Set<String> BULK = Set.of("bulk", "list", "junk");

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
            case "auto-submitted" -> !word(value).equals("no"); // RFC 3834 §2
            case "precedence" -> BULK.contains(word(value));
            default -> name.startsWith("list-");
        };
    }

    /** The first word in lower case, without comments before it. Empty if the value is too long to be read. */
    private static String word(String value) {
        return value.length() > FieldText.LONGEST_VALUE ? "" : new FieldScanner(value).keyword();
    }
}
