package dev.rmx.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxLimits;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A thousand in flight: none is lost, none waits for another, each ends by its deadline ([LIM-3]). */
class InFlightTest {
    private static final int MANY = 1_000;
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofMillis(250);

    private final RmxDnsServer server = RmxDnsServer.start(RmxZone.parse("*.example. RMX ipv4:192.0.2.1\n"));

    @AfterEach
    void close() {
        server.close();
    }

    private DnsjavaResolver resolver() {
        return DnsjavaResolver.builder()
                .servers(server.address())
                .timeout(Duration.ofSeconds(5))
                .attempts(3)
                .build();
    }

    private static CompletableFuture<RmxVerdict> check(RmxChecker checker, int i) {
        return checker.checkAsync(EnvelopeSender.parse("joe@n" + i + ".example").from(IpAddress.parse("192.0.2.1")));
    }

    /** dnsjava's issue 211: many lookups in parallel all timed out. Its issue 95: lookups stopped after one went over TCP. */
    @Test
    void a_thousand_questions_are_answered_with_tcp_in_the_mix() {
        for (int i = 0; i < MANY; i += 5) {
            server.fault(DnsFaultRule.of(DnsFault.Plain.TRUNCATED).at("n" + i + ".example"));
        }
        try (RmxResolver resolver = resolver()) {
            for (int round = 0; round < 2; round++) {
                List<CompletableFuture<DnsAnswer>> answers = IntStream.range(0, MANY)
                        .mapToObj(i -> resolver.resolve(
                                new DnsQuestion(DomainName.parse("n" + i + ".example"), RecordType.RMX)))
                        .toList();

                assertThat(answers)
                        .allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(DnsAnswer.Found.class));
            }
        }
        assertThat(server.asked()).filteredOn(RmxDnsServer.Asked::tcp).hasSize(2 * MANY / 5);
    }

    @ParameterizedTest
    @EnumSource(
            value = DnsFault.Plain.class,
            names = {"NO_ANSWER", "TCP_SILENT", "WRONG_ID", "GARBAGE"})
    void LIM_3_a_thousand_checks_end_by_their_deadline_when_the_server_says_nothing_of_use(DnsFault.Plain fault) {
        server.fault(DnsFaultRule.of(fault));
        RmxLimits limits = RmxLimits.DEFAULT.withDeadline(DEADLINE);
        try (SoakClock clock = new SoakClock();
                RmxChecker checker =
                        RmxChecker.builder(resolver()).limits(limits).build()) {
            long start = System.nanoTime();
            List<CompletableFuture<Duration>> times = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                long begin = System.nanoTime();
                times.add(check(checker, i).thenApply(verdict -> {
                    assertThat(verdict.result()).isEqualTo(RmxResult.TEMPERROR);
                    return Duration.ofNanos(System.nanoTime() - begin);
                }));
            }

            times.forEach(CompletableFuture::join);
            Duration machine = clock.lateness(start, System.nanoTime());
            Duration most = DEADLINE.plus(GRACE).plus(machine);
            assertThat(times).allSatisfy(time -> assertThat(time.join()).isLessThanOrEqualTo(most));

            server.clearFaults();
            assertThat(check(checker, MANY).join().result()).isEqualTo(RmxResult.PASS);
        }
    }
}
