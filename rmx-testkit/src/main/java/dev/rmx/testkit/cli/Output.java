package dev.rmx.testkit.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Standard output, written in whole lines: a program that ends early leaves no half line. Unlike
 * {@link java.io.PrintStream} it keeps the first failure.
 */
final class Output extends OutputStream {
    private static final int BUFFER = 1 << 16;

    /** How long a shutdown waits for a reader that does not read, before it leaves half a line. */
    private static final long GRACE_SECONDS = 5;

    private final OutputStream to;
    /**
     * Held while lines are written, and for good once the program ends. Fair, so that the writer cannot overtake the
     * end.
     */
    private final ReentrantLock writing = new ReentrantLock(true);

    private byte[] buffer = new byte[BUFFER];
    private int used;
    /** How many octets of the buffer belong to whole lines. */
    private int whole;

    private volatile @Nullable IOException failure;

    Output(OutputStream to) {
        this.to = to;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int from, int count) throws IOException {
        if (used + count > buffer.length) {
            flush();
        }
        if (used + count > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, used + count)); // one long line
        }
        System.arraycopy(octets, from, buffer, used, count);
        for (int i = used + count; i > used; i--) {
            if (buffer[i - 1] == '\n') {
                whole = i;
                break;
            }
        }
        used += count;
    }

    /** Writes the whole lines. */
    @Override
    public void flush() throws IOException {
        int count = whole;
        if (count == 0) {
            return;
        }
        try {
            writeLines(count);
        } finally {
            System.arraycopy(buffer, count, buffer, 0, used - count);
            used -= count;
            whole = 0;
        }
    }

    /** Writes the rest, even without a line end. */
    void finish() {
        whole = used;
        try {
            flush();
        } catch (IOException e) {
            // failure() reports it
        }
    }

    private void writeLines(int count) throws IOException {
        writing.lock();
        try {
            to.write(buffer, 0, count);
            to.flush();
        } catch (IOException e) {
            if (failure == null) {
                failure = e;
            }
            throw e;
        } finally {
            writing.unlock();
        }
    }

    /** The first failure to write, or null. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** A shutdown hook: lets the current write finish, and blocks later ones. */
    Thread stopper() {
        return new Thread("rmx-output") {
            @Override
            public void run() {
                try {
                    if (!writing.tryLock(GRACE_SECONDS, TimeUnit.SECONDS)) {
                        return;
                    }
                } catch (InterruptedException e) {
                    interrupt();
                }
                // not unlocked: later writers wait until the JVM ends
            }
        };
    }
}
