package dev.rmx.quarantine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The lock on a database, through a lock file beside it.
 *
 * <p>On POSIX systems a process loses its lock when it closes <em>any</em> channel to the file. So this class never
 * opens a channel to a file that it has locked, and never closes one while other code in this process may have locked
 * the file.
 */
final class SqliteLock {
    private static final Map<Path, SqliteLock> OWNED = new HashMap<>();
    /** Channels to files that a copy of this class in another class loader has locked in this process. */
    private static final Map<Path, FileChannel> REFUSED = new HashMap<>();

    private final Path lockFile;
    private final FileChannel channel;
    private final FileLock lock;

    private SqliteLock(Path lockFile, FileChannel channel, FileLock lock) {
        this.lockFile = lockFile;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Locks the file.
     *
     * @param file the database, by its real path
     * @throws QuarantineException if another process, or another store in this process, has the database open
     * @throws IOException if the lock file cannot be written
     */
    static SqliteLock take(Path file) throws QuarantineException, IOException {
        Path lockFile = Path.of(file + ".lock");
        synchronized (OWNED) {
            if (OWNED.containsKey(lockFile)) {
                throw ofThisProcess(file);
            }
            FileChannel channel = REFUSED.remove(lockFile);
            if (channel == null || !channel.isOpen()) {
                boolean isNew = !Files.exists(lockFile);
                channel = FileChannel.open(
                        lockFile, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), ownersOnly());
                if (isNew) {
                    giveToOwnerOf(file, lockFile);
                }
            }
            FileLock lock;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                REFUSED.put(lockFile, channel);
                throw ofThisProcess(file);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            if (lock == null) {
                channel.close();
                throw new QuarantineException(LockHolder.of(lockFile).orElse("another process") + " has " + file
                        + " open; each process needs a file of its own");
            }
            SqliteLock taken = new SqliteLock(lockFile, channel, lock);
            OWNED.put(lockFile, taken);
            return taken;
        }
    }

    /**
     * Gives a new lock file the database's owner, as SQLite does with its own files: if the administrator opens the
     * database first, the mail server must still be able to.
     */
    private static void giveToOwnerOf(Path file, Path lockFile) {
        try {
            if (Files.exists(file)) {
                Files.setOwner(lockFile, Files.getOwner(file));
            }
        } catch (IOException | UnsupportedOperationException e) {
            return; // only the administrator can, and only he has to
        }
    }

    private static QuarantineException ofThisProcess(Path file) {
        return new QuarantineException("this process has " + file + " open already; open it once and share it");
    }

    /** File permissions that let nobody else read whose mail is held. */
    static FileAttribute<?>[] ownersOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    void release() {
        synchronized (OWNED) {
            OWNED.remove(lockFile, this);
            try (channel) {
                lock.release();
            } catch (IOException e) {
                // closing the channel releases it too
            }
        }
    }
}
