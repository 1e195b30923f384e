package dev.rmx.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the process holds at one moment of the soak.
 *
 * @param at the time since the soak began
 * @param open checks that have begun and not ended
 * @param ended checks that have ended so far
 * @param heap the memory in use after a collection, in MiB
 * @param cpu the processor time used so far
 * @param longest the longest check since the last sample
 * @param late the longest delay of the clock since the last sample
 */
record SoakSample(
        Duration at,
        long open,
        long ended,
        double heap,
        int threads,
        int sockets,
        Duration cpu,
        Duration longest,
        Duration late) {
    private static final double MIB = 1 << 20;
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    static SoakSample take(long begin, SoakClients clients, SoakClock clock, Duration interval) {
        long now = System.nanoTime();
        long open = clients.open(); // before the collection, which stops all threads
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        double heap = (runtime.totalMemory() - runtime.freeMemory()) / MIB;
        return new SoakSample(
                Duration.ofNanos(now - begin),
                open,
                clients.ended(),
                heap,
                Thread.getAllStackTraces().size(),
                openSockets(),
                ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO),
                clients.longest(),
                clock.lateness(now - interval.toNanos(), now));
    }

    /** How many sockets the process has open; 0 where the system does not tell. */
    static int openSockets() {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
            return (int) descriptors.filter(SoakSample::isSocket).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // it has been closed
        }
    }

    /** The running threads of the library and the test kit. */
    static Set<Thread> rmxThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("rmx-"))
                .collect(Collectors.toSet());
    }

    /** The sample on one line, with rates since another one. */
    String since(SoakSample before) {
        double seconds = at.minus(before.at).toMillis() / 1e3;
        return String.format(
                Locale.ROOT,
                "%5d s: open %d, checks/s %.0f, heap %.1f MiB, threads %d, sockets %d, longest %d ms, late %d ms, cpu %.0f %%",
                at.toSeconds(),
                open,
                (ended - before.ended) / seconds,
                heap,
                threads,
                sockets,
                longest.toMillis(),
                late.toMillis(),
                cpu.minus(before.cpu).toMillis() / seconds / 10);
    }
}
