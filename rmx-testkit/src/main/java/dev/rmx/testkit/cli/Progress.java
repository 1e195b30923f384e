package dev.rmx.testkit.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** Shows a batch's progress on standard error, once a second, if that is a terminal. */
final class Progress {
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private final PrintStream err;
    private final String what;
    private final boolean shown;
    private final long start = System.nanoTime();
    private long lines;
    private long last = start;

    /** Counts {@code what}: "lines", for example. */
    Progress(PrintStream err, String what) {
        this.err = err;
        this.what = what;
        this.shown = err == System.err && isTerminal(); // as set by main
    }

    /** Java cannot ask about standard error alone; the command {@code test} can. */
    private static boolean isTerminal() {
        try {
            Process test = new ProcessBuilder("test", "-t", "2")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return test.waitFor() == 0;
        } catch (IOException e) {
            return false; // no such command
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Counts lines; returns true now and then, when the caller should check its output for errors. */
    boolean lines(int count) {
        long before = lines;
        lines += count;
        if (shown && System.nanoTime() - last > INTERVAL) {
            last = System.nanoTime();
            show("\r");
        }
        return before >> 12 != lines >> 12;
    }

    /** Shows the total. */
    void end() {
        if (shown) {
            show("\r");
            err.println();
        }
    }

    private void show(String before) {
        long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        err.print(before + lines + " " + what + ", " + lines * 1000 / millis + " per second");
        err.flush();
    }
}
