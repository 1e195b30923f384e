package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.quarantine.InMemoryQuarantineStore;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.receive.Disposition;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.receive.Unchecked;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import dev.rmx.testkit.RmxDnsServer;
import dev.rmx.testkit.RmxZone;
import dev.rmx.testkit.milter.MilterServer;
import dev.rmx.testkit.milter.RmxMilter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which client the milter checks. The test plays the mail server. */
class MilterClientTest {
    private static final String REJECTED = "y550 5.7.1 message refused: deny.example refuses ";
    private static final String DEFERRED = "y451 4.7.1 message deferred: the address of the client is not known";
    private static final String CONTINUE = MailServerSide.CONTINUE;
    /** The address family "unknown"; jmilter needs the octet after it. */
    private static final String UNKNOWN = "U\0";

    private final RmxDnsServer dns = RmxDnsServer.start(
            RmxZone.parse("deny.example. 3600 IN RMX !ipv4:192.0.2.1 !ipv6:2001:db8::1 ipv4:0.0.0.0/0\n"));
    private final RmxChecker checker = RmxChecker.builder(
                    DnsjavaResolver.builder().servers(dns.address()).build())
            .build();
    private final Quarantine quarantine = Quarantine.builder(
                    checker::checkAsync, new InMemoryQuarantineStore(1), (message, decision) -> {})
            .build();

    @AfterEach
    void close() {
        quarantine.close();
        checker.close();
        dns.close();
    }

    private interface Session {
        void run(MailServerSide server) throws IOException;
    }

    private void milter(ReceiverPolicy policy, Session session) throws IOException {
        RmxMilter milter = new RmxMilter(checker, policy, Optional.of(quarantine), DomainName.parse("mx.example.net"));
        try (MilterServer listening =
                        MilterServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), milter);
                MailServerSide server = MailServerSide.connect(listening.address())) {
            session.run(server);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example [192.0.2.1],                   192.0.2.1",
        "mail.example [IPv6:2001:db8::1],            2001:db8::1",
        "unknown [2001:db8::1],                      2001:db8::1",
        "joe@mail.example [192.0.2.1],               192.0.2.1",
        "mail.example [192.0.2.1] (may be forged),   192.0.2.1",
        "x [198.51.100.1]@mail.example [192.0.2.1],  192.0.2.1",
    })
    void the_client_is_the_one_in_the_last_brackets(String peer, String client) throws IOException {
        milter(ReceiverPolicy.enforcing(), server -> {
            server.negotiate();
            server.client(peer, UNKNOWN);
            assertThat(server.mail("joe@deny.example")).startsWith(REJECTED + client + " by ");
        });
    }

    @Test
    void without_the_macro_the_client_is_the_connections() throws IOException {
        milter(ReceiverPolicy.enforcing(), server -> {
            server.negotiate();
            server.client("", "4\0\u0019192.0.2.1\0");
            assertThat(server.mail("joe@deny.example")).startsWith(REJECTED + "192.0.2.1 by ");
        });
    }

    /** Each follows a known client on the same connection to the milter. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown [unknown]",
                "localhost",
                "",
                "root@localhost",
                "[192.0.2.1]@localhost",
                "mail.example [192.0.2.1",
                "mail.example 192.0.2.1]",
                "mail.example [mail.example]",
                "mail.example []",
                "mail.example [192.0.2.001]",
            })
    void DISP_5_an_unknown_client_is_never_taken_for_another(String peer) throws IOException {
        Session session = server -> {
            server.negotiate();
            server.client("mail.example [192.0.2.1]", "4\0\u0019192.0.2.1\0");
            assertThat(server.mail("joe@deny.example")).startsWith(REJECTED);
            server.send("A");
            server.client(peer, UNKNOWN);
        };
        milter(ReceiverPolicy.enforcing(), server -> {
            session.run(server);
            assertThat(server.mail("joe@deny.example")).isEqualTo(DEFERRED);
        });
        milter(ReceiverPolicy.enforcing().with(Unchecked.NO_ADDRESS, Disposition.ACCEPT), server -> {
            session.run(server);
            assertThat(server.mail("joe@deny.example")).isEqualTo(CONTINUE);
        });
    }

    @Test
    void a_new_client_on_the_same_connection_is_checked() throws IOException {
        milter(ReceiverPolicy.enforcing(), server -> {
            server.negotiate();
            server.client("unknown [unknown]", UNKNOWN);
            assertThat(server.mail("joe@deny.example")).isEqualTo(DEFERRED);
            server.send("K");
            server.client("mail.example [192.0.2.1]", UNKNOWN);
            assertThat(server.mail("joe@deny.example")).startsWith(REJECTED + "192.0.2.1 by ");
            server.send("K");
            server.client("", UNKNOWN);
            assertThat(server.mail("joe@deny.example")).isEqualTo(DEFERRED);
        });
    }
}
