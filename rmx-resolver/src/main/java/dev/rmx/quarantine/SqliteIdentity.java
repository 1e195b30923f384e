package dev.rmx.quarantine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the files of a database. If somebody removes them, SQLite goes on without an error, and everything that it
 * writes from then on is lost when the process ends.
 *
 * @param file the database
 * @param fileKey its {@code fileKey}; null on systems without file keys
 * @param walKey the {@code fileKey} of its write-ahead log
 */
record SqliteIdentity(
        Path file, @Nullable Object fileKey, @Nullable Object walKey) {
    static SqliteIdentity of(Path file) throws IOException {
        return new SqliteIdentity(
                file, attributes(file).fileKey(), attributes(wal(file)).fileKey());
    }

    static Path wal(Path file) {
        return Path.of(file + "-wal");
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class); // does not open the file
    }

    /**
     * Checks that the files are still the same.
     *
     * @return what is wrong; empty if nothing is
     */
    Optional<String> change() throws IOException {
        Optional<String> change = change(file, fileKey, 1);
        return change.isPresent() ? change : change(wal(file), walKey, 0);
    }

    private static Optional<String> change(Path file, @Nullable Object key, long leastSize) throws IOException {
        try {
            BasicFileAttributes now = attributes(file);
            if (!Objects.equals(now.fileKey(), key)) {
                return Optional.of(file + " was replaced");
            }
            return now.size() < leastSize ? Optional.of(file + " was emptied") : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.of(file + " was removed");
        }
    }
}
