package dev.rmx.testkit.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Replaces a file whole or not at all, whenever the process or the machine ends: by a new file beside it. */
final class WholeFile {
    private WholeFile() {}

    /** The steps of a replacement, which a test can end in between. */
    interface Disk {
        /** The real one. */
        Disk REAL = new Disk() {};

        /** Fills an empty file, and returns when its octets are on the disk. */
        default void fill(Path file, byte[] octets) throws IOException {
            try (FileOutputStream out = new FileOutputStream(file.toFile())) {
                out.write(octets);
                out.getFD().sync();
            }
        }

        /** Gives a file another's name, which it loses. */
        default void rename(Path file, Path to) throws IOException {
            Files.move(file, to, StandardCopyOption.ATOMIC_MOVE);
        }

        /** Returns when the names in a folder are on the disk. */
        default void sync(Path folder) throws IOException {
            FileChannel channel;
            try {
                channel = FileChannel.open(folder, StandardOpenOption.READ);
            } catch (IOException e) {
                return; // this system does not open folders, and keeps their names by itself
            }
            try (channel) {
                channel.force(true);
            }
        }
    }

    /**
     * Replaces a file.
     *
     * @param file the file, not a link; it need not exist
     * @param beside an empty file in the same folder that only its owner can read; it is gone afterwards, unless the
     *     process ends
     */
    static void replace(Path file, Path beside, byte[] octets, Disk disk) throws IOException {
        try {
            disk.fill(beside, octets);
            disk.rename(beside, file);
            disk.sync(folder(file));
        } catch (IOException e) {
            Files.deleteIfExists(beside);
            throw e;
        }
    }

    /** The folder of a file. */
    static Path folder(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        return folder == null ? path.toAbsolutePath() : folder;
    }

    /**
     * Refuses a file that cannot be replaced.
     *
     * @throws BadInputException if it is a folder or a device, or its folder is missing or read-only
     */
    static void requireWritable(Path path) {
        if (Files.exists(path) && !Files.isRegularFile(path)) { // a device must not be replaced
            throw cannotWrite(path, Files.isDirectory(path) ? "it is a directory" : "it is not a regular file");
        }
        if (!Files.isDirectory(folder(path))) {
            throw cannotWrite(path, "there is no folder " + folder(path));
        }
        if (!Files.isWritable(folder(path))) {
            throw cannotWrite(path, "the folder " + folder(path) + " cannot be written");
        }
    }

    static BadInputException cannotWrite(Path path, String problem) {
        return new BadInputException(ExitCode.IO_ERROR, "cannot write " + path + ": " + problem);
    }
}
