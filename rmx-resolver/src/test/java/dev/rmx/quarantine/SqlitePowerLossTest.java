package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rmx.quarantine.SyscallTrace.Append;
import dev.rmx.quarantine.SyscallTrace.Call;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power losses: rebuilds the disk from a process's system calls to write and sync, leaving out any part not yet synced.
 * {@code -Dcrash.powerlosses=N} sets how many, and makes the process write longer.
 */
class SqlitePowerLossTest {
    private static final int IMAGES = Integer.getInteger("crash.powerlosses", 50);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    private static final String DATABASE = "notes.db";
    private static final String ACKNOWLEDGEMENTS = "acknowledged.txt";
    private static final int LEAST_WRITTEN = 10_000; // some 1,000 lines: the log restarts more than once

    @TempDir
    Path directory = Path.of(".");

    private final Random random = new Random(SEED);

    @BeforeEach
    void needsStrace() {
        if (System.getenv("RMX_REQUIRE_SERVERS") == null) {
            boolean found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .anyMatch(path -> Files.isExecutable(Path.of(path, "strace")));
            assumeTrue(found, "strace is there");
        }
    }

    @Test
    void TEMP_4_a_power_loss_loses_nothing() throws Exception {
        assertThat(imagesThatLoseSomething("FULL")).as("seed %s", SEED).isZero();
    }

    /** Shows that this method does detect a loss. */
    @Test
    void a_power_loss_loses_notes_if_commits_do_not_wait_for_the_disk() throws Exception {
        assertThat(imagesThatLoseSomething("NORMAL")).as("seed %s", SEED).isPositive();
    }

    private int imagesThatLoseSomething(String synchronous) throws Exception {
        Path files = Files.createDirectory(directory.toRealPath().resolve("traced"));
        DiskModel disk = new DiskModel();
        try (SqliteFile database = SqliteFile.open(files.resolve(DATABASE))) {
            NoteTable.create(database);
        }
        disk.addFile(DATABASE, Files.readAllBytes(files.resolve(DATABASE)));
        List<Call> calls = trace(files, synchronous);

        double chance = 1.0 * IMAGES / calls.size();
        StringBuilder acknowledged = new StringBuilder();
        int images = 0;
        int lossy = 0;
        for (Call call : calls) {
            if (call instanceof Append append && append.name().equals(ACKNOWLEDGEMENTS)) {
                acknowledged.append(new String(append.octets(), StandardCharsets.US_ASCII));
            } else {
                disk.apply(call);
            }
            if (random.nextDouble() < chance) {
                images++;
                Path image = Files.createDirectory(directory.resolve("image" + images));
                disk.writeAfterPowerLoss(image, random);
                List<String> lost = NoteLedger.of(acknowledged.toString()).lostIn(image.resolve(DATABASE));
                if (!lost.isEmpty()) {
                    lossy++;
                }
                removeAll(image);
            }
        }
        assertThat(images).isGreaterThan(IMAGES / 3);
        return lossy;
    }

    private List<Call> trace(Path files, String synchronous) throws IOException, InterruptedException {
        Path trace = directory.resolve("trace.txt");
        Path acknowledgements = files.resolve(ACKNOWLEDGEMENTS);
        try (ChildJvm child = ChildJvm.start(
                SyscallTrace.command(trace),
                directory,
                List.of(),
                NoteWriter.class,
                files.resolve(DATABASE).toString(),
                acknowledgements.toString(),
                "process",
                "4",
                synchronous)) {
            while (!Files.exists(acknowledgements)
                    || Files.size(acknowledgements) < Math.max(LEAST_WRITTEN, IMAGES * 20L)) {
                child.pause(10);
            }
            child.kill();
        }
        return SyscallTrace.read(trace, files);
    }

    private static void removeAll(Path image) throws IOException {
        try (Stream<Path> files = Files.list(image)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(image);
    }
}
