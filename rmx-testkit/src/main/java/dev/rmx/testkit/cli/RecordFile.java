package dev.rmx.testkit.cli;

import dev.rmx.RecordedCheck;
import dev.rmx.testkit.replay.CheckFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A file of a recorded check, as the command writes and reads it ([EXPL-2]). */
final class RecordFile {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** How {@link CheckFile} begins. */
    private static final String START = "{\n  \"version\":";

    private final Path path;

    private RecordFile(Path path) {
        this.path = path;
    }

    /**
     * A file that can be written: without one, the check is not made.
     *
     * @throws BadInputException if the file cannot be written
     */
    static RecordFile writable(Path path) {
        WholeFile.requireWritable(path);
        if (Files.exists(path) && !isReplaceable(path)) {
            throw WholeFile.cannotWrite(path, "it is there already, and holds something else than a recorded check");
        }
        return new RecordFile(path);
    }

    /** Whether a file is empty or begins as a recorded check does: any other may be input of the check. */
    private static boolean isReplaceable(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            String start = new String(in.readNBytes(START.length()), StandardCharsets.US_ASCII);
            return start.isEmpty() || start.equals(START);
        } catch (IOException e) {
            throw WholeFile.cannotWrite(path, Input.problem(e));
        }
    }

    /**
     * Writes the file, or replaces it, whole or not at all. Only its owner can read it.
     *
     * @throws BadInputException if it cannot be written
     */
    void write(RecordedCheck check) {
        String text = withJackson(() -> CheckFile.write(check));
        try {
            Path real = Files.exists(path) ? path.toRealPath() : path; // the file that a link names
            Path beside = Files.createTempFile(WholeFile.folder(real), ".rmx-", ".tmp");
            WholeFile.replace(real, beside, text.getBytes(StandardCharsets.US_ASCII), WholeFile.Disk.REAL);
        } catch (IOException e) {
            throw WholeFile.cannotWrite(path, Input.problem(e));
        }
    }

    /**
     * Reads a file, or standard input for {@code -}.
     *
     * @throws BadInputException if it cannot be read, or is no recorded check
     */
    static CheckFile read(Path path, RmxCommand.Streams streams) {
        byte[] octets;
        try {
            if (path.toString().equals("-")) {
                octets = start(streams.in());
            } else if (Files.isDirectory(path)) {
                throw new IOException("it is a directory");
            } else {
                try (InputStream in = Files.newInputStream(path)) {
                    octets = start(in);
                }
            }
        } catch (IOException e) {
            throw Input.cannotRead(path, e);
        }
        try {
            String text = text(octets);
            return withJackson(() -> CheckFile.read(text));
        } catch (IllegalArgumentException e) {
            throw new BadInputException(ExitCode.BAD_DATA, path + ": " + e.getMessage());
        }
    }

    /** All of a file that is not too long. */
    private static byte[] start(InputStream in) throws IOException {
        return in.readNBytes(CheckFile.LONGEST + 1);
    }

    private static String text(byte[] octets) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("it is not UTF-8", e);
        }
    }

    /**
     * Does what needs Jackson.
     *
     * @throws BadInputException if it is missing
     */
    static <T> T withJackson(Supplier<T> action) {
        try {
            return action.get();
        } catch (IllegalStateException e) { // Jackson is missing
            throw new BadInputException(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }
}
