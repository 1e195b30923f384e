package dev.rmx.quarantine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the process that has a file locked or open, where the system tells: on Linux, in {@code /proc}. It never opens
 * the file.
 */
final class LockHolder {
    private static final Path PROCESSES = Path.of("/proc");

    private LockHolder() {}

    /**
     * Describes the process, as in "process 4711 (/usr/bin/java)"; empty if the system does not tell. A process that
     * has the file locked goes before one that only has it open. The name by which it opened the file does not matter.
     */
    static Optional<String> of(Path file) {
        try {
            String inode = String.valueOf(Files.getAttribute(file, "unix:ino"));
            String device = device((Long) Files.getAttribute(file, "unix:dev"));
            List<String> locks = Files.readAllLines(PROCESSES.resolve("locks"));
            return processIds(locks, inode)
                    .filter(id -> hasOpen(id, file)) // a file of another file system can have the same inode
                    .min(Comparator.comparing(LockHolder::isThis)) // this process may have it open only to try
                    .or(() -> others(file).findFirst())
                    .or(() -> processIds(locks, device + inode).findFirst()) // of a user whose files we may not see
                    .map(LockHolder::describe);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty(); // not Linux, or /proc cannot be read
        }
    }

    /** A device as it stands before an inode in {@code /proc/locks}, such as {@code fe:00:}. */
    static String device(long number) {
        long major = (number >> 8) & 0xfff;
        long minor = (number & 0xff) | ((number >> 12) & 0xfff00);
        return String.format(Locale.ROOT, "%02x:%02x:", major, minor);
    }

    /**
     * Reads lines such as {@code 1: POSIX ADVISORY WRITE 4711 fe:00:262401 0 EOF}. A process in another container has
     * no id here, but 0 or less.
     *
     * @param file an inode, with or without its device
     */
    static Stream<Long> processIds(List<String> locks, String file) {
        return locks.stream()
                .map(line -> line.trim().split("\\s+", -1))
                .filter(words -> words.length >= 6
                        && words[1].equals("POSIX")
                        && (words[5].equals(file) || words[5].endsWith(":" + file)))
                .map(words -> Long.parseLong(words[4]))
                .filter(id -> id > 0);
    }

    /** The other processes that have a file open, as far as we may see. */
    private static Stream<Long> others(Path file) {
        return ProcessHandle.allProcesses().map(ProcessHandle::pid).filter(id -> !isThis(id) && hasOpen(id, file));
    }

    private static boolean isThis(long id) {
        return id == ProcessHandle.current().pid();
    }

    private static boolean hasOpen(long id, Path file) {
        try (Stream<Path> open = Files.list(PROCESSES.resolve(id + "/fd"))) {
            return open.anyMatch(one -> isSame(one, file));
        } catch (IOException | UncheckedIOException e) { // it has ended, or is another user's
            return false;
        }
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) { // closed meanwhile, or no file
            return false;
        }
    }

    private static String describe(long id) {
        String name = isThis(id) ? "this process" : "process " + id;
        return name
                + ProcessHandle.of(id)
                        .flatMap(process -> process.info().command())
                        .map(command -> " (" + command + ")")
                        .orElse("");
    }
}
