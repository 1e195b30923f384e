package dev.rmx.testkit.cli;

/** Input that a command cannot use. Reported on one line, without a stack trace. */
class BadInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    BadInputException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    final int exitCode() {
        return exitCode;
    }
}
