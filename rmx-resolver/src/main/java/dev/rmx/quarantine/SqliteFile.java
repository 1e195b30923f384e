package dev.rmx.quarantine;

import dev.rmx.resolver.internal.DaemonThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * An SQLite database in a file that one process owns: what {@link #run} has returned is on the disk.
 *
 * <p>All work runs on one thread and one connection. So an interrupt of a caller touches nothing but its own flag, and callers who come
 * at the same time share a wait for the disk. Work must not wait for anything, as everybody waits for it.
 *
 * <p>A caller waits for a minute at most. Then its work is taken back if it has not begun; else it is {@linkplain
 * QuarantineException#inDoubt() in doubt}. When 10,000 callers wait, more are refused at once.
 *
 * <p>Beside the file lie {@code -wal}, which is a part of the database, and {@code .lock}, which says who owns it. Never open the file
 * with Java while it is open here, not even to copy it: that takes SQLite's locks away. {@code VACUUM INTO} makes a backup. The
 * driver unpacks its native library into the temporary directory, or that of {@code -Dorg.sqlite.tmpdir}, and a killed process leaves
 * it there.
 *
 * <p>Safe to share between threads.
 */
final class SqliteFile implements HeldDatabase {
    /** Looking for damage takes a second for a million rows. */
    private static final Duration LONGEST_OPENING = Duration.ofHours(1);

    private final SqliteTaskQueue queue;
    private final Duration longestWait;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);

    private SqliteFile(Path file, SqliteOptions options) {
        this.queue = new SqliteTaskQueue(options.mostWaiting());
        this.longestWait = options.longestWait();
        this.thread = new DaemonThreads("rmx-quarantine-store").newThread(() -> own(file, options));
    }

    /**
     * Opens a database, and creates it if it is missing; its directory has to be there.
     *
     * @throws QuarantineException if it cannot be used, is damaged, or is open already; the message says what to do
     */
    static SqliteFile open(Path file) throws QuarantineException {
        return open(file, SqliteOptions.DEFAULTS);
    }

    static SqliteFile open(Path file, SqliteOptions options) throws QuarantineException {
        SqliteFile database = new SqliteFile(file, options);
        SqliteTask<Boolean> opened = new SqliteTask<>("open " + file, false, connection -> true);
        database.queue.offer(opened);
        database.thread.start();
        try {
            opened.await(LONGEST_OPENING);
        } catch (QuarantineException e) {
            database.queue.close();
            throw e;
        }
        return database;
    }

    /** The life of the writer thread. The lock file too is its own: a caller's interrupt would close the channel. */
    private void own(Path file, SqliteOptions options) {
        try {
            SqliteDriver driver = SqliteDriver.find();
            Path real = SqliteOpener.realPath(file);
            SqliteLock lock = SqliteLock.take(real);
            try {
                SqliteOpener opener = new SqliteOpener(driver, real, options);
                opener.createIfMissing();
                new SqliteWriter(opener, real, queue, options.nanoTime()).run();
            } finally {
                lock.release();
            }
        } catch (IOException e) {
            refuseAll(SqliteOpener.explain(e), e);
        } catch (QuarantineException e) {
            refuseAll(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException | Error e) {
            refuseAll(e.toString(), e);
        } finally {
            queue.close();
            closed.countDown();
        }
    }

    private void refuseAll(String reason, Throwable cause) {
        queue.close();
        queue.take(Integer.MAX_VALUE).forEach(task -> task.fail(reason, cause, false));
    }

    /**
     * Runs work in a transaction, and returns when no crash can undo it.
     *
     * @param task what it does, to go on after "the quarantine cannot"
     * @param work what to do; it may run more than once, and only what the last run did counts
     * @throws QuarantineException if it had no effect, or if that is {@linkplain QuarantineException#inDoubt() in doubt}
     */
    @Override
    public <T extends @Nullable Object> T run(String task, Work<T> work) throws QuarantineException {
        return await(new SqliteTask<>(task, true, work));
    }

    /** As {@link #run}, for work that changes nothing: it is never in doubt. It should read a bounded number of rows. */
    @Override
    public <T extends @Nullable Object> T read(String task, Work<T> work) throws QuarantineException {
        return await(new SqliteTask<>(task, false, work));
    }

    private <T extends @Nullable Object> T await(SqliteTask<T> task) throws QuarantineException {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("work must not wait for other work: both need the writer thread");
        }
        switch (queue.offer(task)) {
            case TAKEN -> {}
            case FULL -> task.fail("too many callers wait for its disk already", null, false);
            case CLOSED -> task.fail("it is closed", null, false);
        }
        return task.await(longestWait);
    }

    /** How many callers wait for the writer to take their work; for tests. */
    int queued() {
        return queue.size();
    }

    /** Whether more work is refused; for tests. */
    boolean isClosing() {
        return queue.isClosed();
    }

    /**
     * Finishes the work that waits, and closes the file; accepts no more. When the disk does not answer, this returns after a minute
     * and the rest happens when it does.
     */
    @Override
    public void close() {
        queue.close();
        if (Thread.currentThread() != thread) {
            UninterruptibleWait.on(closed, longestWait);
        }
    }
}
