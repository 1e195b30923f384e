package dev.rmx.testkit.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets one watch at a time use a state file. The lock is on a file of its own beside it, which stays: the state file
 * itself is replaced, and a lock on it would be on the old one. The system frees it when the process ends.
 */
final class WatchLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private WatchLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws BadInputException if another watch has it, or the lock file cannot be made
     */
    static WatchLock take(Path file) {
        Path lockFile = beside(file, ".lock");
        try {
            FileChannel channel = FileChannel.open(
                    lockFile,
                    Set.of(
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS),
                    ownersOnly());
            try {
                if (tryLock(channel) == null) {
                    throw new BadInputException(ExitCode.TEMPERROR, holder(channel) + " watches with " + file);
                }
                channel.truncate(0);
                channel.write(
                        StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"));
                return new WatchLock(file, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw WholeFile.cannotWrite(lockFile, Input.problem(e));
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) { // in this process
            return null;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(20);
        channel.read(octets, 0);
        String pid = new String(octets.array(), 0, octets.position(), StandardCharsets.US_ASCII).strip();
        return pid.matches("[0-9]+") ? "process " + pid : "another process";
    }

    private static Path beside(Path file, String end) {
        return file.resolveSibling(file.getFileName() + end);
    }

    /** Makes an empty file beside the state file that only its owner can read; what a killed watch left goes. */
    Path emptyFile(String end) throws IOException {
        Path empty = beside(file, end);
        Files.deleteIfExists(empty);
        return Files.createFile(empty, ownersOnly());
    }

    private static FileAttribute<?>[] ownersOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // the lock is free even so
        }
    }
}
