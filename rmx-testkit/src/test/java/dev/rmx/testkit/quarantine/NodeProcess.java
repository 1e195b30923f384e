package dev.rmx.testkit.quarantine;

import dev.rmx.testkit.ChildJava;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A {@link CrashNode} in its own process. */
final class NodeProcess implements AutoCloseable {
    private static final Duration MOST_SILENCE = Duration.ofMinutes(3);

    private final String name;
    private final Path journal;
    private final Path output;
    private final Process process;

    /**
     * Starts the process.
     *
     * @param name the name of this process only
     * @param directory where it writes its journal
     */
    NodeProcess(String name, Path directory, String address) throws IOException {
        this.name = name;
        this.journal = directory.resolve(name + Journal.SUFFIX);
        this.output = directory.resolve(name + ".txt");
        this.process = new ProcessBuilder(ChildJava.command(
                        "-Xmx128m",
                        "-Dorg.sqlite.tmpdir=" + directory, // the driver's unpacked files remain after a kill
                        "-cp",
                        ChildJava.classPath(),
                        CrashNode.class.getName(),
                        name,
                        address,
                        journal.toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /**
     * Returns at a random moment: sometimes during the start, mostly after the process has held or taken back messages.
     */
    void liveOn(Random random) throws IOException, InterruptedException {
        switch (random.nextInt(5)) {
            case 0 -> pause(random.nextInt(2_000));
            case 1 -> {
                await("H", 0);
                pause(random.nextInt(500));
            }
            default -> {
                await("R", 0);
                pause(random.nextInt(500));
            }
        }
    }

    /** The size of its journal in octets. */
    long written() throws IOException {
        return Files.exists(journal) ? Files.size(journal) : 0;
    }

    /** Waits for a line of this kind beyond this size of the journal. */
    void await(String kind, long written) throws IOException, InterruptedException {
        long giveUp = System.nanoTime() + MOST_SILENCE.toNanos();
        while (!hasWritten(kind, written)) {
            pause(20);
            if (System.nanoTime() > giveUp) {
                throw new AssertionError(name + " writes no " + kind + "; it said:\n" + Files.readString(output));
            }
        }
    }

    private boolean hasWritten(String kind, long written) throws IOException {
        if (!Files.exists(journal)) {
            return false;
        }
        try (InputStream file = Files.newInputStream(journal)) {
            file.skipNBytes(written);
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).contains("\n" + kind + " ");
        }
    }

    private void pause(int milliseconds) throws IOException, InterruptedException {
        if (process.waitFor(milliseconds, TimeUnit.MILLISECONDS)) {
            throw new AssertionError(name + " died by itself; it said:\n" + Files.readString(output));
        }
    }

    /** Kills the process (SIGKILL), and waits for its end. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
