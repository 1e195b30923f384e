package dev.rmx.testkit.cli;

import dev.rmx.RmxResult;
import java.util.Map;

/** The command's exit codes, for results and from sysexits.h, with lines for the help text. */
final class ExitCode {
    static final int OK = 0;

    static final int FAIL = 1;
    static final String FAIL_LINE = FAIL + ":fail";

    static final int NONE = 2;
    static final String NONE_LINE = NONE + ":none";

    /** A recorded check has another verdict now. */
    static final int DIFFERS = 3;

    static final String DIFFERS_LINE = DIFFERS + ":the verdict differs from the recorded one";

    /** Two records differ. */
    static final int RECORDS_DIFFER = 1;

    /** A conformance vector fails. */
    static final int FAILED = 1;

    /** Wrong usage. */
    static final int USAGE = 64;

    /** The input is not in its format. */
    static final int BAD_DATA = 65;

    static final String BAD_DATA_LINE = BAD_DATA + ":bad input; in a batch, at least one bad line";

    static final String POLICY_LINE = BAD_DATA + ":a wrong line in the policy's file or the zone";

    /** A file cannot be read. */
    static final int NO_INPUT = 66;

    /** The host of a database is unknown. */
    static final int NO_HOST = 68;

    /** A library that the command needs is missing, or a service cannot listen. */
    static final int UNAVAILABLE = 69;

    static final String UNAVAILABLE_LINE = UNAVAILABLE + ":picocli or Jackson is missing; rmx.jar has both";

    static final String LISTEN_LINE = UNAVAILABLE + ":it cannot listen at the address";

    /** An internal error. */
    static final int SOFTWARE = 70;

    /** The output cannot be written. */
    static final int IO_ERROR = 74;

    static final int TEMPERROR = 75; // EX_TEMPFAIL
    static final String TEMPERROR_LINE = TEMPERROR + ":temperror";

    /** A database refuses the user. */
    static final int NO_PERMISSION = 77;

    static final String HEADING = "%nExit codes:%n";

    /** What every command can end with; without the one of files, if it reads none. */
    static final Map<String, String> COMMON = Map.of(
            String.valueOf(USAGE), "wrong usage",
            String.valueOf(NO_INPUT), "a file cannot be read",
            String.valueOf(SOFTWARE), "an internal error, or too little memory",
            String.valueOf(IO_ERROR), "the output cannot be written");

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
