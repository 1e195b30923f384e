package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.quarantine.InMemoryQuarantineStore;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpPrefix;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.testkit.FreePort;
import dev.rmx.testkit.RmxZone;
import example.james.ProxyProtocol;
import example.james.RmxHook;
import example.james.XclientCommand;
import example.proxy.Proxies;
import example.subethasmtp.ProxiedClients;
import example.subethasmtp.RmxMessageHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.protocols.netty.NettyServer;
import org.apache.james.protocols.smtp.SMTPConfigurationImpl;
import org.apache.james.protocols.smtp.SMTPProtocol;
import org.apache.james.protocols.smtp.SMTPProtocolHandlerChain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.subethamail.smtp.server.SMTPServer;

/** Which client the examples for Java servers check behind proxies, and that nobody else can name one. */
class ProxiedServersTest {
    /** Every client is refused, and the reply names it. */
    private static final RmxZone ZONE = RmxZone.parse("deny.example. 3600 IN RMX !ipv4:0.0.0.0/0 !ipv6:::/0\n");

    private static final Proxies US = new Proxies(List.of(IpPrefix.parse("127.0.0.0/8")));
    private static final Proxies OTHERS = new Proxies(List.of(IpPrefix.parse("198.51.100.0/24")));
    private static final DomainName HOST = DomainName.parse("mx.example.net");
    private static final ReceiverPolicy POLICY = ReceiverPolicy.enforcing();
    private static final String NOT_KNOWN = "451 4.7.1 message deferred: the address of the client is not known";

    private static final byte[] NO_HEADER = "EHLO mail.example.com\r\n".getBytes(StandardCharsets.US_ASCII);

    private final RmxChecker checker = RmxChecker.builder(ZONE.resolver()).build();
    private final Quarantine quarantine = Quarantine.builder(
                    checker::checkAsync, new InMemoryQuarantineStore(1), (message, decision) -> {})
            .build();
    private final List<AutoCloseable> opened = new ArrayList<>(List.of(checker, quarantine));

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private enum Software {
        SUB_ETHA_SMTP {
            @Override
            int start(ProxiedServersTest test, Proxies withHeader, Proxies withXclient) throws Exception {
                return test.subEtha(withHeader, withXclient);
            }
        },
        JAMES {
            @Override
            int start(ProxiedServersTest test, Proxies withHeader, Proxies withXclient) throws Exception {
                return test.james(withHeader, withXclient);
            }
        };

        /** Starts it behind these proxies; returns its port. */
        abstract int start(ProxiedServersTest test, Proxies withHeader, Proxies withXclient) throws Exception;
    }

    private int subEtha(Proxies withHeader, Proxies withXclient) throws IOException {
        ProxiedClients clients = new ProxiedClients(withHeader, withXclient);
        SMTPServer server = SMTPServer.port(FreePort.ofTcp())
                .bindAddress(InetAddress.getLoopbackAddress())
                .proxyHandler(clients.proxyProtocol())
                .messageHandlerFactory(context -> new RmxMessageHandler(
                        context, clients.of(context), checker, POLICY, quarantine, HOST, new NoSpool()))
                .build();
        server.getCommandHandler().addCommand(clients.xclient());
        server.start();
        opened.add(server::stop);
        return server.getPort();
    }

    private static final class NoSpool implements RmxMessageHandler.Spool {
        @Override
        public String keep(String from, List<String> recipients, byte[] message, boolean mayReply) throws IOException {
            throw new IOException("no message comes so far");
        }

        @Override
        public void deliver(String id) {}

        @Override
        public void remove(String id) {}
    }

    private int james(Proxies withHeader, Proxies withXclient) throws Exception {
        SMTPProtocolHandlerChain chain = new SMTPProtocolHandlerChain(new RecordingMetricFactory(), true);
        chain.add(0, new RmxHook(checker, POLICY, HOST));
        chain.add(new XclientCommand(withXclient));
        chain.wireExtensibleHandlers();
        NettyServer server = new NettyServer.Factory()
                .protocol(new SMTPProtocol(chain, new SMTPConfigurationImpl()))
                .proxyRequired(true)
                .frameHandlerFactory(new ProxyProtocol(withHeader))
                .build();
        server.setListenAddresses(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.setGracefulShutdown(false);
        server.bind();
        opened.add(server::unbind);
        return server.getListenAddresses().get(0).getPort();
    }

    private static String mail(SmtpClient client) throws IOException {
        return client.say("MAIL FROM:<joe@deny.example>");
    }

    private static String refused(String client) {
        return "550 5.7.1 message refused: deny.example refuses " + client + " by ";
    }

    private static byte[] header(int version, String client) throws IOException {
        InetAddress address = InetAddress.getByName(client);
        return version == 1 ? ProxyHeaders.version1(address) : ProxyHeaders.version2(address);
    }

    private static Stream<Arguments> headers() {
        return Stream.of(Software.values())
                .flatMap(software -> Stream.of(1, 2)
                        .flatMap(version -> Stream.of("192.0.2.7", "2001:db8::7")
                                .map(client -> Arguments.of(software, version, client))));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void the_client_is_the_one_that_the_header_of_a_proxy_names(Software software, int version, String client)
            throws Exception {
        int port = software.start(this, US, OTHERS);
        try (SmtpClient smtp = SmtpClient.afterHeader(port, header(version, client))) {
            assertThat(mail(smtp)).startsWith(refused(client));
        }
    }

    /** The client's own host is one that may say XCLIENT, but it is not the one that connects. */
    @ParameterizedTest
    @EnumSource
    void a_client_behind_the_header_cannot_name_another_with_XCLIENT(Software software) throws Exception {
        int port = software.start(this, US, US);
        try (SmtpClient smtp = SmtpClient.afterHeader(port, header(1, "192.0.2.7"))) {
            assertThat(smtp.say("XCLIENT ADDR=192.0.2.8")).startsWith("550 5.7.0");
            assertThat(mail(smtp)).startsWith(refused("192.0.2.7"));
        }
    }

    @ParameterizedTest
    @MethodSource("headers")
    void a_header_from_anybody_else_is_refused(Software software, int version, String client) throws Exception {
        int port = software.start(this, OTHERS, OTHERS);
        try (SmtpClient smtp = SmtpClient.connect(port)) {
            smtp.send(new String(header(version, client), StandardCharsets.ISO_8859_1) + "\r\n");
            assertThat(smtp.say("NOOP")).startsWith("5");
        }
        try (SmtpClient smtp = SmtpClient.connect(port)) {
            assertThat(mail(smtp)).startsWith(refused("127.0.0.1"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void DISP_5_the_proxy_itself_is_never_taken_for_the_client(Software software) throws Exception {
        int port = software.start(this, US, OTHERS);
        for (byte[] header : List.of(ProxyHeaders.text("UNKNOWN"), ProxyHeaders.local())) {
            assertThat(mailAfter(port, header)).isEqualTo(software == Software.JAMES ? "" : NOT_KNOWN);
        }
        assertThat(mailAfter(port, NO_HEADER))
                .isIn("", "421 4.4.0 Problem attempting to execute commands. Please try again later.");
    }

    /** The reply to MAIL; empty if the server has closed the connection, as James does. */
    private static String mailAfter(int port, byte[] header) throws IOException {
        try (SmtpClient smtp = SmtpClient.afterHeader(port, header)) {
            return mail(smtp);
        } catch (SocketException closed) {
            return "";
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SUB_ETHA_SMTP, 192.0.2.7,        192.0.2.7",
        "SUB_ETHA_SMTP, IPV6:2001:db8::7, 2001:db8::7",
        "JAMES,         192.0.2.7,        192.0.2.7",
        "JAMES,         ipv6:2001:db8::7, 2001:db8::7",
    })
    void the_client_is_the_one_that_XCLIENT_names(Software software, String address, String client) throws Exception {
        int port = software.start(this, OTHERS, US);
        try (SmtpClient smtp = SmtpClient.connect(port)) {
            assertThat(smtp.say("XCLIENT NAME=[UNAVAILABLE] ADDR=" + address)).startsWith("220 ");
            smtp.say("EHLO mail.example.com");
            assertThat(mail(smtp)).startsWith(refused(client));
            assertThat(smtp.say("XCLIENT addr=192.0.2.9 HELO=deny+2Eexample")).startsWith("220 "); // the next client
            assertThat(smtp.say("MAIL FROM:<>")).startsWith(refused("192.0.2.9"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void DISP_5_XCLIENT_can_say_that_the_client_is_not_known(Software software) throws Exception {
        int port = software.start(this, OTHERS, US);
        for (String unknown : List.of("[UNAVAILABLE]", "[tempunavail]")) {
            try (SmtpClient smtp = SmtpClient.connect(port)) {
                assertThat(smtp.say("XCLIENT ADDR=" + unknown)).startsWith("220 ");
                smtp.say("EHLO mail.example.com");
                assertThat(mail(smtp)).isEqualTo(NOT_KNOWN);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void XCLIENT_from_anybody_else_is_refused(Software software) throws Exception {
        int port = software.start(this, OTHERS, OTHERS);
        try (SmtpClient smtp = SmtpClient.connect(port)) {
            assertThat(smtp.say("XCLIENT ADDR=192.0.2.7")).startsWith("550 5.7.0");
            assertThat(mail(smtp)).startsWith(refused("127.0.0.1"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_bad_XCLIENT_changes_nothing(Software software) throws Exception {
        int port = software.start(this, OTHERS, US);
        try (SmtpClient smtp = SmtpClient.connect(port)) {
            for (String bad : List.of(
                    "XCLIENT",
                    "XCLIENT ADDR",
                    "XCLIENT ADDR=",
                    "XCLIENT ADDR=192.0.2.1 WHAT=ever",
                    "XCLIENT ADDR=192.0.2.1 HELO=+4",
                    "XCLIENT ADDR=192.0.2.1 HELO=+zz",
                    "XCLIENT ADDR=192.0.2.999",
                    "XCLIENT ADDR=[192.0.2.1]")) {
                assertThat(smtp.say(bad)).as(bad).startsWith("501 5.5.4");
            }
            assertThat(mail(smtp)).startsWith(refused("127.0.0.1"));
        }
    }
}
