package dev.rmx.testkit.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rmx.testkit.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Debian's PostgreSQL with a new cluster, on a loopback port, as a process of an unprivileged user.
 */
final class PostgresServer implements AutoCloseable {
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final String SOCKET_TIMEOUT = "&socketTimeout=60";
    private static final Duration MOST_START_UP = Duration.ofMinutes(3);
    private static final Duration MOST_SHUT_DOWN = Duration.ofMinutes(1);

    private final Path programs;
    private final Path directory;
    private final int port;
    private final boolean syncs;
    private final AtomicInteger schemas = new AtomicInteger();
    private Process process;

    private PostgresServer(Path programs, Path directory, int port, boolean syncs) throws IOException {
        this.programs = programs;
        this.directory = directory;
        this.port = port;
        this.syncs = syncs;
        this.process = spawn();
    }

    /**
     * Starts a server that does not wait for the disk: commits survive its processes, but not the machine, which no
     * test stops. Skips the test if PostgreSQL is missing, unless the environment requires servers.
     */
    static PostgresServer start() throws IOException, InterruptedException {
        return start(false);
    }

    /** Starts a server as in use: a commit waits until it is on the disk. Skips the test as {@link #start} does. */
    static PostgresServer startWithSync() throws IOException, InterruptedException {
        return start(true);
    }

    private static PostgresServer start(boolean syncs) throws IOException, InterruptedException {
        Optional<Path> programs = programs();
        String installed = "PostgreSQL is installed in " + VERSIONS + " (Debian: postgresql)";
        if (System.getenv("RMX_REQUIRE_SERVERS") != null) {
            assertThat(programs).as(installed).isPresent();
        }
        assumeTrue(programs.isPresent(), installed);
        Path directory = Files.createTempDirectory("rmx-postgres");
        if (isRoot()) { // PostgreSQL refuses to run as root
            Files.setOwner(
                    directory,
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        }
        run(
                directory,
                asOrdinaryUser(
                        programs.get().resolve("initdb").toString(),
                        "--pgdata=" + directory.resolve("data"),
                        "--username=rmx",
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--locale=C.UTF-8",
                        "--no-sync"));
        PostgresServer server = new PostgresServer(programs.get(), directory, FreePort.ofTcp(), syncs);
        server.awaitConnections();
        return server;
    }

    /** The programs of the newest version. */
    private static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.filter(version -> Files.isExecutable(version.resolve("bin/postgres")))
                    .max(Comparator.comparingInt(
                            version -> Integer.parseInt(version.getFileName().toString())))
                    .map(version -> version.resolve("bin"));
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static List<String> asOrdinaryUser(String... command) {
        List<String> whole = new ArrayList<>();
        if (isRoot()) {
            whole.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        whole.addAll(List.of(command));
        return whole;
    }

    private static void run(Path directory, List<String> command) throws IOException, InterruptedException {
        Path output = directory.resolve("command.txt");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(command + " said:\n" + Files.readString(output));
        }
    }

    private Process spawn() throws IOException {
        return new ProcessBuilder(asOrdinaryUser(
                        programs.resolve("postgres").toString(),
                        "-D",
                        directory.resolve("data").toString(),
                        "-p",
                        Integer.toString(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=" + directory,
                        "-c",
                        "max_connections=200",
                        "-c",
                        "fsync=" + (syncs ? "on" : "off")))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output.txt").toFile()))
                .start();
    }

    private void awaitConnections() throws IOException, InterruptedException {
        long giveUp = System.nanoTime() + MOST_START_UP.toNanos();
        while (!accepts()) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > giveUp) {
                throw new IOException(
                        "PostgreSQL does not start; it said:\n" + Files.readString(directory.resolve("output.txt")));
            }
        }
    }

    private boolean accepts() {
        try (Connection connection = DriverManager.getConnection(url())) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false; // not listening yet, or recovering
        }
    }

    /** The database's URL. */
    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=rmx&connectTimeout=10" + SOCKET_TIMEOUT;
    }

    /** The same URL, without a time-out for statements. */
    static String patient(String url) {
        return url.replace(SOCKET_TIMEOUT, "");
    }

    int port() {
        return port;
    }

    /** The database's URL, with a new empty schema. */
    String newSchemaUrl() throws SQLException {
        String schema = "s" + schemas.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + schema);
        }
        return url() + "&currentSchema=" + schema;
    }

    /** Kills the server with all of its processes (SIGKILL), and waits for their end. */
    void kill() throws IOException, InterruptedException {
        signal("-STOP"); // otherwise it could fork another process, which would survive and keep its memory
        List<ProcessHandle> all = new ArrayList<>(List.of(process.toHandle()));
        all.addAll(process.descendants().toList());
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle one : all) {
            awaitEnd(one);
        }
    }

    /** Starts the server again after {@link #kill}, and waits until it has recovered. */
    void startAgain() throws IOException, InterruptedException {
        long giveUp = System.nanoTime() + MOST_START_UP.toNanos();
        while (true) {
            process = spawn();
            try {
                awaitConnections();
                return;
            } catch (IOException e) {
                // a process forked during the kill blocks the new server until it notices its parent's end
                if (process.isAlive() || System.nanoTime() > giveUp) {
                    throw e;
                }
            }
        }
    }

    private static void awaitEnd(ProcessHandle process) throws InterruptedException {
        try {
            CompletableFuture<ProcessHandle> end = process.onExit();
            end.get(MOST_SHUT_DOWN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("process " + process.pid() + " does not end", e);
        }
    }

    /** Stops the server, whoever is connected, and deletes its files. */
    @Override
    public void close() throws IOException {
        try {
            stop();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(PostgresServer::delete);
        }
    }

    private void stop() throws IOException, InterruptedException {
        if (process.isAlive()) {
            signal("-INT"); // PostgreSQL's fast shutdown
            if (!process.waitFor(MOST_SHUT_DOWN.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        }
    }

    private void signal(String signal) throws IOException, InterruptedException {
        run(directory, List.of("kill", signal, Long.toString(process.pid())));
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
