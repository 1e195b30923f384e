package dev.rmx.resolver;

/** A record that cannot be translated, such as one that is not published. The message says why, for people. */
public final class TranslationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean temporary;

    TranslationException(String message, boolean temporary) {
        super(message);
        this.temporary = temporary;
    }

    /**
     * Whether DNS failed, so that trying again can help.
     *
     * @return true if it did
     */
    public boolean isTemporary() {
        return temporary;
    }
}
