package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that die while they write. {@code -Dcrash.kills=N} and {@code -Dcrash.images=N} set how many. */
class SqliteCrashTest {
    private static final int KILLS = Integer.getInteger("crash.kills", 10);
    private static final int IMAGES = Integer.getInteger("crash.images", 20);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());

    @TempDir
    Path directory = Path.of(".");

    private final Random random = new Random(SEED);

    private Path file() {
        return directory.resolve("notes.db");
    }

    private Path acknowledgements() {
        return directory.resolve("acknowledged.txt");
    }

    private ChildJvm start(String name, int threads) throws IOException {
        return ChildJvm.start(
                directory,
                List.of(),
                NoteWriter.class,
                file().toString(),
                acknowledgements().toString(),
                name,
                Integer.toString(threads),
                "FULL");
    }

    private long written() throws IOException {
        return Files.exists(acknowledgements()) ? Files.size(acknowledgements()) : 0;
    }

    @Test
    void TEMP_4_a_kill_loses_nothing() throws Exception {
        for (int i = 0; i < KILLS; i++) {
            try (ChildJvm child = start("process" + i, 1 + random.nextInt(8))) {
                long before = written();
                if (random.nextInt(5) == 0) {
                    child.pause(random.nextInt(1000)); // kill it while it starts
                } else {
                    while (written() == before) {
                        child.pause(1);
                    }
                    child.pause(random.nextInt(300));
                }
                child.kill();
            }
            emptyNativeDirectory();
            assertThat(NoteLedger.of(acknowledgements()).lostIn(file()))
                    .as("kill %s, seed %s", i, SEED)
                    .isEmpty();
        }
        assertThat(NoteLedger.of(acknowledgements()).size()).isGreaterThan(KILLS);
    }

    /** Deletes the native library that a killed process leaves behind. */
    private void emptyNativeDirectory() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("native"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    /** Copies both files of a stopped process. */
    @Test
    void TEMP_4_at_any_moment_the_files_hold_all_acknowledged_work() throws Exception {
        List<NoteLedger> ledgers = new ArrayList<>();
        try (ChildJvm child = start("process", 4)) {
            while (written() == 0) {
                child.pause(1);
            }
            for (int i = 0; i < IMAGES; i++) {
                child.pause(random.nextInt(50));
                child.stop();
                Path image =
                        Files.createDirectory(directory.resolve("image" + i)).resolve("notes.db");
                Files.copy(file(), image);
                Files.copy(SqliteIdentity.wal(file()), SqliteIdentity.wal(image));
                ledgers.add(NoteLedger.of(acknowledgements()));
                child.goOn();
            }
        }
        for (int i = 0; i < IMAGES; i++) {
            assertThat(ledgers.get(i).lostIn(directory.resolve("image" + i).resolve("notes.db")))
                    .as("image %s, seed %s", i, SEED)
                    .isEmpty();
        }
    }
}
