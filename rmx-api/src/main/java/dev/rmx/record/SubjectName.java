package dev.rmx.record;

import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the subject from a client's text, the domain of a sender or a HELO name ([ID-3], [ID-4], [ID-5]). */
final class SubjectName {
    /** IDNA 2003 maps these away and IDNA 2008 does not: a name with one could become another domain ([ID-5]). */
    private static final String CHANGED_BY_IDNA_2003 = "\u00df\u1e9e\u03c2\u200c\u200d";
    /** The full stops of IDNA 2003 (RFC 3490 §3.1). */
    private static final String FULL_STOPS = ".\u3002\uff0e\uff61";

    private static final int MAX_LENGTH = 253;

    private SubjectName() {}

    /** The subject that {@code text} names; empty if it names none that can be checked. */
    static Optional<DomainName> parse(String text) {
        if (text.length() > 4 * MAX_LENGTH) {
            return Optional.empty();
        }
        List<String> labels = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            boolean end = i == text.length();
            if (end && start == i && i > 0) {
                break; // [ID-3] after a trailing dot
            }
            if (!end && CHANGED_BY_IDNA_2003.indexOf(text.charAt(i)) >= 0) { // [ID-5]
                return Optional.empty();
            }
            if (end || FULL_STOPS.indexOf(text.charAt(i)) >= 0) {
                Optional<String> label = asciiLabel(text.substring(start, i));
                if (label.isEmpty()) {
                    return Optional.empty();
                }
                labels.add(label.get());
                start = i + 1;
            }
        }
        return DomainName.ROOT.prepend(labels).filter(DomainName::isUsableSubject); // [ID-4]
    }

    private static Optional<String> asciiLabel(String label) {
        if (label.isEmpty()) {
            return Optional.empty();
        }
        if (isAscii(label)) {
            return Optional.of(label);
        }
        try {
            return Optional.of(IDN.toASCII(label, IDN.USE_STD3_ASCII_RULES)) // [ID-5]
                    .filter(ascii -> !ascii.isEmpty() && isAscii(ascii));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty(); // [ID-5] no A-label; the JDK throws the second for some labels
        }
    }

    private static boolean isAscii(String label) {
        for (int i = 0; i < label.length(); i++) {
            if (label.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }
}
