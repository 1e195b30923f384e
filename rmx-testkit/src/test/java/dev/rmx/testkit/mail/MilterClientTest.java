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
import dev.rmx.testkit.FreePort;
import dev.rmx.testkit.RmxDnsServer;
import dev.rmx.testkit.RmxZone;
import example.milter.RmxMilter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightcode.milter.net.MilterGatewayManager;
import org.nightcode.milter.net.ServerFactory;

/** Which client the example milter checks. The test plays the mail server. */
class MilterClientTest {
    private static final String REJECTED = "y550 5.7.1 message refused: deny.example refuses ";
    private static final String DEFERRED = "y451 4.7.1 message deferred: the address of the client is not known";
    private static final String CONTINUE = "c";
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
        int port = FreePort.ofTcp();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (MilterGatewayManager<InetSocketAddress> gateway = new MilterGatewayManager<>(
                ServerFactory.tcpIpFactory(address),
                new RmxMilter(checker, policy, quarantine, DomainName.parse("mx.example.net")))) {
            gateway.bind().join();
            try (Socket socket = new Socket(address.getAddress(), port)) {
                socket.setSoTimeout(120_000);
                session.run(new MailServerSide(
                        new DataInputStream(socket.getInputStream()), new DataOutputStream(socket.getOutputStream())));
            }
        }
    }

    /** The mail server's side of the milter protocol, version 6. */
    private record MailServerSide(DataInputStream in, DataOutputStream out) {
        void negotiate() throws IOException {
            out.writeInt(13);
            out.write('O');
            out.writeInt(6);
            out.writeInt(0x1ff);
            out.writeInt(0x1fffff);
            answer();
        }

        void send(String packet) throws IOException {
            byte[] octets = packet.getBytes(StandardCharsets.ISO_8859_1);
            out.writeInt(octets.length);
            out.write(octets);
            out.flush();
        }

        String answer() throws IOException {
            return new String(in.readNBytes(in.readInt()), StandardCharsets.ISO_8859_1).replace("\0", "");
        }

        /** A client connects; {@code peer} is its macro {@code _}, sent unless empty. */
        void connect(String peer, String family) throws IOException {
            if (!peer.isEmpty()) {
                send("DC_\0" + peer + "\0");
            }
            send("Cname\0" + family);
            assertThat(answer()).isEqualTo(CONTINUE);
            send("DHj\0mx\0");
            send("Hhelo.example\0");
            assertThat(answer()).isEqualTo(CONTINUE);
        }

        String mail() throws IOException {
            send("DMi\0" + "1\0");
            send("M<joe@deny.example>\0");
            return answer();
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
            server.connect(peer, UNKNOWN);
            assertThat(server.mail()).startsWith(REJECTED + client + " by ");
        });
    }

    @Test
    void without_the_macro_the_client_is_the_connections() throws IOException {
        milter(ReceiverPolicy.enforcing(), server -> {
            server.negotiate();
            server.connect("", "4\0\u0019192.0.2.1\0");
            assertThat(server.mail()).startsWith(REJECTED + "192.0.2.1 by ");
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
            server.connect("mail.example [192.0.2.1]", "4\0\u0019192.0.2.1\0");
            assertThat(server.mail()).startsWith(REJECTED);
            server.send("A");
            server.connect(peer, UNKNOWN);
        };
        milter(ReceiverPolicy.enforcing(), server -> {
            session.run(server);
            assertThat(server.mail()).isEqualTo(DEFERRED);
        });
        milter(ReceiverPolicy.enforcing().with(Unchecked.NO_ADDRESS, Disposition.ACCEPT), server -> {
            session.run(server);
            assertThat(server.mail()).isEqualTo(CONTINUE);
        });
    }

    @Test
    void a_new_client_on_the_same_connection_is_checked() throws IOException {
        milter(ReceiverPolicy.enforcing(), server -> {
            server.negotiate();
            server.connect("unknown [unknown]", UNKNOWN);
            assertThat(server.mail()).isEqualTo(DEFERRED);
            server.send("K");
            server.connect("mail.example [192.0.2.1]", UNKNOWN);
            assertThat(server.mail()).startsWith(REJECTED + "192.0.2.1 by ");
            server.send("K");
            server.connect("", UNKNOWN);
            assertThat(server.mail()).isEqualTo(DEFERRED);
        });
    }
}
