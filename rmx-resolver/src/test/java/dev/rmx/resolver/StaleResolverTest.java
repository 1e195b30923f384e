package dev.rmx.resolver;

import static dev.rmx.resolver.FakeResolver.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import dev.rmx.record.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StaleResolverTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant RETRY = HeldClock.START.plusSeconds(600);
    private static final DnsData DATA = new DnsData.Addresses(List.of(IpAddress.parse("192.0.2.1")));
    private static final DnsAnswer FRESH = new DnsAnswer.Found(DATA, HeldClock.START.plusSeconds(60), true);
    private static final DnsAnswer STALE = new DnsAnswer.Found(DATA, RETRY, false, true);

    private final HeldClock clock = new HeldClock();
    private final FakeResolver dns = new FakeResolver();
    private final RmxCounters counters = new RmxCounters();
    private final StaleResolver resolver = new StaleResolver(dns, HOUR, 1 << 20, clock, counters);

    private DnsAnswer ask() {
        return resolver.resolve(question("a.x", RecordType.A)).join();
    }

    private DnsAnswer ask(DnsAnswer dnsSays) {
        dns.answer("a.x", RecordType.A, dnsSays);
        return ask();
    }

    private static DnsAnswer failed(DnsAnswer.Failed.Kind kind) {
        return new DnsAnswer.Failed(kind, "down", RETRY);
    }

    @ParameterizedTest
    @EnumSource(
            value = DnsAnswer.Failed.Kind.class,
            names = {"TIMEOUT", "UNREACHABLE", "SERVFAIL", "REFUSED"})
    void TEMP_2_stale_data_is_used_while_its_server_is_unreachable(DnsAnswer.Failed.Kind kind) {
        assertThat(ask(FRESH)).isEqualTo(FRESH);
        clock.move(Duration.ofSeconds(60));

        assertThat(ask(failed(kind))).isEqualTo(STALE);
        assertThat(counters.staleUses()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = DnsAnswer.Failed.Kind.class,
            names = {"BOGUS", "UNUSABLE_RESPONSE", "OTHER"})
    void TEMP_2_stale_data_is_not_used_after_other_failures(DnsAnswer.Failed.Kind kind) {
        ask(FRESH);
        clock.move(Duration.ofSeconds(60));

        assertThat(ask(failed(kind))).isEqualTo(failed(kind));
        assertThat(counters.staleUses()).isZero();
    }

    @Test
    void TEMP_2_a_fresh_answer_replaces_the_old_one() {
        ask(FRESH);
        clock.move(Duration.ofSeconds(60));
        DnsAnswer gone = new DnsAnswer.Absent(clock.instant().plusSeconds(5), false);

        assertThat(ask(gone)).isEqualTo(gone);
        clock.move(Duration.ofSeconds(5));

        assertThat(ask(failed(DnsAnswer.Failed.Kind.TIMEOUT))).isEqualTo(new DnsAnswer.Absent(RETRY, false, true));
    }

    @Test
    void TEMP_2_stale_data_is_used_no_longer_than_configured() {
        ask(FRESH);
        clock.move(Duration.ofSeconds(60).plus(HOUR).minusMillis(1));
        Instant end = HeldClock.START.plusSeconds(60).plus(HOUR);

        assertThat(ask(failed(DnsAnswer.Failed.Kind.TIMEOUT))).isEqualTo(STALE);
        DnsAnswer.Failed forLong = new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "down", Instant.MAX);
        assertThat(ask(forLong)).isEqualTo(new DnsAnswer.Found(DATA, end, false, true));
        clock.move(Duration.ofMillis(1));

        assertThat(ask(forLong)).isEqualTo(forLong);
    }

    @Test
    void TEMP_2_a_renewed_answer_restarts_its_time() {
        ask(FRESH);
        clock.move(HOUR);
        ask(new DnsAnswer.Found(DATA, clock.instant().plusSeconds(60), true));
        clock.move(HOUR);

        assertThat(ask(failed(DnsAnswer.Failed.Kind.TIMEOUT))).isEqualTo(new DnsAnswer.Found(DATA, RETRY, false, true));
    }

    /** For example from a server that is too old, or a negative answer without an SOA. */
    @Test
    void TEMP_2_an_answer_with_TTL_zero_is_not_kept_and_neither_is_the_one_it_replaces() {
        ask(FRESH);
        clock.move(Duration.ofSeconds(60));
        ask(new DnsAnswer.Absent(clock.instant(), false));

        assertThat(ask(failed(DnsAnswer.Failed.Kind.TIMEOUT))).isEqualTo(failed(DnsAnswer.Failed.Kind.TIMEOUT));
    }

    @Test
    void TEMP_2_times_at_the_end_of_time_do_no_harm() {
        DnsAnswer forEver = new DnsAnswer.Found(DATA, Instant.MAX, true);
        ask(forEver);

        assertThat(ask(failed(DnsAnswer.Failed.Kind.TIMEOUT))).isEqualTo(STALE);
        assertThat(ask(new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "down", Instant.MAX)))
                .isEqualTo(new DnsAnswer.Found(DATA, Instant.MAX, false, true));
    }

    @Test
    void TEMP_2_without_an_earlier_answer_the_question_fails() {
        assertThat(ask(failed(DnsAnswer.Failed.Kind.TIMEOUT))).isEqualTo(failed(DnsAnswer.Failed.Kind.TIMEOUT));
    }

    @Test
    void TEMP_2_a_checker_uses_stale_data_if_configured_and_asks_again_when_it_may() {
        DnsAnswer down = failed(DnsAnswer.Failed.Kind.SERVFAIL);
        for (boolean stale : new boolean[] {false, true}) {
            FakeResolver server = new FakeResolver();
            HeldClock time = new HeldClock();
            RmxCheckerBuilder builder = RmxChecker.builder(server).clock(time);
            try (RmxChecker checker = (stale ? builder.staleData() : builder).build()) {
                server.rmx("s.x", "ipv4:192.0.2.1");
                assertThat(checker.check("192.0.2.1", "joe@s.x").stale()).isFalse();
                time.move(Duration.ofHours(2));
                server.answer("s.x", RecordType.RMX, down);

                RmxVerdict verdict = checker.check("192.0.2.1", "joe@s.x");

                assertThat(verdict.outcome()).isEqualTo(stale ? RmxOutcome.GRANTED : RmxOutcome.TEMP_FAIL);
                assertThat(verdict.stale()).isEqualTo(stale);
                server.rmx("s.x", "unused:");
                assertThat(checker.check("192.0.2.1", "joe@s.x").outcome()).isEqualTo(verdict.outcome());
                time.move(FailureMemory.SHORTEST);
                assertThat(checker.check("192.0.2.1", "joe@s.x").outcome()).isEqualTo(RmxOutcome.DENIED);
            }
        }
    }

    @Test
    void an_invalid_time_or_size_is_refused() {
        assertThatThrownBy(() -> new StaleResolver(dns, Duration.ofNanos(-1), 1, clock, RmxListener.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RmxChecker.builder(dns).staleData(Duration.ofDays(31)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RmxChecker.builder(dns).staleData(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void close_closes_the_resolver_below() {
        resolver.close();

        assertThat(dns.closed).isTrue();
    }
}
