package dev.rmx.resolver.dnsjava;

import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.config.PropertyResolverConfigProvider;

/**
 * The system's name servers; follows changes. The first of these sources that exists is used:
 *
 * <ol>
 *   <li>the system property {@code dns.server}, read as dnsjava reads it;
 *   <li>{@code /etc/resolv.conf}. Unusable lines are skipped with a warning; without usable ones, the server is this
 *       machine, as in the C library;
 *   <li>what dnsjava finds, on Windows for example.
 * </ol>
 *
 * <p>dnsjava's {@link ResolverConfig#getCurrentConfig} is not used: it reads the configuration only once in a process,
 * and throws on an unusable line.
 *
 * <p>Safe to share between threads.
 */
final class SystemNameServers {
    /** The minimum time between two reads. */
    static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** A file is read only up to this many octets. */
    static final int MOST_OCTETS = 1 << 16;

    private static final Logger LOG = LoggerFactory.getLogger(SystemNameServers.class);
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final int PORT = 53;
    private static final int PROBLEMS_SHOWN = 3;
    private static final boolean IPV4_ONLY = Boolean.getBoolean("java.net.preferIPv4Stack");

    private final @Nullable Path file;
    private final Supplier<List<InetSocketAddress>> elsewhere;
    private final LongSupplier nanoTime;
    private final Consumer<String> warn;
    private final AtomicBoolean reading = new AtomicBoolean();
    /** Used only by the thread that reads. */
    private String lastWarning = "";

    private volatile Reading last;

    /** The servers, and when they were read, by {@code nanoTime}. */
    private record Reading(List<InetSocketAddress> servers, long at) {}

    /**
     * For tests: uses nothing of the system.
     *
     * @param file used in place of {@code /etc/resolv.conf}; null for no file
     * @param elsewhere gives the servers if there is no such file; an exception counts as an empty list
     * @param nanoTime like {@link System#nanoTime}
     * @param warn gets one printable line for a faulty configuration, once
     */
    SystemNameServers(
            @Nullable Path file,
            Supplier<List<InetSocketAddress>> elsewhere,
            LongSupplier nanoTime,
            Consumer<String> warn) {
        this.file = file;
        this.elsewhere = elsewhere;
        this.nanoTime = nanoTime;
        this.warn = warn;
        this.last = new Reading(read(List.of()), nanoTime.getAsLong());
    }

    /** Reads the system's configuration. */
    static SystemNameServers ofSystem() {
        List<InetSocketAddress> given = ofProperty();
        if (!given.isEmpty()) {
            return new SystemNameServers(null, () -> given, System::nanoTime, LOG::warn);
        }
        Path file = Boolean.getBoolean(ResolverConfig.CONFIGPROVIDER_SKIP_INIT) ? null : RESOLV_CONF;
        return new SystemNameServers(file, () -> new ResolverConfig().servers(), System::nanoTime, LOG::warn);
    }

    private static List<InetSocketAddress> ofProperty() {
        PropertyResolverConfigProvider property = new PropertyResolverConfigProvider();
        property.initialize();
        return List.copyOf(property.servers());
    }

    /**
     * The current name servers: one or more resolved addresses with ports, in the order in which to ask them. The list
     * stays the same object until the servers change.
     *
     * <p>Cheap enough for every question: every 30 seconds one calling thread reads the configuration, and the others
     * do not wait for it. If the configuration cannot be read or has no usable server, the servers stay as they were.
     */
    List<InetSocketAddress> current() {
        Reading known = last;
        if (nanoTime.getAsLong() - known.at() < INTERVAL_NANOS || !reading.compareAndSet(false, true)) {
            return known.servers();
        }
        try {
            Reading now = new Reading(read(last.servers()), nanoTime.getAsLong());
            last = now;
            return now.servers();
        } finally {
            reading.set(false);
        }
    }

    /**
     * Reads the configuration.
     *
     * @param before the servers so far; empty at first
     */
    private List<InetSocketAddress> read(List<InetSocketAddress> before) {
        List<InetSocketAddress> servers = List.of();
        try {
            servers = configured();
        } catch (IOException | RuntimeException e) { // dnsjava throws both
            warnOnce("the system's name servers cannot be read: " + e.getClass().getSimpleName());
        }
        if (servers.isEmpty()) {
            servers =
                    before.isEmpty() ? List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT)) : before;
        }
        return servers.toString().equals(before.toString()) ? before : servers; // as text: equals() ignores zones
    }

    private List<InetSocketAddress> configured() throws IOException {
        if (file == null || !Files.isRegularFile(file)) {
            return usable(elsewhere.get());
        }
        ResolvConf conf = ResolvConf.parse(beginning(file));
        List<String> problems = conf.problems();
        if (!problems.isEmpty()) {
            String more =
                    problems.size() > PROBLEMS_SHOWN ? "; and " + (problems.size() - PROBLEMS_SHOWN) + " more" : "";
            warnOnce(file + " has name servers that cannot be used; they are skipped: "
                    + String.join("; ", problems.subList(0, Math.min(PROBLEMS_SHOWN, problems.size())))
                    + more);
        }
        return usable(conf.servers());
    }

    private List<InetSocketAddress> usable(List<InetSocketAddress> servers) {
        if (servers.stream().anyMatch(InetSocketAddress::isUnresolved)) {
            warnOnce("some of the system's name servers are given by names that do not resolve; they are skipped");
        }
        return servers.stream()
                .filter(server -> !server.isUnresolved())
                .filter(server -> !IPV4_ONLY || server.getAddress() instanceof Inet4Address)
                .toList();
    }

    /** Reads the beginning of the file, without a last line that may be cut off. */
    private static byte[] beginning(Path file) throws IOException {
        byte[] octets;
        try (InputStream in = Files.newInputStream(file)) {
            octets = in.readNBytes(MOST_OCTETS + 1);
        }
        int end = octets.length;
        while (octets.length > MOST_OCTETS && end > 0 && octets[end - 1] != '\n') {
            end--;
        }
        return Arrays.copyOf(octets, end);
    }

    private void warnOnce(String warning) {
        if (!warning.equals(lastWarning)) {
            lastWarning = warning;
            warn.accept(warning);
        }
    }
}
