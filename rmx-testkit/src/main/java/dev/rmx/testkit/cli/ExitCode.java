package dev.rmx.testkit.cli;

import dev.rmx.RmxResult;

/** The exit codes of the command: those of a result, and of sysexits.h. */
final class ExitCode {
    static final int OK = 0;
    /** A conformance vector does not hold. */
    static final int FAILED = 1;
    /** The command was used wrongly. */
    static final int USAGE = 64;
    /** The data given is not in its format. */
    static final int BAD_DATA = 65;
    /** A file cannot be read. */
    static final int NO_INPUT = 66;
    /** The library has a fault. */
    static final int SOFTWARE = 70;
    /** The output cannot be written. */
    static final int IO_ERROR = 74;

    private ExitCode() {}

    static int of(RmxResult result) {
        return switch (result) {
            case PASS -> OK;
            case FAIL -> 1;
            case NONE -> 2;
            case TEMPERROR -> 75; // EX_TEMPFAIL
        };
    }
}
