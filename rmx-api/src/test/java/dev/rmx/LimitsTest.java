package dev.rmx;

import static dev.rmx.RmxOutcome.BAD_DATA;
import static dev.rmx.RmxOutcome.DENIED;
import static dev.rmx.RmxOutcome.GRANTED;
import static dev.rmx.RmxOutcome.NOT_IN_RMX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rmx.dns.RecordType;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    private static final String CLIENT = "192.0.2.1";
    private static final String FULL = "user._rmx.example.org";

    /** Entries {@code host:h0.example host:h1.example …}. */
    private static String hosts(int count) {
        return many(count, "host:h%d.example");
    }

    private static String many(int count, String form) {
        return IntStream.range(0, count).mapToObj(i -> String.format(form, i)).collect(Collectors.joining(" "));
    }

    @Test
    void LIM_1_ten_lookups_are_allowed_and_eleven_are_not() {
        assertThat(Dns.of(hosts(10)).a("h9.example", CLIENT).outcome(CLIENT)).isEqualTo(GRANTED);
        assertThat(Dns.of(hosts(11)).a("h9.example", CLIENT).outcome(CLIENT)).isEqualTo(BAD_DATA);
    }

    @Test
    void LIM_1_says_what_is_wrong_and_asks_nothing_more() {
        Dns dns = Dns.of(hosts(11));
        assertThat(dns.check(CLIENT).reason()).contains("needs more than 10 lookups");
        assertThat(dns.check(CLIENT).source()).contains(RmxVerdict.Source.RMX);
        assertThat(dns.askedByEntries()).isEmpty();
    }

    @Test
    void LIM_1_holds_whatever_is_already_known() {
        Dns dns = Dns.of(hosts(11)).a("h0.example", CLIENT);
        assertThat(((RmxVerdict) dns.evaluate(CLIENT)).outcome()).isEqualTo(BAD_DATA);
        IntStream.range(1, 11).forEach(i -> dns.absent("h" + i + ".example", RecordType.A));
        assertThat(((RmxVerdict) dns.evaluate(CLIENT)).outcome()).isEqualTo(BAD_DATA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host:x.example",
                "apl:x.example",
                "domain:",
                "domain:x.example",
                "full:",
                "mapped:",
                "mx:",
                "!mx:"
            })
    void LIM_1_every_type_that_needs_dns_counts(String entry) {
        assertThat(Dns.of(hosts(10) + " " + entry).outcome(CLIENT)).isEqualTo(BAD_DATA);
    }

    @Test
    void LIM_1_entries_that_need_no_dns_do_not_count() {
        String literals = many(30, "ipv4:198.51.100.%d") + " " + many(30, "!ipv6:2001:db8::%d");
        assertThat(Dns.of(literals + " " + hosts(10)).a("h9.example", CLIENT).outcome(CLIENT))
                .isEqualTo(GRANTED);
    }

    @Test
    void LIM_1_entries_behind_a_literal_that_matches_do_not_count() {
        assertThat(Dns.of("!host:x.example ipv4:192.0.2.1 " + hosts(11)).outcome(CLIENT))
                .isEqualTo(GRANTED);
        assertThat(Dns.of("host:x.example unused: " + hosts(11)).outcome(CLIENT))
                .isEqualTo(DENIED);
    }

    @Test
    void LIM_1_an_entry_that_asks_nothing_after_all_still_counts() {
        assertThat(Dns.of(hosts(10) + " full:").check(CLIENT, "@example.org").outcome())
                .isEqualTo(BAD_DATA);
    }

    @Test
    void LIM_1_a_result_that_is_certain_with_no_answer_at_all_stands() {
        assertThat(Dns.of(hosts(11) + " ipv4:192.0.2.1").outcome(CLIENT)).isEqualTo(GRANTED);
        assertThat(Dns.of(many(11, "!host:h%d.example")).outcome(CLIENT)).isEqualTo(NOT_IN_RMX);
        assertThat(Dns.of(hosts(11) + " unused:").outcome(CLIENT)).isEqualTo(BAD_DATA);
    }

    @Test
    void LIM_1_a_full_record_has_a_limit_of_its_own() {
        String outer = many(4, "host:o%d.example") + " full: " + many(5, "host:p%d.example");
        assertThat(Dns.of(outer).rmx(FULL, hosts(10)).a("h9.example", CLIENT).outcome(CLIENT))
                .isEqualTo(GRANTED);
    }

    @Test
    void LIM_1_beyond_it_the_full_entry_counts_as_malformed() {
        Dns dns = Dns.of("full: ipv4:192.0.2.1").rmx(FULL, hosts(11));
        assertThat(dns.outcome(CLIENT)).isEqualTo(BAD_DATA);
        assertThat(dns.askedByEntries()).containsExactlyInAnyOrder(FULL + " RMX", FULL + " TXT");
    }

    /** By itself such a record would fail for certain; in place it may go on, at the price of any number of lookups. */
    @Test
    void LIM_1_a_full_record_that_refuses_or_goes_on_is_not_certain() {
        Dns dns = Dns.of("full: ipv4:192.0.2.1").rmx(FULL, many(11, "!host:h%d.example"));
        assertThat(dns.outcome(CLIENT)).isEqualTo(BAD_DATA);
        assertThat(dns.askedByEntries()).containsExactlyInAnyOrder(FULL + " RMX", FULL + " TXT");
    }

    @Test
    void LIM_1_a_full_record_that_is_certain_by_itself_stands() {
        assertThat(Dns.of("full: unused:")
                        .rmx(FULL, hosts(11) + " ipv4:192.0.2.1")
                        .outcome(CLIENT))
                .isEqualTo(GRANTED);
        assertThat(Dns.of("full: unused:")
                        .rmx(FULL, "!" + hosts(11) + " ipv4:192.0.2.1")
                        .outcome(CLIENT))
                .isEqualTo(BAD_DATA);
    }

    @Test
    void LIM_the_limits_can_be_set() {
        RmxVerifier two = new RmxVerifier(new RmxLimits(2, 1, Duration.ofSeconds(5)), List.of());
        assertThat(Dns.of(hosts(2)).verifiedBy(two).outcome(CLIENT)).isEqualTo(NOT_IN_RMX);
        assertThat(Dns.of(hosts(3)).verifiedBy(two).check(CLIENT).reason()).contains("more than 2 lookups");
        Dns mx = Dns.of("mx:").verifiedBy(two).mx("example.org", "2 b.example", "1 a.example");
        assertThat(mx.outcome(CLIENT)).isEqualTo(NOT_IN_RMX);
        assertThat(mx.askedByEntries()).containsExactly("example.org MX", "a.example A");
        assertThat(two.limits().deadline()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void LIM_the_defaults_are_ten_ten_and_20_seconds() {
        assertThat(new RmxVerifier().limits()).isEqualTo(new RmxLimits(10, 10, Duration.ofSeconds(20)));
    }

    @Test
    void LIM_limits_are_positive() {
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new RmxLimits(0, 10, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new RmxLimits(10, 0, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new RmxLimits(10, 10, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new RmxLimits(10, 10, second.negated()));
        assertThat(new RmxLimits(1, 1, Duration.ofNanos(1)).lookups()).isEqualTo(1);
    }

    /** The verifier has no clock: its driver answers what is open with a failure. */
    @Test
    void LIM_3_past_the_deadline_every_open_question_counts_as_failed() {
        Dns dns = Dns.of("mx: ipv4:198.51.100.1")
                .mx("example.org", "1 a.example", "2 b.example")
                .failed("a.example", RecordType.A)
                .failed("b.example", RecordType.A);
        assertThat(dns.check(CLIENT).result()).isEqualTo(RmxResult.TEMPERROR);
    }
}
