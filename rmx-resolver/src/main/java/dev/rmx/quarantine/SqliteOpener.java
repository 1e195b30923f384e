package dev.rmx.quarantine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;

/**
 * Creates a database file, and connects to it. Java code never opens the file itself: on POSIX systems, closing it
 * would drop SQLite's locks.
 */
final class SqliteOpener {
    private final SqliteDriver driver;
    private final Path file;
    private final SqliteOptions options;

    /**
     * Makes an opener.
     *
     * @param file the {@linkplain #realPath real path}
     */
    SqliteOpener(SqliteDriver driver, Path file, SqliteOptions options) {
        this.driver = driver;
        this.file = file;
        this.options = options;
    }

    /** Resolves links in the path of a file that may not exist yet, so that two links to a file share one lock file. */
    static Path realPath(Path file) throws QuarantineException, IOException {
        Path absolute = file.toAbsolutePath();
        Path name = absolute.getFileName();
        Path directory = absolute.getParent();
        if (!file.getFileSystem().equals(FileSystems.getDefault()) || name == null || directory == null) {
            throw new QuarantineException(file + " cannot be a database: name a file of the operating system");
        }
        if (!Files.isDirectory(directory)) {
            throw new QuarantineException("the directory " + directory + " is missing: create it first");
        }
        if (Files.isDirectory(absolute)) {
            throw new QuarantineException(file + " is a directory: name a file");
        }
        if (Files.isSymbolicLink(absolute) && !Files.exists(absolute)) {
            throw new QuarantineException(file + " is a link to a file that is missing: remove the link");
        }
        Path real = Files.exists(absolute)
                ? absolute.toRealPath()
                : directory.toRealPath().resolve(name);
        if (real.toString().contains("?")) {
            throw new QuarantineException(
                    "the path " + real + " has a question mark, which SQLite's driver misreads: use another");
        }
        boolean posix = real.getFileSystem().getSeparator().equals("/");
        if (posix && !real.toUri().getPath().equals(real.toString())) { // toUri() decodes the octets as UTF-8
            throw new QuarantineException("the path " + real + " is not in UTF-8, which SQLite needs: use another");
        }
        return real;
    }

    /** Creates the file if it is missing; refuses a file that has lost its content. */
    void createIfMissing() throws QuarantineException, IOException {
        if (Files.exists(file)) {
            if (Files.size(file) == 0) { // SQLite would take it for a new database
                throw new QuarantineException(
                        file + " is empty: somebody has emptied it; restore a backup, or remove it to start anew");
            }
            if (!Files.isWritable(file)) {
                throw new QuarantineException(file + " is read-only: grant the right to write it");
            }
            return;
        }
        Path wal = SqliteIdentity.wal(file);
        if (Files.exists(wal) && Files.size(wal) > 0) { // SQLite would write its content into the new database
            throw new QuarantineException(
                    file + " is missing, and " + wal + " is there: put it back, or remove that too to start anew");
        }
        create();
    }

    /**
     * Creates the file under another name first, so that a crash leaves no incomplete database. Nobody else may read it
     * ([TEMP-4]).
     */
    private void create() throws QuarantineException, IOException {
        Path made = Path.of(file + ".new");
        for (String suffix : new String[] {"", "-journal", "-wal", "-shm"}) {
            Files.deleteIfExists(Path.of(made + suffix));
        }
        Files.createFile(made, SqliteLock.ownersOnly());
        try {
            SqliteSession session = new SqliteSession(driver.connect(made));
            try {
                new SqliteSetUp(session, made, options).ofNewFile();
            } finally {
                session.close();
            }
        } catch (SQLException e) {
            throw new QuarantineException(SqliteErrors.explain(e, made), e);
        }
        if (Files.size(made) == 0) {
            throw new QuarantineException("SQLite has written nothing to " + made);
        }
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        sync(file.resolveSibling("."));
    }

    /**
     * Makes the new name durable, as SQLite does when it creates the WAL. Systems that cannot do this do not need it.
     */
    private static void sync(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows cannot open directories
        }
    }

    /** Connects to the existing file. */
    SqliteSession connect() throws QuarantineException {
        SqliteSession session = null;
        boolean ready = false;
        try {
            session = new SqliteSession(options.wrapper().apply(driver.connect(file)));
            new SqliteSetUp(session, file, options).ofConnection();
            ready = true;
            return session;
        } catch (SQLException | RuntimeException | LinkageError e) {
            throw new QuarantineException(SqliteErrors.explain(e, file), e);
        } finally {
            if (session != null && !ready) {
                session.close();
            }
        }
    }

    /** Explains an exception of the file system. */
    static String explain(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return "the right to write " + denied.getFile() + " is missing: grant it";
        }
        if (e instanceof FileSystemException fault) {
            return "the file system refuses " + fault.getFile() + ": " + fault.getReason();
        }
        return e.toString();
    }
}
