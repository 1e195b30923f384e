package dev.rmx.testkit.quarantine;

import dev.rmx.quarantine.Decision;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The log of a {@link CrashNode}, line by line. Nothing is buffered: what a method has written survives the process.
 * {@link Ledger} reads it.
 */
final class Journal implements AutoCloseable {
    static final String SUFFIX = ".journal";

    private final OutputStream file;

    Journal(Path file) throws IOException {
        this.file = new FileOutputStream(file.toFile(), true);
    }

    /** A message is about to be held. */
    void trying(String reference) throws IOException {
        write("T " + reference);
    }

    /** A message is held. */
    void held(String reference) throws IOException {
        write("H " + reference);
    }

    /** A message was taken back, or is about to be. */
    void back(String reference, Decision decision) throws IOException {
        write("R " + reference + " " + decision.outcome() + " " + decision.source());
    }

    private synchronized void write(String line) throws IOException {
        file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
