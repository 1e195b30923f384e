package dev.rmx.quarantine;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Explains SQLite's errors to people, and what to do about them. */
final class SqliteErrors {
    // https://www.sqlite.org/rescode.html
    private static final int ERROR = 1;
    private static final int BUSY = 5;
    private static final int READ_ONLY = 8;
    private static final int IO_ERROR = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANNOT_OPEN = 14;
    private static final int TOO_BIG = 18;
    private static final int CONSTRAINT = 19;
    private static final int MISMATCH = 20;
    private static final int OUT_OF_RANGE = 25;
    private static final int NO_DATABASE = 26;

    /** Errors after which the connection still works: those of a statement, and a full disk. */
    private static final Set<Integer> HARMLESS = Set.of(0, ERROR, FULL, TOO_BIG, CONSTRAINT, MISMATCH, OUT_OF_RANGE);

    private SqliteErrors() {}

    /** Whether the file must be reopened. */
    static boolean breaksConnection(Throwable error) {
        return error instanceof Error
                || (error instanceof SQLException fault && !HARMLESS.contains(fault.getErrorCode() & 0xff));
    }

    static String explain(Throwable error, Path file) {
        if (!(error instanceof SQLException fault)) {
            return String.valueOf(error);
        }
        if (isOfMissingLibrary(fault)) {
            return "sqlite-jdbc cannot unpack and load its native library; name a directory that may hold programs with"
                    + " -Dorg.sqlite.tmpdir=DIRECTORY, as the temporary one may be missing or mounted noexec";
        }
        return switch (fault.getErrorCode() & 0xff) {
            case BUSY ->
                LockHolder.of(file)
                                .map(holder -> holder + " has " + file + " open")
                                .orElse(file + " is open elsewhere, and the system does not tell by which process")
                        + "; only one may have it";
            case READ_ONLY -> file + " or its directory is read-only";
            case IO_ERROR -> "the disk failed under " + file + ": " + fault.getMessage();
            case CORRUPT -> damaged(file, fault.getMessage());
            case FULL -> "the disk under " + file + " is full";
            case CANNOT_OPEN ->
                "SQLite cannot open " + file + " or create a file beside it; check the permissions of both the file and"
                        + " its directory";
            case NO_DATABASE -> file + " is not an SQLite database; name another file";
            default -> String.valueOf(fault.getMessage());
        };
    }

    static String damaged(Path file, @Nullable String how) {
        return file + " is damaged (" + how
                + "); restore a backup, or save what is left with sqlite3's command .recover" + " into a new file";
    }

    /** By class name, since the driver is not on the compile class path. */
    private static boolean isOfMissingLibrary(SQLException fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause.getClass().getSimpleName().equals("NativeLibraryNotFoundException")
                    || cause instanceof LinkageError) {
                return true;
            }
        }
        return false;
    }
}
