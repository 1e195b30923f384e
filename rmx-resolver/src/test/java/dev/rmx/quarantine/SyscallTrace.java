package dev.rmx.quarantine;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The calls of a process on the files of a directory, in order, as {@code strace} recorded them. */
final class SyscallTrace {
    /** The command that traces the command after it. */
    static List<String> command(Path trace) {
        return List.of(
                "strace",
                "-f",
                "-y",
                "-xx",
                "-s",
                "1000000",
                "--seccomp-bpf",
                "-e",
                "trace=pwrite64,write,fsync,fdatasync,ftruncate,unlink",
                "-o",
                trace.toString());
    }

    /** A call on one file. */
    sealed interface Call {
        /** The file's name. */
        String name();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Write(String name, long offset, byte[] octets) implements Call {}

    /** A write at the end of the file. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Append(String name, byte[] octets) implements Call {}

    record Truncate(String name, long size) implements Call {}

    /** A sync; of the directory if the name is empty. */
    record Sync(String name) implements Call {}

    record Unlink(String name) implements Call {}

    private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. \\w+ resumed>(.*)");

    private final Path directory;
    private final Map<String, String> unfinished = new HashMap<>();
    private final List<Call> calls = new ArrayList<>();

    private SyscallTrace(Path directory) {
        this.directory = directory;
    }

    /**
     * Reads a trace.
     *
     * @param directory only calls on its files count
     */
    static List<Call> read(Path trace, Path directory) throws IOException {
        SyscallTrace reader = new SyscallTrace(directory);
        try (BufferedReader lines = Files.newBufferedReader(trace, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reader.line(line);
            }
        }
        return reader.calls;
    }

    /** {@code PID call(…) = result}. A call interleaved with others has two lines; it counts at the second. */
    private void line(String line) {
        int blank = line.indexOf(' ');
        if (blank < 0) {
            return;
        }
        String thread = line.substring(0, blank);
        String text = line.substring(blank).strip();
        if (text.startsWith("<...")) {
            Matcher resumed = RESUMED.matcher(text);
            String begun = unfinished.remove(thread);
            if (begun != null && resumed.matches()) {
                call(begun + resumed.group(1));
            }
        } else if (text.endsWith("<unfinished ...>")) {
            unfinished.put(thread, text.substring(0, text.length() - " <unfinished ...>".length()));
        } else {
            call(text);
        }
    }

    private void call(String text) {
        int open = text.indexOf('(');
        int equals = text.lastIndexOf(" = ");
        int close = text.lastIndexOf(')', equals);
        if (open < 0 || equals < 0 || close < 0 || text.startsWith("-1", equals + 3)) {
            return; // a signal, a process exit, or a call that failed or was killed
        }
        String function = text.substring(0, open);
        String arguments = text.substring(open + 1, close);
        if (function.equals("unlink")) {
            name(octets(between(arguments))).ifPresent(name -> calls.add(new Unlink(name)));
            return;
        }
        int path = arguments.indexOf('<');
        int end = arguments.indexOf('>');
        if (path >= 0 && end >= 0) {
            name(octets(arguments.substring(path + 1, end)))
                    .ifPresent(name -> callOf(function, name, arguments.substring(end + 1)));
        }
    }

    private void callOf(String function, String name, String rest) {
        String last = rest.substring(rest.lastIndexOf(' ') + 1);
        switch (function) {
            case "pwrite64" -> calls.add(new Write(name, Long.parseLong(last), octets(between(rest))));
            case "write" -> calls.add(new Append(name, octets(between(rest))));
            case "ftruncate" -> calls.add(new Truncate(name, Long.parseLong(last)));
            case "fsync", "fdatasync" -> calls.add(new Sync(name));
            default -> throw new IllegalArgumentException(function);
        }
    }

    private static String between(String arguments) {
        return arguments.substring(arguments.indexOf('"') + 1, arguments.lastIndexOf('"'));
    }

    /** The name of a file in the directory; the empty string for the directory; empty for other files. */
    private Optional<String> name(byte[] octets) {
        String path = new String(octets, StandardCharsets.UTF_8);
        if (path.equals(directory.toString())) {
            return Optional.of("");
        }
        String start = directory + "/";
        return path.startsWith(start) ? Optional.of(path.substring(start.length())) : Optional.empty();
    }

    /** Decodes octets of four characters each: a backslash, an x, and two hexadecimal digits. */
    private static byte[] octets(String escaped) {
        if (!escaped.startsWith("\\x")) {
            return escaped.getBytes(StandardCharsets.ISO_8859_1); // pipes and sockets
        }
        byte[] octets = new byte[escaped.length() / 4];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) (Character.digit(escaped.charAt(4 * i + 2), 16) * 16
                    + Character.digit(escaped.charAt(4 * i + 3), 16));
        }
        return octets;
    }
}
