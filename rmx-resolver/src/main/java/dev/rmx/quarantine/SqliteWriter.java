package dev.rmx.quarantine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Commits tasks in groups: tasks that arrive while the disk is busy share the next transaction and its wait for the
 * disk. Used only by the writer thread of a {@link SqliteFile}.
 *
 * <p>When a group fails, each of its tasks runs again in its own transaction, so that only the faulty ones fail. When
 * the connection breaks, a later task reopens the file: at once, then after growing pauses.
 */
final class SqliteWriter {
    private static final int MOST_TOGETHER = 512;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final int MOST_DOUBLINGS = 8; // 25.6 s

    private final SqliteOpener opener;
    private final SqliteTaskQueue queue;
    private final LongSupplier nanoTime;
    private final Path file;

    private SqliteIdentity identity;
    private @Nullable SqliteSession session;
    /** Why the database is lost for good; null if it is not. */
    private @Nullable String lost;

    private int faults;
    private long reopenAt;
    private String lastFault = "";

    /** Opens the file. */
    SqliteWriter(SqliteOpener opener, Path file, SqliteTaskQueue queue, LongSupplier nanoTime)
            throws QuarantineException, IOException {
        this.opener = opener;
        this.file = file;
        this.queue = queue;
        this.nanoTime = nanoTime;
        SqliteSession first = opener.connect();
        this.session = first;
        try {
            this.identity = SqliteIdentity.of(file);
        } catch (IOException e) {
            first.close();
            throw e;
        }
    }

    /** Runs tasks until the queue is closed and empty, then closes the file. */
    void run() {
        List<SqliteTask<?>> batch = queue.take(MOST_TOGETHER);
        while (!batch.isEmpty()) {
            try {
                commit(batch);
                shrink();
            } catch (RuntimeException | Error e) {
                disconnect(e.toString());
                fail(batch, e.toString(), e, true);
            }
            batch = queue.take(MOST_TOGETHER);
        }
        disconnect("it is closed");
    }

    private void commit(List<SqliteTask<?>> batch) {
        if (!commitTogether(batch)) {
            for (SqliteTask<?> task : batch) {
                commitTogether(List.of(task));
            }
        }
    }

    /**
     * Commits tasks in one transaction. True if all callers know their outcome; false if nothing was done and each task
     * should run alone.
     */
    private boolean commitTogether(List<SqliteTask<?>> tasks) {
        SqliteSession current;
        try {
            current = session();
        } catch (QuarantineException e) {
            fail(tasks, String.valueOf(e.getMessage()), e, false);
            return true;
        }
        boolean begun = false;
        boolean committing = false;
        try {
            current.begin();
            begun = true;
            for (SqliteTask<?> task : tasks) {
                task.runOn(current.connection());
            }
            committing = true;
            current.commit();
        } catch (Exception | Error e) {
            boolean usable = current.rollBack();
            boolean alone = tasks.size() == 1;
            if (!usable || (alone && (!begun || SqliteErrors.breaksConnection(e)))) {
                disconnect(SqliteErrors.explain(e, file));
            }
            if (!alone && (usable || !committing)) {
                return false;
            }
            // [TEMP-4] after a crash, a failed commit may turn out to be in the file
            fail(tasks, SqliteErrors.explain(e, file), e, committing);
            return true;
        }
        acknowledge(tasks);
        return true;
    }

    /** Tells callers that their work is durable, if the database's files are still the same ([TEMP-4]). */
    private void acknowledge(List<SqliteTask<?>> tasks) {
        try {
            Optional<String> change = identity.change();
            if (change.isPresent()) {
                fail(tasks, lose(change.get()), null, true);
                return;
            }
        } catch (IOException e) {
            String reason = "its file cannot be checked: " + e;
            disconnect(reason);
            fail(tasks, reason, e, true);
            return;
        }
        faults = 0;
        tasks.forEach(SqliteTask::succeed);
    }

    private String lose(String change) {
        String reason = change + " while it was open: what was held in it is lost, unless it comes back; close the"
                + " quarantine, restore the file or a backup, and open it again";
        lost = reason;
        disconnect(reason); // SQLite neither writes to a moved database nor removes it
        return reason;
    }

    /** The connection; a new one after a fault. */
    private SqliteSession session() throws QuarantineException {
        if (lost != null) {
            throw new QuarantineException(lost);
        }
        if (session != null) {
            return session;
        }
        long pause = reopenAt - nanoTime.getAsLong();
        if (pause > 0) {
            throw new QuarantineException(lastFault + "; the next attempt is due in "
                    + Duration.ofNanos(pause).toMillis() + " ms");
        }
        try {
            SqliteSession next = reopen();
            session = next;
            return next;
        } catch (IOException e) {
            planReopening(SqliteOpener.explain(e));
            throw new QuarantineException(lastFault, e);
        } catch (QuarantineException e) {
            planReopening(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private SqliteSession reopen() throws QuarantineException, IOException {
        if (!Files.exists(file)) {
            throw new QuarantineException(lose(file + " was removed"));
        }
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        if (!Objects.equals(key, identity.fileKey())) {
            throw new QuarantineException(lose(file + " was replaced"));
        }
        SqliteSession next = opener.connect();
        try {
            identity = SqliteIdentity.of(file);
            return next;
        } catch (IOException e) {
            next.close();
            throw e;
        }
    }

    private void disconnect(String reason) {
        if (session != null) {
            session.close();
            session = null;
        }
        planReopening(reason);
    }

    private void planReopening(String reason) {
        long pause = faults == 0 ? 0 : SHORTEST_PAUSE.toNanos() << Math.min(faults - 1, MOST_DOUBLINGS);
        faults++;
        reopenAt = nanoTime.getAsLong() + pause;
        lastFault = reason;
    }

    private static void fail(List<SqliteTask<?>> tasks, String reason, @Nullable Throwable cause, boolean inDoubt) {
        tasks.forEach(task -> task.fail(reason, cause, inDoubt));
    }

    /** Returns free pages while no caller waits; at least a few after each group. */
    private void shrink() {
        SqliteSession current = session;
        if (current == null) {
            return;
        }
        try {
            while (current.shrink() && queue.size() == 0) {
                // go on
            }
        } catch (SQLException e) {
            // no message depends on this; if the disk fails, the next task notices
        }
    }
}
