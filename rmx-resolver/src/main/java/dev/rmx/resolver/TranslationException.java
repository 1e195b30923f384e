package dev.rmx.resolver;

/** A record that cannot be translated, such as one that is not published. The message says why, for people. */
public final class TranslationException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What can be done about it. */
    private final Kind kind;

    /** What can be done about it. */
    public enum Kind {
        /** A lookup failed, or took too long: try again later. */
        TEMPORARY,
        /** The record has softfail or neutral: choose what becomes of them, a {@link SpfToRmx.Soft}. */
        CHOICE,
        /** The record is missing or bad, or what it would become is too long. */
        UNUSABLE
    }

    TranslationException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /**
     * What can be done about it.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }
}
