package dev.rmx.quarantine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the process that has locked a file, where the system tells: on Linux, in {@code /proc/locks}. */
final class LockHolder {
    private static final Path LOCKS = Path.of("/proc/locks");

    private LockHolder() {}

    /** Describes the process, as in "process 4711 (/usr/bin/java)"; empty if the system does not tell. */
    static Optional<String> of(Path file) {
        try {
            Object inode = Files.getAttribute(file, "unix:ino");
            return processId(Files.readAllLines(LOCKS), String.valueOf(inode)).map(LockHolder::describe);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty(); // no such system
        }
    }

    /**
     * Reads lines such as {@code 1: POSIX ADVISORY WRITE 4711 fe:00:262401 0 EOF}. A process in another container has no
     * id here, but 0 or less.
     */
    static Optional<Long> processId(List<String> locks, String inode) {
        return locks.stream()
                .map(line -> line.trim().split("\\s+", -1))
                .filter(words -> words.length >= 6 && words[1].equals("POSIX") && words[5].endsWith(":" + inode))
                .map(words -> Long.parseLong(words[4]))
                .filter(id -> id > 0)
                .findFirst();
    }

    private static String describe(long id) {
        return "process " + id
                + ProcessHandle.of(id)
                        .flatMap(process -> process.info().command())
                        .map(command -> " (" + command + ")")
                        .orElse("");
    }
}
