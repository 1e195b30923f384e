package dev.rmx.quarantine;

/** The store cannot do what it was asked to: it is full, or what is below it does not work. Nothing that it held is lost. */
public class QuarantineException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * An exception.
     *
     * @param message what could not be done, and why
     */
    public QuarantineException(String message) {
        super(message);
    }

    /**
     * An exception with its cause.
     *
     * @param message what could not be done
     * @param cause why
     */
    public QuarantineException(String message, Throwable cause) {
        super(message, cause);
    }
}
