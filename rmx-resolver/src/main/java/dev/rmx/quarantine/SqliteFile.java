package dev.rmx.quarantine;

import dev.rmx.resolver.internal.DaemonThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * An SQLite database in a file that one process owns. When {@link #run} returns, the work is on disk.
 *
 * <p>All work runs on one thread and one connection. So a caller's interrupt affects only its own flag, and concurrent
 * callers share one wait for the disk. Work must not block, since all callers wait for it.
 *
 * <p>A caller waits for at most one minute. Then its work is cancelled if it has not started; otherwise it is
 * {@linkplain QuarantineException#inDoubt() in doubt}. While 10,000 callers wait, further ones are refused at once.
 *
 * <p>Beside the file are {@code -wal}, which is part of the database, and {@code .lock}, which says who owns it. Never
 * open the file with Java while it is open here, not even to copy it: closing it again would drop SQLite's locks.
 * {@code VACUUM INTO} makes a backup. The driver unpacks its native library into the temporary directory, or into
 * {@code -Dorg.sqlite.tmpdir}; a killed process leaves it there.
 *
 * <p>Safe to share between threads.
 */
final class SqliteFile implements HeldDatabase {
    /** The check for damage takes about a second for a million rows. */
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
     * Opens a database, and creates it if it is missing. Its directory must exist.
     *
     * @throws QuarantineException if the file cannot be used, is damaged, or is already open; the message says what to
     *     do
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

    /** The writer thread's main method. It also owns the lock file: a caller's interrupt would close that channel. */
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
     * @param task what the work does; completes "the quarantine cannot"
     * @param work the work; it may run more than once, and only the last run counts
     * @throws QuarantineException if the work had no effect, or if this is {@linkplain QuarantineException#inDoubt() in
     *     doubt}
     */
    @Override
    public <T extends @Nullable Object> T run(String task, Work<T> work) throws QuarantineException {
        return await(new SqliteTask<>(task, true, work));
    }

    /**
     * Like {@link #run}, for work that changes nothing, and so is never in doubt. It should read a bounded number of
     * rows.
     */
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

    /** How many tasks wait for the writer; for tests. */
    int queued() {
        return queue.size();
    }

    /** Whether more work is refused; for tests. */
    boolean isClosing() {
        return queue.isClosed();
    }

    /**
     * Accepts no more work, finishes the work that waits, and closes the file. If the disk does not respond, this
     * returns after one minute, and the rest happens when the disk responds.
     */
    @Override
    public void close() {
        queue.close();
        if (Thread.currentThread() != thread) {
            UninterruptibleWait.on(closed, longestWait);
        }
    }
}
