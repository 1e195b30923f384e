package dev.rmx.testkit.cli;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/** Opens the files that the command reads: UTF-8, whatever the locale. Reports problems in plain words. */
final class Input {
    private Input() {}

    /**
     * Opens a text file.
     *
     * @throws BadInputException if it cannot be opened
     */
    static Reader open(Path file) {
        if (Files.isDirectory(file)) {
            throw new BadInputException(ExitCode.NO_INPUT, "cannot read " + file + ": it is a directory");
        }
        try {
            return new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw cannotRead(file, e);
        }
    }

    static BadInputException cannotRead(Object file, IOException e) {
        return new BadInputException(ExitCode.NO_INPUT, "cannot read " + file + ": " + problem(e));
    }

    /** Describes the problem without the names of Java's exceptions. */
    static String problem(IOException e) {
        if (e instanceof FileSystemException failed) {
            if (failed.getReason() != null) {
                return failed.getReason();
            }
            if (e instanceof NoSuchFileException) {
                return "there is no such file";
            }
            return e instanceof AccessDeniedException ? "permission is denied" : "it cannot be opened";
        }
        return Objects.requireNonNullElse(e.getMessage(), "it cannot be read");
    }
}
