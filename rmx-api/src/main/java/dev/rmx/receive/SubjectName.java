package dev.rmx.receive;

import dev.rmx.record.DomainName;
import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the domain of an envelope sender or HELO, which can be anything that a client sent ([ID-3] to [ID-5]). */
final class SubjectName {
    /** What IDNA 2003 maps away and IDNA 2008 does not; a name with one of them could become another domain ([ID-5]). */
    private static final String CHANGED_BY_IDNA_2003 = "\u00df\u1e9e\u03c2\u200c\u200d";
    /** The full stops of IDNA 2003 (RFC 3490 §3.1). */
    private static final String FULL_STOPS = "[.\u3002\uff0e\uff61]";

    private static final int MAX_LENGTH = 253;

    private SubjectName() {}

    /** The subject that {@code text} names; empty if it names none that can be checked. */
    static Optional<DomainName> parse(String text) {
        if (text.length() > 4 * MAX_LENGTH || text.chars().anyMatch(c -> CHANGED_BY_IDNA_2003.indexOf(c) >= 0)) {
            return Optional.empty();
        }
        String[] parts = text.split(FULL_STOPS, -1);
        int count = parts.length > 1 && parts[parts.length - 1].isEmpty() ? parts.length - 1 : parts.length;
        List<String> labels = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Optional<String> label = asciiLabel(parts[i]);
            if (label.isEmpty()) {
                return Optional.empty();
            }
            labels.add(label.get());
        }
        return DomainName.ROOT.prepend(labels).filter(DomainName::isUsableSubject);
    }

    private static Optional<String> asciiLabel(String label) {
        String ascii = label;
        if (label.chars().anyMatch(c -> c > 0x7f)) {
            try {
                ascii = IDN.toASCII(label, IDN.USE_STD3_ASCII_RULES);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                return Optional
                        .empty(); // no A-label: the name is unusable ([ID-5]); some inputs break the JDK's own bounds
            }
        }
        return ascii.isEmpty() || ascii.chars().anyMatch(c -> c > 0x7f) ? Optional.empty() : Optional.of(ascii);
    }
}
