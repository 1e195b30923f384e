package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.testkit.RmxDnsServer;
import dev.rmx.testkit.RmxZone;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code rmx policyd}: how it starts and ends. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PolicydProcessTest extends CommandRun {
    private static final String ZONE = "example.org. IN TXT \"v=spf1 ip4:192.0.2.1 -all\"\n";

    @Test
    void SIGTERM_lets_the_request_under_way_finish_and_exits_0() throws Exception {
        String policy = write("policy", "start enforcing\non spf=fail defer\n");
        try (RmxDnsServer dns = RmxDnsServer.start(RmxZone.parse(ZONE));
                PolicydProcess policyd = PolicydProcess.start(
                        0,
                        "--policy",
                        policy,
                        "--server",
                        "127.0.0.1:" + dns.address().getPort());
                PolicydClient client = new PolicydClient(policyd.port());
                PolicydClient idle = new PolicydClient(policyd.port())) {
            assertThat(client.ask(PolicydClient.request("a", "192.0.2.1", "joe@example.org")))
                    .startsWith("PREPEND Authentication-Results: mx.example.net; spf=pass");
            dns.hold();
            client.send(PolicydClient.request("b", "192.0.2.9", "joe@example.com"));
            while (dns.asked().stream().noneMatch(asked -> asked.name().startsWith("example.com"))) {
                Thread.onSpinWait();
            }

            policyd.terminate();
            policyd.awaitError("rmx policyd: stops");
            assertThat(idle.action()).isEqualTo("closed");
            dns.release();

            assertThat(client.action()).startsWith("PREPEND Authentication-Results: mx.example.net; x-rmx=none");
            assertThat(client.action()).isEqualTo("closed");
            assertThat(policyd.exitCode()).isZero();
        }
    }

    /** The unit's command line, with the example policy in place of the installed one. */
    @Test
    void the_command_of_the_systemd_unit_starts() throws Exception {
        String unit = Files.readString(Path.of("examples/systemd/rmx-policyd.service"));
        Matcher command = Pattern.compile("(?m)^ExecStart=/usr/local/bin/rmx policyd --listen 127\\.0\\.0\\.1:10040"
                        + " --policy /etc/rmx/policy --host mx\\.example\\.net(.*)$")
                .matcher(unit);
        assertThat(command.find()).isTrue();
        assertThat(command.group(1)).isEmpty();
        try (PolicydProcess policyd =
                        PolicydProcess.start(0, "--policy", "examples/policy", "--zone", write("zone", ZONE));
                PolicydClient client = new PolicydClient(policyd.port())) {
            assertThat(client.ask(PolicydClient.request("a", "unknown", "joe@example.org")))
                    .startsWith("451 4.7.1 ");
        }
    }

    @Test
    void a_policy_and_the_forms_of_SPF_are_used() throws Exception {
        String policy = write("policy", "on spf=fail reject\n");
        try (PolicydProcess policyd =
                        PolicydProcess.start(0, "--policy", policy, "--zone", write("zone", ZONE), "--exp");
                PolicydClient client = new PolicydClient(policyd.port())) {
            assertThat(client.ask(PolicydClient.request("a", "192.0.2.9", "joe@example.org")))
                    .isEqualTo("550 5.7.23 message refused: example.org refuses 192.0.2.9 by -all");
        }
    }

    @Test
    void a_port_in_use_is_said_in_one_sentence() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listen = "127.0.0.1:" + other.getLocalPort();
            assertThat(rmx("policyd", "--listen", listen, "--host", "mx.example.net", "--zone", write("zone", ZONE)))
                    .isEqualTo(69);
            assertThat(err)
                    .isEqualToIgnoringNewLines("rmx: cannot listen on " + listen + ": another program listens there");
            assertThat(out).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            policyd                                                          | 64 | --listen
            policyd --listen 127.0.0.1 --host a.example                      | 64 | the port is missing
            policyd --listen 127.0.0.1:0 --host localhost                    | 64 | write a full name such as
            policyd --listen 127.0.0.1:0 --host mx                           | 64 | write a full name such as
            policyd --listen 127.0.0.1:0 --host a.example --forms spam       | 64 | 'spam' is not a form
            policyd --listen 127.0.0.1:0 --host a.example --policy lenient   | 66 | cannot read lenient: there is no such
            policyd --listen 127.0.0.1:0 --host a.example --zone none        | 66 | cannot read the zone none
            """)
    void what_cannot_be_served_is_said(String line, int status, String problem) {
        assertThat(rmx(line.split(" +"))).isEqualTo(status);
        assertThat(err).contains(problem);
        assertThat(out).isEmpty();
    }

    @Test
    void a_wrong_line_of_the_policy_is_named() throws Exception {
        String policy = write("policy", "start gently");

        assertThat(rmx("policyd", "--listen", "127.0.0.1:0", "--host", "a.example", "--policy", policy))
                .isEqualTo(65);
        assertThat(err).startsWith("rmx: " + policy + ": line 1: 'gently' is not where a policy can start");
    }
}
