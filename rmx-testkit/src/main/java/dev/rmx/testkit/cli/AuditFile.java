package dev.rmx.testkit.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The file that takes an audit's lines. Whatever kills an audit, each line that was written is whole, except perhaps
 * the last. An audit that goes on keeps the whole lines, and drops a last one without its end. Only one process at a
 * time can open it.
 */
final class AuditFile implements AutoCloseable {
    /** More than any line takes. */
    private static final int LONGEST = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final Output output;
    private final Thread stopper;

    private AuditFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
        this.output = new Output(Channels.newOutputStream(channel));
        this.stopper = output.stopper();
    }

    /**
     * Opens the file for the lines of a new audit.
     *
     * @throws BadInputException if it cannot be written, or holds something
     */
    static AuditFile create(Path path) {
        return open(path, file -> {
            if (file.channel.size() > 0) {
                throw file.cannotWrite("it is there already; --resume goes on with it");
            }
        });
    }

    /**
     * Opens the file to go on with it, or makes it.
     *
     * @param lines takes each whole line; throws IllegalArgumentException if it is none of an audit
     * @throws BadInputException if it cannot be written, or holds something else than the lines of an audit
     */
    static AuditFile resume(Path path, Consumer<String> lines) {
        return open(path, file -> file.keepWholeLines(lines));
    }

    private interface Start {
        void start(AuditFile file) throws IOException;
    }

    private static AuditFile open(Path path, Start start) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            AuditFile file = new AuditFile(path, channel);
            file.lock();
            start.start(file);
            Runtime.getRuntime().addShutdownHook(file.stopper);
            return file;
        } catch (IOException | BadInputException e) {
            close(channel);
            throw e instanceof BadInputException bad
                    ? bad
                    : WholeFile.cannotWrite(path, Input.problem((IOException) e));
        }
    }

    private void lock() throws IOException {
        try {
            if (channel.tryLock() == null) {
                throw cannotWrite("another process writes it");
            }
        } catch (OverlappingFileLockException e) {
            throw cannotWrite("this process writes it already");
        }
    }

    private void keepWholeLines(Consumer<String> lines) throws IOException {
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16); // not closed: the channel
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long number = 1;
        long read = 0;
        long whole = 0;
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            read++;
            if (octet != '\n') {
                line.write(octet);
                if (line.size() > LONGEST) {
                    throw strange(number, "it is too long");
                }
                continue;
            }
            try {
                lines.accept(line.toString(StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw strange(number, String.valueOf(e.getMessage()));
            }
            line.reset();
            number++;
            whole = read;
        }
        String torn = line.toString(StandardCharsets.UTF_8);
        if (!torn.startsWith(AuditLine.START) && !AuditLine.START.startsWith(torn)) {
            throw strange(number, "it does not begin with " + AuditLine.START);
        }
        channel.truncate(whole).position(whole);
    }

    private BadInputException strange(long number, String problem) {
        return new BadInputException(
                ExitCode.BAD_DATA, path + ", line " + number + ": this is no line of an audit: " + problem);
    }

    private BadInputException cannotWrite(String problem) {
        return new BadInputException(ExitCode.IO_ERROR, "cannot write " + path + ": " + problem);
    }

    /** Takes lines, which reach the file whole, also if a signal ends the program. */
    PrintStream stream() {
        return new PrintStream(output, false, StandardCharsets.US_ASCII);
    }

    /**
     * Writes what is still buffered, and closes the file.
     *
     * @throws BadInputException if something could not be written, now or before
     */
    @Override
    public void close() {
        output.finish();
        IOException failure = output.failure();
        try {
            Runtime.getRuntime().removeShutdownHook(stopper);
        } catch (IllegalStateException e) {
            return; // the program ends, and what is written is whole
        }
        close(channel);
        if (failure != null) {
            throw cannotWrite(Input.problem(failure));
        }
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            return; // everything is written, or the failure is known
        }
    }
}
