package dev.rmx.resolver.dnsjava;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** A name server process of an ordinary user, on a loopback port. */
final class ServerProcess implements AutoCloseable {
    private static final Duration MOST_START_UP = Duration.ofMinutes(2);
    private static final Duration ONE_QUESTION = Duration.ofMillis(250);

    private final Process process;
    private final InetSocketAddress address;
    private final Path output;

    private ServerProcess(Process process, InetSocketAddress address, Path output) {
        this.process = process;
        this.address = address;
        this.output = output;
    }

    /**
     * Starts a server, and returns when it answers for each of these zones.
     *
     * @param directory where the server may write; its output goes to a file there, which cannot fill up like a pipe
     * @param port the port in its configuration
     * @throws IOException with its output, if it does not start
     */
    static ServerProcess start(
            ServerProgram program, List<String> arguments, Path directory, int port, Set<String> zones)
            throws IOException, InterruptedException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(program.command(arguments))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        ServerProcess server =
                new ServerProcess(process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), output);
        try {
            for (String zone : zones) {
                server.await(zone);
            }
            return server;
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    /**
     * A port that is free for UDP and TCP, outside the ephemeral range, so that it stays free until the server starts.
     */
    static int freePort() throws IOException {
        BindException inUse = new BindException();
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = 20_000 + ThreadLocalRandom.current().nextInt(12_000);
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            try (DatagramSocket udp = new DatagramSocket(address);
                    ServerSocket tcp = new ServerSocket(udp.getLocalPort(), 1, address.getAddress())) {
                return tcp.getLocalPort();
            } catch (BindException e) {
                inUse = e;
            }
        }
        throw inUse;
    }

    private void await(String zone) throws IOException, InterruptedException {
        long end = System.nanoTime() + MOST_START_UP.toNanos();
        while (!answersFor(zone)) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                throw new IOException(
                        "no answer for the zone %s; the server said:%n%s".formatted(zone, Files.readString(output)));
            }
        }
    }

    private boolean answersFor(String zone) throws IOException {
        SimpleResolver resolver = new SimpleResolver(address);
        resolver.setTimeout(ONE_QUESTION);
        Message query = Message.newQuery(Record.newRecord(Name.fromString(zone, Name.root), Type.SOA, DClass.IN));
        try {
            Message response = resolver.send(query);
            return response.getRcode() == Rcode.NOERROR
                    && !response.getSection(Section.ANSWER).isEmpty();
        } catch (IOException e) {
            return false; // not yet listening
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** Stops the server, and returns when it is gone. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
