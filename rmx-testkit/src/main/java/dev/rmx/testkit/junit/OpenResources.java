package dev.rmx.testkit.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What this process has open: platform threads of all groups, and sockets on Linux only. They are compared by identity,
 * so that a thread that ends does not hide one that begins.
 */
record OpenResources(Set<Thread> threads, Set<String> sockets) {
    /** Linux only; each entry links to what is open. */
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    static OpenResources now() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        return new OpenResources(threads, openSockets());
    }

    /** What is open now and was not open then. */
    OpenResources since(OpenResources then) {
        Set<Thread> newThreads = new HashSet<>(threads);
        newThreads.removeAll(then.threads);
        Set<String> newSockets = new HashSet<>(sockets);
        newSockets.removeAll(then.sockets);
        return new OpenResources(newThreads, newSockets);
    }

    /** Whether there are fewer than this number of each. */
    boolean fewerThan(int number) {
        return threads.size() < number && sockets.size() < number;
    }

    /** Names the threads, to find the one that stays. */
    @Override
    public String toString() {
        return sockets.size() + " sockets and " + threads.size() + " threads "
                + threads.stream().map(Thread::getName).sorted().limit(20).toList();
    }

    private static Set<String> openSockets() {
        Set<String> sockets = new HashSet<>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return sockets;
        }
        try (Stream<Path> entries = Files.list(DESCRIPTORS)) {
            entries.forEach(entry -> {
                try {
                    String target = Files.readSymbolicLink(entry).toString();
                    if (target.startsWith("socket:")) {
                        sockets.add(target);
                    }
                } catch (IOException e) {
                    // it has been closed
                }
            });
        } catch (IOException e) {
            return Set.of(); // not accessible
        }
        return sockets;
    }
}
