package dev.rmx.testkit.mail;

import dev.rmx.testkit.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** rspamd with only the rules of a file. */
final class Rspamd implements AutoCloseable {
    private static final Pattern SYMBOL = Pattern.compile("Symbol: (RMX_\\w+) \\((-?[\\d.]+)\\)");

    private final Process process;
    private final int port;

    private Rspamd(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts rspamd in a world-writable directory. */
    static Rspamd start(Path directory, Path rules) throws IOException, InterruptedException {
        MailServer.require(Path.of("/usr/bin/rspamd"), "rspamd");
        int port = FreePort.ofTcp();
        Path ours = Files.copy(rules, directory.resolve("rules.lua"));
        Path domains = Files.writeString(directory.resolve("domains"), "org\n");
        Path log = directory.resolve("rspamd.log");
        Path configuration =
                Files.writeString(directory.resolve("rspamd.conf"), """
                lua = "%2$s";
                options {
                    pidfile = "%1$s/rspamd.pid";
                    control_socket = "%1$s/rspamd.sock mode=0600";
                    filters = "regexp";
                    url_tld = "%3$s";
                    dns { nameserver = ["127.0.0.1:1"]; }
                }
                logging { type = "console"; level = "warning"; }
                worker "normal" { bind_socket = "127.0.0.1:%4$d"; count = 1; }
                actions { reject = 15; add_header = 6; }
                regexp {}
                """.formatted(directory, ours, domains, port));
        Process process = new ProcessBuilder(
                        "rspamd", "-u", "_rspamd", "-g", "_rspamd", "-f", "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Rspamd rspamd = new Rspamd(process, port);
        try {
            MailServer.await(port, log);
            return rspamd;
        } catch (IOException | InterruptedException e) {
            rspamd.close();
            throw e;
        }
    }

    /** The symbols of a message with their scores; empty without symbols. */
    String symbols(Path message) throws IOException, InterruptedException {
        String said =
                MailServer.run(new ProcessBuilder("rspamc", "-h", "127.0.0.1:" + port).redirectInput(message.toFile()));
        if (!said.contains("Score: ")) {
            throw new IOException("rspamd gives no score: " + said);
        }
        StringBuilder symbols = new StringBuilder();
        Matcher found = SYMBOL.matcher(said);
        while (found.find()) {
            symbols.append(symbols.isEmpty() ? "" : ",")
                    .append(found.group(1))
                    .append('=')
                    .append(found.group(2).replaceFirst("(\\.\\d)0$", "$1"));
        }
        return symbols.isEmpty() ? "none" : symbols.toString();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
