package dev.rmx.quarantine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A process that adds and removes notes until it is killed, and records what it knows in lines: {@code +name} was
 * added, {@code ~name} may be removed from now on, {@code -name} was removed.
 */
final class NoteWriter {
    private static final int MOST_KEPT = 40;

    private final SqliteFile database;
    private final OutputStream acknowledgements;

    private NoteWriter(SqliteFile database, OutputStream acknowledgements) {
        this.database = database;
        this.acknowledgements = acknowledgements;
    }

    /**
     * Arguments: the database, the file for the lines, a name for this process, how many threads, and {@code
     * synchronous}.
     */
    public static void main(String... arguments) throws Exception {
        SqliteFile database =
                SqliteFile.open(Path.of(arguments[0]), SqliteOptions.DEFAULTS.withSynchronous(arguments[4]));
        NoteTable.create(database);
        OutputStream out =
                Files.newOutputStream(Path.of(arguments[1]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        NoteWriter writer = new NoteWriter(database, out);
        for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
            String name = arguments[2] + "-" + i;
            new Thread(() -> writer.write(name)).start();
        }
    }

    private void write(String name) {
        Queue<String> kept = new ArrayDeque<>();
        try {
            for (int i = 0; ; i++) {
                String note = name + "-" + i;
                NoteTable.add(database, note);
                tell("+" + note);
                kept.add(note);
                if (kept.size() > MOST_KEPT) {
                    String old = kept.remove();
                    tell("~" + old);
                    NoteTable.remove(database, old);
                    tell("-" + old);
                }
            }
        } catch (QuarantineException | IOException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private synchronized void tell(String line) throws IOException {
        acknowledgements.write((line + "\n").getBytes(StandardCharsets.US_ASCII)); // in one system call
    }
}
