package dev.rmx.codec.lint;

import java.util.Locale;

/** How much a finding matters. Ordered from the least. */
public enum LintSeverity {
    /** Works as it stands, and could be shorter or clearer. */
    NOTE,
    /** Hardly what the publisher means, or wrong for some mail. */
    WARNING,
    /** Receivers do not use the record, or it says the opposite of what it seems to say. */
    ERROR;

    /** The name in lower case, which is also the level of SARIF. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
