package dev.rmx.resolver.dnsjava;

import static dev.rmx.resolver.dnsjava.RawServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * A resolver, and a server that sends the octets that the test chooses. Time-outs are long: no test waits for one
 * unless it says so.
 */
@Timeout(120)
abstract class WithRawServer {
    static final String NAME = "victim.example.";
    static final String GRANT = "victim.example. RMX ipv4:192.0.2.1";
    static final Duration LONG = Duration.ofSeconds(60);

    RawServer server = new RawServer(query -> List.of(), query -> List.of());

    @BeforeAll
    static void register() {
        RmxDnsRecord.register();
    }

    @AfterEach
    void close() {
        server.close();
    }

    final void serve(Function<Message, List<byte[]>> byUdp, Function<Message, List<byte[]>> byTcp) {
        server.close();
        server = new RawServer(byUdp, byTcp);
    }

    final void serve(Function<Message, List<byte[]>> byUdp) {
        serve(byUdp, query -> List.of(answer(query, GRANT).toWire()));
    }

    final DnsjavaResolver resolver(InetSocketAddress... more) {
        InetSocketAddress[] all = Arrays.copyOf(more, more.length + 1);
        all[more.length] = server.address();
        return DnsjavaResolver.builder().servers(all).timeout(LONG).attempts(1).build();
    }

    final DnsAnswer ask(InetSocketAddress... more) {
        try (DnsjavaResolver resolver = resolver(more)) {
            return ask(resolver).join();
        }
    }

    static CompletableFuture<DnsAnswer> ask(DnsjavaResolver resolver) {
        return resolver.resolve(new DnsQuestion(DomainName.parse(NAME), RecordType.RMX));
    }

    static void assertGranted(DnsAnswer answer) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        DnsAnswer.Found.class,
                        found -> assertThat(found.data()).hasToString("RmxRecords[records=[ipv4:192.0.2.1]]"));
    }

    static DnsAnswer.Failed.Kind kind(DnsAnswer answer) {
        return ((DnsAnswer.Failed) answer).kind();
    }

    static byte[] with(byte[] octets, int at, int value) {
        byte[] changed = octets.clone();
        changed[at] = (byte) value;
        return changed;
    }

    static Message renamed(Message query, String name) {
        Message other = query.clone();
        other.removeAllRecords(Section.QUESTION);
        other.addRecord(
                Record.newRecord(
                        DnsjavaNames.toName(DomainName.parse(name)),
                        query.getQuestion().getType(),
                        1),
                Section.QUESTION);
        return other;
    }
}
