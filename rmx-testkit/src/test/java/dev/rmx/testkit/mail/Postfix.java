package dev.rmx.testkit.mail;

import dev.rmx.testkit.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;

final class Postfix implements MailServer {
    private static final Path PROGRAM = Path.of("/usr/sbin/postfix");

    private final Path directory;
    private final int port;
    private final int portBehindProxy;

    private Postfix(Path directory, int port, int portBehindProxy) {
        this.directory = directory;
        this.port = port;
        this.portBehindProxy = portBehindProxy;
    }

    /** Starts it behind a milter. */
    static Postfix start(Path directory, int milter, int sink) throws IOException, InterruptedException {
        return start(
                directory,
                sink,
                "smtpd_milters = inet:127.0.0.1:" + milter,
                "milter_default_action = tempfail",
                "milter_connect_timeout = 5s");
    }

    /** Starts it with further lines of main.cf. */
    static Postfix start(Path directory, int sink, String... settings) throws IOException, InterruptedException {
        MailServer.require(PROGRAM, "postfix");
        int port = FreePort.ofTcp();
        int portBehindProxy = FreePort.ofTcp();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.setOwner(
                data, data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postfix"));
        Files.createDirectory(directory.resolve("queue"));
        Files.writeString(directory.resolve("main.cf"), """
                compatibility_level = 3.6
                queue_directory = %1$s/queue
                data_directory = %1$s/data
                command_directory = /usr/sbin
                daemon_directory = /usr/lib/postfix/sbin
                mail_owner = postfix
                setgid_group = postdrop
                maillog_file = %1$s/log
                maillog_file_prefixes = %1$s
                inet_interfaces = 127.0.0.1
                inet_protocols = all
                myhostname = mx.example.net
                mydestination =
                relay_domains = example.net
                relay_transport = smtp:[127.0.0.1]:%2$d
                alias_maps =
                smtpd_relay_restrictions = reject_unauth_destination
                smtpd_authorized_xclient_hosts = 127.0.0.0/8
                smtputf8_enable = no
                %3$s
                """.formatted(directory, sink, String.join("\n", settings)));
        Files.writeString(directory.resolve("master.cf"), """
                127.0.0.1:%d inet n - n - - smtpd
                127.0.0.1:%d inet n - n - - smtpd -o smtpd_upstream_proxy_protocol=haproxy
                pickup unix n - n 60 1 pickup
                cleanup unix n - n - 0 cleanup
                qmgr unix n - n 300 1 qmgr
                rewrite unix - - n - - trivial-rewrite
                bounce unix - - n - 0 bounce
                defer unix - - n - 0 bounce
                trace unix - - n - 0 bounce
                verify unix - - n - 1 verify
                flush unix n - n 1000? 0 flush
                proxymap unix - - n - - proxymap
                smtp unix - - n - - smtp
                relay unix - - n - - smtp
                showq unix n - n - - showq
                error unix - - n - - error
                retry unix - - n - - error
                discard unix - - n - - discard
                anvil unix - - n - 1 anvil
                scache unix - - n - 1 scache
                postlog unix-dgram n - n - 1 postlogd
                """.formatted(port, portBehindProxy));
        Postfix postfix = new Postfix(directory, port, portBehindProxy);
        postfix.run(PROGRAM.toString(), "start");
        MailServer.await(port, directory.resolve("log"));
        return postfix;
    }

    private String run(String program, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(program, "-c", directory.toString());
        builder.command().addAll(List.of(arguments));
        return MailServer.run(builder);
    }

    @Override
    public int port() {
        return port;
    }

    /** The port on which each connection begins with a header of the PROXY protocol. */
    int portBehindProxy() {
        return portBehindProxy;
    }

    @Override
    public String withoutMilter() {
        return "451 4.7.1 Service unavailable - try again later";
    }

    @Override
    public List<String> held() throws IOException, InterruptedException {
        return Pattern.compile("\"queue_name\": \"hold\", \"queue_id\": \"(\\w+)\"")
                .matcher(run("/usr/sbin/postqueue", "-j"))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Override
    public void goOn(String queueId) throws IOException, InterruptedException {
        if (!run("/usr/sbin/postsuper", "-H", queueId).contains("1 message")) {
            throw new IOException("Postfix does not hold " + queueId);
        }
        run("/usr/sbin/postqueue", "-i", queueId);
    }

    /** Deletes a message, as a person does who looks at the hold queue. */
    void delete(String queueId) throws IOException, InterruptedException {
        run("/usr/sbin/postsuper", "-d", queueId);
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        run(PROGRAM.toString(), "stop");
    }
}
