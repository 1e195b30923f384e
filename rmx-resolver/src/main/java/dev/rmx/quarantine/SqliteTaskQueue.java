package dev.rmx.quarantine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A bounded queue of tasks for the writer thread of a {@link SqliteFile}. Safe to share between threads. */
final class SqliteTaskQueue {
    /** The result of offering a task. */
    enum Offer {
        TAKEN,
        FULL,
        CLOSED
    }

    private final int capacity;
    private final Queue<SqliteTask<?>> tasks = new ArrayDeque<>();
    private boolean closed;

    SqliteTaskQueue(int capacity) {
        this.capacity = capacity;
    }

    synchronized Offer offer(SqliteTask<?> task) {
        if (closed) {
            return Offer.CLOSED;
        }
        if (tasks.size() >= capacity) {
            return Offer.FULL;
        }
        tasks.add(task);
        notifyAll();
        return Offer.TAKEN;
    }

    /**
     * Waits for a task, and takes at most {@code atMost} of those that are there by then. Drops those that their
     * callers have given up. An interrupt has no effect: the writer serves all callers.
     *
     * @return the tasks to run, oldest first; empty if the queue is closed and nothing is left in it
     */
    synchronized List<SqliteTask<?>> take(int atMost) {
        List<SqliteTask<?>> batch = new ArrayList<>();
        while (batch.isEmpty() && !(closed && tasks.isEmpty())) {
            while (tasks.isEmpty() && !closed) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    // look again
                }
            }
            while (batch.size() < atMost && !tasks.isEmpty()) {
                SqliteTask<?> task = tasks.remove();
                if (task.start()) {
                    batch.add(task);
                }
            }
        }
        return batch;
    }

    synchronized int size() {
        return tasks.size();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Accepts no more tasks. Waiting ones are still taken. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
