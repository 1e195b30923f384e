package dev.rmx.testkit.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process has used: time, processor time without that of the JIT compilers, context switches; on Linux. */
record Use(long nanoTime, long cpuNanos, long switches) {
    private static final Path THREADS = Path.of("/proc/self/task");

    static Use now() throws IOException {
        long cpu = processorTime();
        long switches = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) {
                if (Files.notExists(thread.resolve("comm"))) {
                    continue; // it has ended
                }
                if (Files.readString(thread.resolve("comm")).contains("CompilerThre")) {
                    cpu -= Long.parseLong(
                            Files.readString(thread.resolve("schedstat")).split(" ", -1)[0]);
                } else {
                    switches += switchesOf(thread);
                }
            }
        }
        return new Use(System.nanoTime(), cpu, switches);
    }

    /** In steps of ten milliseconds. */
    private static long processorTime() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000_000;
    }

    private static long switchesOf(Path thread) throws IOException {
        try (Stream<String> lines = Files.lines(thread.resolve("status"))) {
            return lines.filter(line -> line.contains("ctxt_switches"))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                    .sum();
        }
    }

    Use since(Use before) {
        return new Use(nanoTime - before.nanoTime, cpuNanos - before.cpuNanos, switches - before.switches);
    }

    double seconds() {
        return nanoTime / 1e9;
    }

    double processorMicros() {
        return cpuNanos / 1e3;
    }
}
