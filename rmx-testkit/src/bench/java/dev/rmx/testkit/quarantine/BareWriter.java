package dev.rmx.testkit.quarantine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The simplest way for many callers to share a connection and its waits for the disk: one thread inserts the waiting
 * rows, commits them together, and notifies their callers.
 */
final class BareWriter implements AutoCloseable {
    private record Row(int number, CompletableFuture<Void> done) {}

    private final LinkedBlockingQueue<Row> queue = new LinkedBlockingQueue<>();
    private final Thread thread;

    BareWriter(Connection connection) {
        thread = new Thread(() -> run(connection), "bare-writer");
        thread.start();
    }

    /** Returns when the row is on the disk. */
    void insert(int number) {
        Row row = new Row(number, new CompletableFuture<>());
        queue.add(row);
        row.done().join();
    }

    private void run(Connection connection) {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement insert = BareTable.prepareInsert(connection)) {
            while (true) {
                rows.clear();
                rows.add(queue.take());
                queue.drainTo(rows);
                for (Row row : rows) {
                    BareTable.insert(insert, row.number());
                }
                connection.commit();
                rows.forEach(row -> row.done().complete(null));
            }
        } catch (SQLException e) {
            rows.forEach(row -> row.done().completeExceptionally(e));
        } catch (InterruptedException e) {
            // the writer is closed
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
