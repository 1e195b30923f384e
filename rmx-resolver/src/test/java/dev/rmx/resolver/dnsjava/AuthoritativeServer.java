package dev.rmx.resolver.dnsjava;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The authoritative servers in Debian, each with the minimal configuration to serve zones on loopback. */
enum AuthoritativeServer {
    BIND("BIND", "/usr/sbin/named", "bind9") {
        @Override
        List<String> arguments(Path configuration, int port) {
            return List.of("-g", "-c", configuration.toString());
        }

        @Override
        String configuration(Path directory, int port, Set<String> zones) {
            return """
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
                    """.formatted(directory, port) + namedZones(directory, zones);
        }
    },

    /** By default it answers at most 200 queries a second, too few for the tests. */
    NSD("NSD", "/usr/sbin/nsd", "nsd") {
        @Override
        List<String> arguments(Path configuration, int port) {
            return List.of("-d", "-c", configuration.toString());
        }

        @Override
        String configuration(Path directory, int port, Set<String> zones) {
            return """
                    server:
                        ip-address: 127.0.0.1@%2$d
                        username: ""
                        chroot: ""
                        database: ""
                        zonesdir: "%1$s"
                        zonelistfile: "%1$s/zone.list"
                        xfrdfile: "%1$s/xfrd.state"
                        xfrdir: "%1$s"
                        pidfile: "%1$s/nsd.pid"
                        rrl-ratelimit: 0
                    remote-control:
                        control-enable: no
                    """.formatted(directory, port) + each(zones, """
                            zone:
                                name: "%1$s"
                                zonefile: "%1$s.zone"
                            """::formatted);
        }
    },

    KNOT("Knot DNS", "/usr/sbin/knotd", "knot") {
        @Override
        List<String> arguments(Path configuration, int port) {
            return List.of("-c", configuration.toString());
        }

        @Override
        String configuration(Path directory, int port, Set<String> zones) {
            return """
                    server:
                        rundir: "%1$s"
                        listen: 127.0.0.1@%2$d
                    database:
                        storage: "%1$s"
                    template:
                      - id: default
                        storage: "%1$s"
                        zonefile-sync: -1
                        journal-content: none
                    zone:
                    """.formatted(directory, port) + each(zones, """
                              - domain: "%1$s"
                                file: "%1$s.zone"
                            """::formatted);
        }
    },

    /**
     * It reads BIND's list of zones, and takes other settings as arguments. By default it asks the Internet whether it
     * is up to date.
     */
    POWERDNS("PowerDNS", "/usr/sbin/pdns_server", "pdns-server and pdns-backend-bind") {
        @Override
        List<String> arguments(Path configuration, int port) {
            return List.of(
                    "--no-config",
                    "--launch=bind",
                    "--bind-config=" + configuration,
                    "--socket-dir=" + configuration.getParent(),
                    "--local-address=127.0.0.1",
                    "--local-port=" + port,
                    "--security-poll-suffix=",
                    "--disable-syslog",
                    "--write-pid=no");
        }

        @Override
        String configuration(Path directory, int port, Set<String> zones) {
            return namedZones(directory, zones);
        }
    };

    private final String title;
    private final String path;
    private final String debianPackages;

    AuthoritativeServer(String title, String path, String debianPackages) {
        this.title = title;
        this.path = path;
        this.debianPackages = debianPackages;
    }

    ServerProgram program() {
        return new ServerProgram(Path.of(path), debianPackages);
    }

    /** Starts a server for these zones (names to master files), and returns when it answers for all loadable ones. */
    ServerProcess start(Path directory, Map<String, String> zones) throws IOException, InterruptedException {
        for (Map.Entry<String, String> zone : zones.entrySet()) {
            Files.writeString(directory.resolve(zone.getKey() + ".zone"), zone.getValue());
        }
        int port = ServerProcess.freePort();
        Path file = Files.writeString(directory.resolve("server.conf"), configuration(directory, port, zones.keySet()));
        Set<String> loaded = new HashSet<>(zones.keySet());
        loaded.remove(ServerZones.UNLOADABLE);
        return ServerProcess.start(program(), arguments(file, port), directory, port, loaded);
    }

    abstract List<String> arguments(Path configuration, int port);

    abstract String configuration(Path directory, int port, Set<String> zones);

    @Override
    public String toString() {
        return title;
    }

    private static String namedZones(Path directory, Set<String> zones) {
        return each(
                zones, zone -> "zone \"%1$s\" { type master; file \"%2$s/%1$s.zone\"; };%n".formatted(zone, directory));
    }

    private static String each(Set<String> zones, UnaryOperator<String> line) {
        return zones.stream().map(line).collect(Collectors.joining());
    }
}
