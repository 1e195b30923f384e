package dev.rmx.testkit.bench;

import java.util.concurrent.locks.LockSupport;

/** Starts tasks at fixed times, however long earlier ones take. */
final class Pace {
    private Pace() {}

    /** A task with its number, and when it is due, as {@link System#nanoTime}. */
    interface Task {
        void start(int number, long due);
    }

    /** Starts so many tasks, at so many a second. The task itself must return at once. */
    static void keep(int tasks, int rate, Task task) {
        long begin = System.nanoTime();
        for (int i = 0; i < tasks; i++) {
            long due = begin + i * 1_000_000_000L / rate;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            task.start(i, due);
        }
    }
}
