package dev.rmx.testkit.cli;

import dev.rmx.RmxResult;

/** The exit codes of the command: those of a result, and of sysexits.h. Each has the line that help shows of it. */
final class ExitCode {
    static final int OK = 0;

    static final int FAIL = 1;
    static final String FAIL_LINE = FAIL + ":fail";

    static final int NONE = 2;
    static final String NONE_LINE = NONE + ":none";

    /** A conformance vector does not hold. */
    static final int FAILED = 1;

    /** The command was used wrongly. */
    static final int USAGE = 64;

    static final String USAGE_LINE = USAGE + ":wrong usage";

    /** The data given is not in its format. */
    static final int BAD_DATA = 65;

    static final String BAD_DATA_LINE = BAD_DATA + ":bad input; in a batch, also for one bad line";

    /** A file cannot be read. */
    static final int NO_INPUT = 66;

    static final String NO_INPUT_LINE = NO_INPUT + ":a file cannot be read";

    /** A library is missing that the command needs. */
    static final int UNAVAILABLE = 69;

    static final String UNAVAILABLE_LINE = UNAVAILABLE + ":picocli or Jackson is missing; rmx.jar has both";

    /** The library has a fault. */
    static final int SOFTWARE = 70;

    static final String SOFTWARE_LINE = SOFTWARE + ":a fault in rmx, or too little memory";

    /** The output cannot be written. */
    static final int IO_ERROR = 74;

    static final String IO_ERROR_LINE = IO_ERROR + ":the output cannot be written";

    static final int TEMPERROR = 75; // EX_TEMPFAIL
    static final String TEMPERROR_LINE = TEMPERROR + ":temperror";

    static final String HEADING = "%nExit codes:%n";

    private ExitCode() {}

    static int of(RmxResult result) {
        return switch (result) {
            case PASS -> OK;
            case FAIL -> FAIL;
            case NONE -> NONE;
            case TEMPERROR -> TEMPERROR;
        };
    }
}
