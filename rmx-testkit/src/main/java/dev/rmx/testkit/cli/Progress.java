package dev.rmx.testkit.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** Says on standard error, once a second, how far a batch has come; says nothing where that is not a terminal. */
final class Progress {
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private final PrintStream err;
    private final boolean shown;
    private final long start = System.nanoTime();
    private long lines;
    private long last = start;

    Progress(PrintStream err) {
        this.err = err;
        this.shown = err == System.err && isTerminal(); // main has set it
    }

    /** Java cannot ask about standard error alone; the system's {@code test} can. */
    private static boolean isTerminal() {
        try {
            Process test = new ProcessBuilder("test", "-t", "2")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return test.waitFor() == 0;
        } catch (IOException e) {
            return false; // a system without it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Counts lines; says whether it is time to look up from the work, which it is now and then. */
    boolean lines(int count) {
        long before = lines;
        lines += count;
        if (shown && System.nanoTime() - last > INTERVAL) {
            last = System.nanoTime();
            show("\r");
        }
        return before >> 12 != lines >> 12;
    }

    /** Says how much it was in all. */
    void end() {
        if (shown) {
            show("\r");
            err.println();
        }
    }

    private void show(String before) {
        long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        err.print(before + lines + " lines, " + lines * 1000 / millis + " a second");
        err.flush();
    }
}
