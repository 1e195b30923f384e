package dev.rmx.testkit.cli;

import dev.rmx.quarantine.QuarantineException;
import dev.rmx.text.Printable;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Optional;

/** Says in one line why a database cannot be used, with an exit code of sysexits.h. */
final class DatabaseProblem {
    private static final int DEEPEST = 20;

    private DatabaseProblem() {}

    /** What to throw for a failure at a JDBC URL. */
    static BadInputException of(String url, QuarantineException failure) {
        BadInputException problem = null;
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            problem = known(url, cause).orElse(problem); // the innermost cause knows best
            cause = cause.getCause();
        }
        return problem != null
                ? problem
                : new BadInputException(
                        ExitCode.UNAVAILABLE,
                        String.valueOf(failure.getMessage()).replaceAll("password=[^&\\s]*", "password=…"));
    }

    private static Optional<BadInputException> known(String url, Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return problem(ExitCode.NO_HOST, "the host of " + place(url) + " is unknown");
        }
        if (cause instanceof ConnectException) {
            return problem(ExitCode.UNAVAILABLE, place(url) + " refuses the connection: no PostgreSQL listens there");
        }
        if (cause instanceof NoRouteToHostException) {
            return problem(ExitCode.UNAVAILABLE, "there is no way to " + place(url));
        }
        if (cause instanceof SocketTimeoutException) {
            return problem(ExitCode.UNAVAILABLE, place(url) + " does not answer");
        }
        return cause instanceof SQLException fault && fault.getSQLState() != null
                ? known(url, fault.getSQLState())
                : Optional.empty();
    }

    /** By SQLState: the classes 08 and 28 of SQL, and what PostgreSQL adds. */
    private static Optional<BadInputException> known(String url, String state) {
        return switch (state) {
            case "28P01" -> problem(ExitCode.NO_PERMISSION, place(url) + " refuses the user or the password");
            case "28000" -> problem(ExitCode.NO_PERMISSION, place(url) + " does not let this user in from here");
            case "08004" ->
                problem(
                        ExitCode.NO_PERMISSION,
                        place(url) + " wants a password: set the environment variable " + QuarantineDatabase.PASSWORD);
            case "42501" -> problem(ExitCode.NO_PERMISSION, place(url) + " does not let this user use the tables");
            case "3D000" -> problem(ExitCode.UNAVAILABLE, place(url) + " has no such database");
            case "53300" -> problem(ExitCode.UNAVAILABLE, place(url) + " has too many connections");
            case "57P03" -> problem(ExitCode.UNAVAILABLE, place(url) + " is starting or stopping");
            default -> Optional.empty();
        };
    }

    private static Optional<BadInputException> problem(int exitCode, String sentence) {
        return Optional.of(new BadInputException(exitCode, sentence));
    }

    /** A URL without its parameters, which can hold a password. */
    private static String place(String url) {
        String plain = url.replaceFirst("[?].*", "").replaceFirst("//[^/@]*@", "//");
        return Printable.of(plain);
    }
}
