package dev.rmx.quarantine;

/**
 * The store cannot do what it was asked to: it is full, or what is below it does not work. What it held before is still there, unless
 * the message says otherwise.
 *
 * <p>The call had no effect, unless it is {@linkplain #inDoubt() in doubt}.
 */
public class QuarantineException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whether the call may have had its effect. */
    private final boolean inDoubt;

    /**
     * An exception of a call that had no effect.
     *
     * @param message what could not be done, and why
     */
    public QuarantineException(String message) {
        this(message, false);
    }

    /**
     * An exception with its cause, of a call that had no effect.
     *
     * @param message what could not be done
     * @param cause why
     */
    public QuarantineException(String message, Throwable cause) {
        this(message, cause, false);
    }

    /**
     * An exception that says whether the call may have had its effect.
     *
     * @param message what could not be done, and why
     * @param inDoubt true if the call may have had its effect nevertheless
     */
    public QuarantineException(String message, boolean inDoubt) {
        super(message);
        this.inDoubt = inDoubt;
    }

    /**
     * An exception with its cause, which says whether the call may have had its effect.
     *
     * @param message what could not be done
     * @param cause why
     * @param inDoubt true if the call may have had its effect nevertheless
     */
    public QuarantineException(String message, Throwable cause, boolean inDoubt) {
        super(message, cause);
        this.inDoubt = inDoubt;
    }

    /**
     * Whether the call may have had its effect although it threw: the store broke while it was committing, for example. A message
     * whose {@code hold} is in doubt is either held or not. Who holds it again may get it back twice; who does not may never get it back
     * [TEMP-4].
     *
     * @return false if the call had no effect for sure
     */
    public boolean inDoubt() {
        return inDoubt;
    }
}
