package dev.rmx.testkit.cli;

import dev.rmx.record.DomainName;
import dev.rmx.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * The file in which a watch keeps the last snapshot of each domain. It is replaced whole. While it is open, a lock
 * keeps other watches away. In ASCII: a line with the version; for each domain a line with its name, the time and the
 * number of octets, and then so many octets; a line with the number of domains and the checksum of all octets before.
 *
 * <p>For one thread.
 */
final class WatchState implements AutoCloseable {
    private static final String NAME = "rmx watch state ";
    private static final int VERSION = 1;
    private static final String END = "end ";

    /** The longest line: a name, with four characters an octet, a time and a number. */
    private static final int LINE = 1_200;

    /** The most octets of a file. */
    private static final long LONGEST = 1 << 30;

    private final Path path;
    private final WatchLock lock;
    private final WholeFile.Disk disk;
    private final Map<DomainName, Kept> kept = new TreeMap<>();
    private boolean changed;

    /** A snapshot as text: it takes little memory, and is read only when needed. */
    private record Kept(Instant at, String text) {}

    private WatchState(Path path, WatchLock lock, WholeFile.Disk disk) {
        this.path = path;
        this.lock = lock;
        this.disk = disk;
    }

    /**
     * Opens the file; one that does not exist is empty.
     *
     * @throws BadInputException if another watch has it open, it cannot be read or replaced, or it is not whole. It is
     *     left as it is
     */
    static WatchState open(Path path, WholeFile.Disk disk) {
        WholeFile.requireWritable(path);
        Path real = real(path);
        WatchLock lock = WatchLock.take(real);
        try {
            WatchState state = new WatchState(real, lock, disk);
            if (Files.exists(real)) {
                state.read();
            }
            return state;
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The file that a link names. */
    private static Path real(Path path) {
        try {
            return Files.exists(path)
                    ? path.toRealPath()
                    : WholeFile.folder(path).toRealPath().resolve(path.getFileName());
        } catch (IOException e) {
            throw Input.cannotRead(path, e);
        }
    }

    private void read() {
        byte[] octets;
        try (InputStream in = Files.newInputStream(path)) {
            requireVersion(new String(in.readNBytes(NAME.length() + 11), StandardCharsets.ISO_8859_1));
            if (Files.size(path) > LONGEST) {
                throw damaged(0, "it has more than " + LONGEST + " octets");
            }
            octets = Files.readAllBytes(path);
        } catch (IOException e) {
            throw Input.cannotRead(path, e);
        }
        int at = NAME.length() + 2;
        String line = line(octets, at);
        while (!line.startsWith(END)) {
            at += line.length() + 1;
            at += keep(line, at, octets);
            line = line(octets, at);
        }
        if (at + line.length() + 1 != octets.length) {
            throw damaged(at + line.length() + 1, "something follows the end");
        }
        if (!line.equals(end(octets, at))) {
            throw damaged(at, "the checksum is of other octets");
        }
    }

    private void requireVersion(String begin) {
        String line = begin.substring(0, Math.max(0, begin.indexOf('\n')));
        if (begin.isEmpty()) {
            throw new BadInputException(
                    ExitCode.BAD_DATA, path + " is empty, and no state of rmx watch; remove it, or name another file");
        }
        if (!line.matches(NAME + "[1-9][0-9]*")) {
            throw new BadInputException(
                    ExitCode.BAD_DATA, path + " is no state of rmx watch, and stays as it is; name another file");
        }
        if (!line.equals(NAME + VERSION)) {
            throw new BadInputException(
                    ExitCode.BAD_DATA,
                    path + " is of version " + line.substring(NAME.length()) + ", and this rmx reads version " + VERSION
                            + ": a newer rmx reads it");
        }
    }

    private String line(byte[] octets, int from) {
        for (int i = from; i < Math.min(octets.length, from + LINE); i++) {
            if (octets[i] == '\n') {
                return new String(octets, from, i - from, StandardCharsets.ISO_8859_1);
            }
        }
        throw damaged(from, octets.length - from < LINE ? "it ends early" : "a line is too long");
    }

    /** Keeps the domain that a line names; returns the number of octets behind the line. */
    private int keep(String line, int from, byte[] octets) {
        String[] words = line.split(" ", -1);
        try {
            int count = words.length == 3 ? Integer.parseInt(words[2]) : -1;
            if (count < 0 || count > Snapshot.LONGEST) {
                throw new IllegalArgumentException("a name, a time and a number are expected");
            }
            if (count > octets.length - from) {
                throw new IllegalArgumentException("it ends early");
            }
            String text = new String(octets, from, count, StandardCharsets.ISO_8859_1);
            kept.put(DomainName.parse(words[0]), new Kept(Instant.parse(words[1]), text));
            return count;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw damaged(from - line.length() - 1, String.valueOf(e.getMessage()));
        }
    }

    private BadInputException damaged(int octet, String problem) {
        return new BadInputException(
                ExitCode.BAD_DATA,
                path + " is damaged at octet " + octet + ", and stays as it is: " + Printable.of(problem)
                        + "; restore it, or remove it to begin anew");
    }

    private String end(byte[] octets, int count) {
        CRC32 sum = new CRC32();
        sum.update(octets, 0, count);
        return END + kept.size() + " " + String.format(Locale.ROOT, "%08x", sum.getValue());
    }

    /** The last snapshot of a domain; empty if there is none. */
    Optional<Snapshot> of(DomainName domain) {
        Kept last = kept.get(domain);
        try {
            return Optional.ofNullable(last).map(some -> Snapshot.parse(domain, some.at(), some.text()));
        } catch (IllegalArgumentException e) {
            throw new BadInputException(ExitCode.BAD_DATA, path + ": " + domain + ": " + e.getMessage());
        }
    }

    /** Keeps a snapshot, in memory until {@link #write}. */
    void put(DomainName domain, Instant at, String text) {
        kept.put(domain, new Kept(at, text));
        changed = true;
    }

    /**
     * Replaces the file if a snapshot was put.
     *
     * @throws BadInputException if it cannot be replaced; it is then as before
     */
    void write() {
        if (!changed) {
            return;
        }
        StringBuilder text = new StringBuilder(NAME + VERSION + "\n");
        kept.forEach((domain, last) -> text.append(domain)
                .append(' ')
                .append(last.at())
                .append(' ')
                .append(last.text().length())
                .append('\n')
                .append(last.text()));
        byte[] octets = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = (text + end(octets, octets.length) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        if (whole.length > LONGEST) {
            throw WholeFile.cannotWrite(path, "it would have more than " + LONGEST + " octets");
        }
        try {
            WholeFile.replace(path, lock.emptyFile(".new"), whole, disk);
        } catch (IOException e) {
            throw WholeFile.cannotWrite(path, Input.problem(e));
        }
        changed = false;
    }

    @Override
    public void close() {
        lock.close();
    }
}
