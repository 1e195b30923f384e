package dev.rmx.testkit.mail;

import dev.rmx.testkit.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Exim, OpenSMTPD or Courier, from Debian's packages unpacked into a directory below {@code /opt}, because installed
 * they would remove Postfix. Runs with its users in a mount namespace of its own. Exim and OpenSMTPD relay all mail to
 * a sink; Courier leaves it in its queue.
 */
final class UnpackedServer implements AutoCloseable {
    private static final Path EXIM = Path.of("/opt/exim/usr/sbin/exim4");
    private static final Path OPENSMTPD = Path.of("/opt/opensmtpd/usr/sbin/smtpd");
    private static final Path COURIER = Path.of("/opt/courier/usr/sbin/couriertcpd");

    /** The id of the first of a server's users. */
    private static final int FIRST_USER = 65_530;

    private final int port;
    private final Process daemon;

    private UnpackedServer(int port, Process daemon) {
        this.port = port;
        this.daemon = daemon;
    }

    int port() {
        return port;
    }

    static UnpackedServer exim(Path directory, int sink) throws IOException, InterruptedException {
        MailServer.require(EXIM, "exim4-daemon-light, exim4-base, libidn12, unpacked into /opt/exim");
        int port = FreePort.ofTcp();
        Path log = Files.createDirectory(directory.resolve("log"));
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path configuration =
                Files.writeString(directory.resolve("exim.conf"), """
                exim_path = %1$s
                primary_hostname = mx.example.net
                spool_directory = %2$s/spool
                log_file_path = %3$s/%%slog
                pid_file_path = %3$s/pid
                local_interfaces = 127.0.0.1
                daemon_smtp_ports = %4$d
                keep_environment = LD_LIBRARY_PATH
                tls_advertise_hosts =
                rfc1413_query_timeout = 0s
                helo_accept_junk_hosts = *
                acl_smtp_rcpt = accept
                begin routers
                all:
                  driver = manualroute
                  route_list = * 127.0.0.1
                  self = send
                  transport = sink
                begin transports
                sink:
                  driver = smtp
                  port = %5$d
                  hosts_avoid_esmtp = *
                """.formatted(EXIM, directory, log, port, sink));
        return start(
                directory,
                port,
                "true",
                List.of("Debian-exim"),
                List.of(EXIM.toString(), "-C", configuration.toString(), "-bdf", "-odi"));
    }

    static UnpackedServer openSmtpd(Path directory, int sink) throws IOException, InterruptedException {
        MailServer.require(OPENSMTPD, "opensmtpd, unpacked into /opt/opensmtpd");
        int port = FreePort.ofTcp();
        Path configuration = Files.writeString(directory.resolve("smtpd.conf"), """
                listen on 127.0.0.1 port %d hostname mx.example.net
                action "sink" relay host smtp://127.0.0.1:%d
                match from any for any action "sink"
                """.formatted(port, sink));
        String folders = "mount -t tmpfs tmpfs /var/spool && mount -t tmpfs tmpfs /var/lib && mount -t tmpfs tmpfs /run"
                + " && mkdir -p /var/lib/opensmtpd/empty && mkdir -m 711 /var/spool/smtpd";
        return start(
                directory,
                port,
                folders,
                List.of("opensmtpd", "opensmtpq"),
                List.of(OPENSMTPD.toString(), "-d", "-f", configuration.toString()));
    }

    /**
     * Courier without its queue manager: each message stays in {@code queue} as the server wrote it. Whoever answers
     * at {@code socket} in the folder {@code accounts} knows the accounts.
     */
    static UnpackedServer courier(Path directory, Path queue, Path accounts) throws IOException, InterruptedException {
        MailServer.require(COURIER, "courier-mta, courier-base, courier-authlib, unpacked into /opt/courier");
        int port = FreePort.ofTcp();
        Files.createDirectories(queue);
        Path configuration = Files.createDirectories(directory.resolve("etc/courier"));
        Files.writeString(configuration.resolve("me"), "mx.example.net\n");
        Path esmtpd = COURIER.resolveSibling("courieresmtpd");
        // the server knows its files by their installed names
        String folders = "mount -t overlay overlay -o lowerdir=/opt/courier/usr/lib:/usr/lib /usr/lib"
                + " && mount -t overlay overlay -o lowerdir=" + configuration.getParent()
                + ":/opt/courier/etc:/etc /etc"
                + " && mount -t tmpfs tmpfs /var/lib && mkdir /var/lib/courier && mount --bind " + queue
                + " /var/lib/courier && mkdir -p /var/lib/courier/tmp /var/lib/courier/msgs /var/lib/courier/msgq"
                + " && chown -R " + FIRST_USER + ":" + FIRST_USER
                + " /var/lib/courier && mount -t tmpfs tmpfs /run && mkdir -p /run/courier/authdaemon && mount --bind "
                + accounts + " /run/courier/authdaemon && export BOFHCHECKDNS=0 RELAYCLIENT= ESMTPAUTH=PLAIN";
        return start(
                directory,
                port,
                folders,
                List.of("courier"),
                List.of(
                        COURIER.toString(),
                        "-address=127.0.0.1",
                        "-nodnslookup",
                        "-noidentlookup",
                        Integer.toString(port),
                        esmtpd.toString()));
    }

    private static UnpackedServer start(
            Path directory, int port, String folders, List<String> users, List<String> program)
            throws IOException, InterruptedException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        StringBuilder passwd = new StringBuilder(Files.readString(Path.of("/etc/passwd")));
        StringBuilder group = new StringBuilder(Files.readString(Path.of("/etc/group")));
        for (int i = 0; i < users.size(); i++) {
            int id = FIRST_USER + i;
            passwd.append("%s:x:%d:%d::/var/lib/opensmtpd/empty:/bin/false%n".formatted(users.get(i), id, id));
            group.append("%s:x:%d:%n".formatted(users.get(i), id));
        }
        Path ownPasswd = Files.writeString(directory.resolve("passwd"), passwd);
        Path ownGroup = Files.writeString(directory.resolve("group"), group);
        String script = folders + " && mount --bind " + ownPasswd + " /etc/passwd && mount --bind " + ownGroup
                + " /etc/group && exec \"$@\"";
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", script, "sh"));
        command.addAll(program);
        Path output = directory.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("LD_LIBRARY_PATH", libraries(program.get(0)));
        UnpackedServer server = new UnpackedServer(port, builder.start());
        try {
            MailServer.await(port, output);
            return server;
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    private static String libraries(String program) throws IOException {
        Path lib = Path.of(program).resolveSibling("../lib").normalize();
        if (!Files.isDirectory(lib)) {
            return "";
        }
        try (Stream<Path> folders = Files.list(lib)) {
            return folders.filter(folder -> folder.toString().endsWith("-linux-gnu"))
                    .map(Path::toString)
                    .findFirst()
                    .orElse("");
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> children = daemon.descendants().toList(); // they may still write into the directory
        daemon.destroy();
        children.forEach(ProcessHandle::destroy);
        try {
            if (!daemon.waitFor(120, TimeUnit.SECONDS)) {
                daemon.destroyForcibly();
            }
            for (ProcessHandle child : children) {
                child.onExit()
                        .orTimeout(120, TimeUnit.SECONDS)
                        .exceptionally(e -> child)
                        .join();
            }
        } catch (InterruptedException e) {
            daemon.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
