package dev.rmx.quarantine;

/**
 * The store cannot do what it was asked to: it is full, or its database or disk fails. Messages held before are still
 * there, unless the exception's message says otherwise.
 *
 * <p>The call had no effect, unless the exception is {@linkplain #inDoubt() in doubt}.
 */
public class QuarantineException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whether the call may have had its effect. */
    private final boolean inDoubt;

    /**
     * Reports a call that had no effect.
     *
     * @param message what could not be done, and why
     */
    public QuarantineException(String message) {
        this(message, false);
    }

    /**
     * Reports a call that had no effect, with the cause.
     *
     * @param message what could not be done
     * @param cause why
     */
    public QuarantineException(String message, Throwable cause) {
        this(message, cause, false);
    }

    /**
     * Reports a call that may have had its effect.
     *
     * @param message what could not be done, and why
     * @param inDoubt true if the call may have had its effect nevertheless
     */
    public QuarantineException(String message, boolean inDoubt) {
        super(message);
        this.inDoubt = inDoubt;
    }

    /**
     * Reports a call that may have had its effect, with the cause.
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
     * Tells whether the call may have had its effect although it threw, for example because the store failed during the
     * commit. If {@code hold} is in doubt, the message may or may not be held: a second {@code hold} may hand it back
     * twice, and without one it may never be handed back ([TEMP-4]).
     *
     * @return false if the call certainly had no effect
     */
    public boolean inDoubt() {
        return inDoubt;
    }
}
