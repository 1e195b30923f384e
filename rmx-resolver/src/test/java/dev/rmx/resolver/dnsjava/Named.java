package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** BIND's {@code named} on a loopback port, as an ordinary process of an ordinary user. */
final class Named implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/named");

    private final Process process;
    private final InetSocketAddress address;

    private Named(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /** Skips the test where BIND is missing, unless the environment says that servers are required. */
    static void requireInstalled() {
        boolean installed = Files.isExecutable(PROGRAM);
        if (System.getenv("RMX_REQUIRE_SERVERS") != null) {
            assertThat(installed).as("BIND is installed (Debian: bind9)").isTrue();
        }
        assumeTrue(installed, "BIND is not installed (Debian: bind9)");
    }

    /** Starts a server for these zones, and returns when it answers. */
    static Named start(Path directory, Map<String, String> zones) throws IOException {
        int port = freePort();
        StringBuilder configuration = new StringBuilder("""
                options {
                    directory "%1$s";
                    listen-on port %2$d { 127.0.0.1; };
                    listen-on-v6 { none; };
                    pid-file "%1$s/named.pid";
                    session-keyfile "%1$s/session.key";
                    managed-keys-directory "%1$s";
                    recursion no;
                    dnssec-validation no;
                };
                controls {};
                """.formatted(directory, port));
        for (Map.Entry<String, String> zone : zones.entrySet()) {
            Files.writeString(directory.resolve(zone.getKey() + ".zone"), zone.getValue());
            configuration.append("zone \"%1$s\" { type primary; file \"%1$s.zone\"; };%n".formatted(zone.getKey()));
        }
        Path file = Files.writeString(directory.resolve("named.conf"), configuration);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("runuser", "-u", "bind", "--"));
        }
        command.addAll(List.of(PROGRAM.toString(), "-g", "-c", file.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        awaitRunning(process.inputReader());
        return new Named(process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitRunning(BufferedReader log) throws IOException {
        List<String> lines = new ArrayList<>();
        String line;
        while ((line = log.readLine()) != null) {
            lines.add(line);
            if (line.endsWith(" running")) {
                Thread drain = new Thread(() -> drain(log), "named-log");
                drain.setDaemon(true);
                drain.start();
                return;
            }
        }
        throw new IOException("named did not start:\n" + String.join("\n", lines));
    }

    /** Reads on, so that the server is never stopped by a full pipe. */
    private static void drain(BufferedReader log) {
        try {
            while (log.readLine() != null) {}
        } catch (IOException e) {
            // the server has ended
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** Stops the server, and returns when it is gone. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
