package dev.rmx.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A failure of one question over TCP does not affect other questions ([LOOK-2]). */
@Timeout(120)
class OverTcpTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final RmxDnsServer server = RmxDnsServer.start(RmxZone.parse("*.example. RMX ipv4:192.0.2.1\n"));
    private final SilentFaults faults = new SilentFaults(TIMEOUT);
    private final RmxResolver resolver = DnsjavaResolver.builder()
            .servers(server.address())
            .timeout(TIMEOUT)
            .attempts(1)
            .scheduler(faults.time())
            .build();

    @AfterEach
    void close() {
        resolver.close();
        server.close();
    }

    private CompletableFuture<DnsAnswer> ask(String name) {
        return resolver.resolve(new DnsQuestion(DomainName.parse(name), RecordType.RMX));
    }

    @Test
    void a_question_is_answered_after_one_whose_response_stopped_halfway() throws Exception {
        server.fault(DnsFaultRule.of(DnsFault.Plain.TRUNCATED).at("bad.example").times(1));
        DnsFault cut = new DnsFault.CutShort(20);
        server.fault(DnsFaultRule.of(cut).at("bad.example"));
        server.fault(DnsFaultRule.of(DnsFault.Plain.TRUNCATED));

        RmxDnsServer.Asked overTcp = new RmxDnsServer.Asked("bad.example", "RMX", true);
        assertThat(faults.join(ask("bad.example"), cut, server, overTcp)).isInstanceOf(DnsAnswer.Failed.class);
        assertThat(ask("good.example").join()).isInstanceOf(DnsAnswer.Found.class);
    }

    @Test
    void questions_are_answered_next_to_one_whose_connection_is_closed() {
        server.fault(DnsFaultRule.of(DnsFault.Plain.TCP_CLOSED).at("bad.example"));
        server.fault(DnsFaultRule.of(DnsFault.Plain.TRUNCATED));

        List<CompletableFuture<DnsAnswer>> before =
                IntStream.range(0, 20).mapToObj(i -> ask("a" + i + ".example")).toList();
        CompletableFuture<DnsAnswer> bad = ask("bad.example");
        List<CompletableFuture<DnsAnswer>> after =
                IntStream.range(0, 20).mapToObj(i -> ask("b" + i + ".example")).toList();

        assertThat(bad.join()).isInstanceOf(DnsAnswer.Failed.class);
        assertThat(before).allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(DnsAnswer.Found.class));
        assertThat(after).allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(DnsAnswer.Found.class));
    }
}
