package dev.rmx.resolver.dnsjava;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Unbound as a validating resolver in front of an authoritative server. */
final class Unbound {
    static final ServerProgram PROGRAM = new ServerProgram(Path.of("/usr/sbin/unbound"), "unbound");

    private Unbound() {}

    /**
     * Starts Unbound.
     *
     * @param anchors trust anchors as lines of a master file
     * @param zones zones to ask the authoritative server for; otherwise Unbound answers for {@code test} itself (RFC
     *     6761)
     * @param probe one of these zones, which validates
     */
    static ServerProcess start(
            Path directory, InetSocketAddress authoritative, String anchors, Set<String> zones, String probe)
            throws IOException, InterruptedException {
        int port = ServerProcess.freePort();
        StringBuilder configuration = new StringBuilder("""
                server:
                    interface: 127.0.0.1
                    port: %2$d
                    directory: "%1$s"
                    username: ""
                    chroot: ""
                    pidfile: ""
                    use-syslog: no
                    do-daemonize: no
                    do-not-query-localhost: no
                    ede: yes
                    module-config: "validator iterator"
                    local-zone: "test." nodefault
                """.formatted(directory, port));
        anchors.lines()
                .forEach(anchor ->
                        configuration.append("    trust-anchor: \"%s\"%n".formatted(anchor.replace('\t', ' '))));
        configuration.append("remote-control:\n    control-enable: no\n");
        for (String zone : zones) {
            configuration.append("stub-zone:\n    name: \"%s\"\n    stub-addr: 127.0.0.1@%d\n"
                    .formatted(zone, authoritative.getPort()));
        }
        Path file = Files.writeString(directory.resolve("unbound.conf"), configuration);
        return ServerProcess.start(PROGRAM, List.of("-d", "-c", file.toString()), directory, port, Set.of(probe));
    }
}
