package dev.rmx.testkit.mail;

import dev.rmx.testkit.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Sendmail, from Debian's packages unpacked into a directory, because installing them would remove Postfix. The
 * directory is {@code /opt/sendmail}, or {@code RMX_SENDMAIL} in the environment.
 */
final class Sendmail implements MailServer {
    private static final Path ROOT = Path.of(System.getenv().getOrDefault("RMX_SENDMAIL", "/opt/sendmail"));
    private static final Path PROGRAM = ROOT.resolve("usr/libexec/sendmail/sendmail");
    private static final Path CF = ROOT.resolve("usr/share/sendmail/cf");

    private final Path directory;
    private final int port;
    private final Process daemon;

    private Sendmail(Path directory, int port, Process daemon) {
        this.directory = directory;
        this.port = port;
        this.daemon = daemon;
    }

    static Sendmail start(Path directory, int milter, int sink) throws IOException, InterruptedException {
        MailServer.require(PROGRAM, "sendmail-bin, sendmail-base, sendmail-cf, libwrap0, unpacked");
        int port = FreePort.ofTcp();
        Files.createDirectory(directory.resolve("queue"));
        Path services = Files.writeString(directory.resolve("services"), "hosts files\n");
        Path source = Files.writeString(
                directory.resolve("sendmail.mc"), """
                OSTYPE(`linux')dnl
                define(`confDOMAIN_NAME', `mx.example.net')dnl
                define(`confSERVICE_SWITCH_FILE', `%1$s')dnl
                define(`QUEUE_DIR', `%2$s/queue')dnl
                define(`confPID_FILE', `%2$s/pid')dnl
                define(`STATUS_FILE', `%2$s/status')dnl
                define(`ALIAS_FILE', `')dnl
                define(`confREFUSE_LA', `1000')dnl
                define(`confQUEUE_LA', `1000')dnl
                define(`confDELAY_LA', `1000')dnl
                define(`confTO_IDENT', `0')dnl
                define(`confDONT_BLAME_SENDMAIL', `TrustStickyBit')dnl
                FEATURE(`no_default_msa')dnl
                FEATURE(`accept_unresolvable_domains')dnl
                FEATURE(`nocanonify')dnl
                DAEMON_OPTIONS(`Port=%3$d,Addr=127.0.0.1,Name=MTA')dnl
                RELAY_DOMAIN(`example.net')dnl
                define(`RELAY_MAILER_ARGS', `TCP $h %4$d')dnl
                define(`SMART_HOST', `relay:[127.0.0.1]')dnl
                INPUT_MAIL_FILTER(`rmx', `S=inet:%5$d@127.0.0.1, F=T, T=S:10s;R:30s;E:1m')dnl
                MAILER(smtp)dnl
                """.formatted(services, directory, port, sink, milter));
        Files.writeString(
                directory.resolve("sendmail.cf"),
                MailServer.run(new ProcessBuilder(
                        "m4", "-D_CF_DIR_=" + CF + "/", CF.resolve("m4/cf.m4").toString(), source.toString())));
        Path log = directory.resolve("output.txt");
        Process daemon = program(directory, "-bD")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Sendmail sendmail = new Sendmail(directory, port, daemon);
        try {
            MailServer.await(port, log);
            return sendmail;
        } catch (IOException | InterruptedException e) {
            sendmail.stop();
            throw e;
        }
    }

    /** In its own namespace, where this host has a qualified name: without one, Sendmail sleeps for a minute. */
    private static ProcessBuilder program(Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "unshare", "--uts", "sh", "-c", "hostname mx.example.net && exec \"$@\"", "sh", PROGRAM.toString()));
        command.add("-C" + directory.resolve("sendmail.cf"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        try (Stream<Path> folders = Files.list(ROOT.resolve("usr/lib"))) {
            builder.environment()
                    .put(
                            "LD_LIBRARY_PATH",
                            folders.filter(folder -> folder.toString().endsWith("-linux-gnu"))
                                    .map(Path::toString)
                                    .findFirst()
                                    .orElse(""));
        }
        return builder;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String withoutMilter() {
        return "451 4.3.2 Please try again later";
    }

    /** The queue files of held messages begin with hf instead of qf. */
    @Override
    public List<String> held() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("queue"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("hf"))
                    .map(name -> name.substring(2))
                    .toList();
        }
    }

    @Override
    public void goOn(String queueId) throws IOException, InterruptedException {
        if (!held().contains(queueId)) {
            throw new IOException("Sendmail does not hold " + queueId);
        }
        MailServer.run(program(directory, "-Q", "-qQ", "-qI" + queueId));
        MailServer.run(program(directory, "-qI" + queueId));
    }

    @Override
    public void stop() throws InterruptedException {
        daemon.destroy();
        if (!daemon.waitFor(120, TimeUnit.SECONDS)) {
            daemon.destroyForcibly();
        }
    }
}
