package dev.rmx;

import static dev.rmx.RmxOutcome.BAD_DATA;
import static dev.rmx.RmxOutcome.DENIED;
import static dev.rmx.RmxOutcome.GRANTED;
import static dev.rmx.RmxOutcome.NOT_IN_RMX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.Records;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
        assertThat(dns.check(CLIENT).form()).contains(PublishedForm.RMX);
        assertThat(dns.askedByEntries()).isEmpty();
    }

    @Test
    void LIM_1_known_answers_do_not_matter() {
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
    void LIM_1_entries_after_a_literal_match_do_not_count() {
        assertThat(Dns.of("!host:x.example ipv4:192.0.2.1 " + hosts(11)).outcome(CLIENT))
                .isEqualTo(GRANTED);
        assertThat(Dns.of("host:x.example unused: " + hosts(11)).outcome(CLIENT))
                .isEqualTo(DENIED);
    }

    @Test
    void LIM_1_an_entry_counts_even_if_it_asks_nothing() {
        assertThat(Dns.of(hosts(10) + " full:").check(CLIENT, "@example.org").outcome())
                .isEqualTo(BAD_DATA);
    }

    @Test
    void LIM_1_a_result_that_is_certain_without_any_answer_holds() {
        assertThat(Dns.of(hosts(11) + " ipv4:192.0.2.1").outcome(CLIENT)).isEqualTo(GRANTED);
        assertThat(Dns.of(many(11, "!host:h%d.example")).outcome(CLIENT)).isEqualTo(NOT_IN_RMX);
        assertThat(Dns.of(hosts(11) + " unused:").outcome(CLIENT)).isEqualTo(BAD_DATA);
    }

    @Test
    void LIM_1_a_full_record_has_its_own_limit() {
        String outer = many(4, "host:o%d.example") + " full: " + many(5, "host:p%d.example");
        assertThat(Dns.of(outer).rmx(FULL, hosts(10)).a("h9.example", CLIENT).outcome(CLIENT))
                .isEqualTo(GRANTED);
    }

    @Test
    void LIM_1_over_its_limit_the_full_entry_is_malformed() {
        Dns dns = Dns.of("full: ipv4:192.0.2.1").rmx(FULL, hosts(11));
        assertThat(dns.outcome(CLIENT)).isEqualTo(BAD_DATA);
        assertThat(dns.askedByEntries()).containsExactlyInAnyOrder(FULL + " RMX", FULL + " TXT");
    }

    /** Alone, such a record is certain to fail. In place of {@code full}, the walk may go on after many lookups. */
    @Test
    void LIM_1_a_full_record_that_may_deny_or_not_match_is_not_certain() {
        Dns dns = Dns.of("full: ipv4:192.0.2.1").rmx(FULL, many(11, "!host:h%d.example"));
        assertThat(dns.outcome(CLIENT)).isEqualTo(BAD_DATA);
        assertThat(dns.askedByEntries()).containsExactlyInAnyOrder(FULL + " RMX", FULL + " TXT");
    }

    @Test
    void LIM_1_a_full_record_with_a_certain_result_holds() {
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
        RmxVerifier two = new RmxVerifier(RmxVerifier.DEFAULT_FORMS, new RmxLimits(2, 1), List.of());
        assertThat(Dns.of(hosts(2)).verifiedBy(two).outcome(CLIENT)).isEqualTo(NOT_IN_RMX);
        assertThat(Dns.of(hosts(3)).verifiedBy(two).check(CLIENT).reason()).contains("more than 2 lookups");
        Dns mx = Dns.of("mx:").verifiedBy(two).mx("example.org", "2 b.example", "1 a.example");
        assertThat(mx.outcome(CLIENT)).isEqualTo(NOT_IN_RMX);
        assertThat(mx.askedByEntries()).containsExactly("example.org MX", "a.example A");
        assertThat(two.limits()).isEqualTo(new RmxLimits(2, 1));
    }

    @Test
    void LIM_the_defaults_are_ten_and_ten() {
        assertThat(new RmxVerifier().limits()).isEqualTo(new RmxLimits(10, 10));
    }

    @Test
    void LIM_limits_are_positive() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RmxLimits(0, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new RmxLimits(10, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new RmxLimits(10, 101));
        assertThat(new RmxLimits(1, 1).lookups()).isEqualTo(1);
    }

    /** The verifier has no clock: its driver answers open questions with a failure. */
    @Test
    void LIM_3_after_the_deadline_every_open_question_has_failed() {
        Dns dns = Dns.of("mx: ipv4:198.51.100.1")
                .mx("example.org", "1 a.example", "2 b.example")
                .failed("a.example", RecordType.A)
                .failed("b.example", RecordType.A);
        assertThat(dns.check(CLIENT).result()).isEqualTo(RmxResult.TEMPERROR);
    }

    @Test
    void LIM_4_one_evaluation_looks_up_few_answers_for_any_record() {
        Dns dns = Dns.of("full: ".repeat(10).trim()).rmx(FULL, "mx: ".repeat(10).trim());
        String[] exchanges = IntStream.range(0, 250)
                .mapToObj(i -> "0 " + "x.".repeat(120) + "h" + i)
                .toArray(String[]::new);
        dns.mx("example.org", exchanges);
        Stream.of(exchanges).forEach(exchange -> dns.a(exchange.substring(2), "198.51.100.1"));

        assertThat(dns.outcome(CLIENT)).isEqualTo(NOT_IN_RMX);
        // RMX of the subject and of the full address, and for each mx: its exchanges and ten addresses
        assertThat(dns.lookedUpInOnePass(CLIENT)).isEqualTo(1 + 1 + 10 * 11);
    }

    @Test
    void LIM_4_only_ptr_names_in_the_domain_are_looked_up() {
        Dns dns = Dns.of("domain:x.x ".repeat(10).trim());
        dns.ptr(
                "1.2.0.192.in-addr.arpa",
                IntStream.range(0, 3_850)
                        .mapToObj(i -> "x.".repeat(120) + "h" + i)
                        .toArray(String[]::new));
        assertThat(dns.outcome(CLIENT)).isEqualTo(NOT_IN_RMX);
        assertThat(dns.lookedUpInOnePass(CLIENT)).isEqualTo(1 + 10); // RMX, and PTR for each entry
    }

    @Test
    void LIM_4_the_full_record_replaces_only_the_first_full_entry() {
        List<RmxEntry> entries = new ArrayList<>(Collections.nCopies(16_000, new RmxEntry.Full()));
        entries.add(0, new RmxEntry.Ipv4(false, IpPrefix.parse("192.0.2.0/32")));
        RmxRecord subject = new RmxRecord(entries);
        RmxRecord full = Records.record("ipv4:192.0.2.0/30");
        assertThat(new RmxDecision(subject, -1, new RmxDecision(full, -1, null)).authorizedAddresses())
                .isEqualTo(BigInteger.valueOf(4));
    }

    @Test
    void LIM_1_thousands_of_entries_with_the_same_result_are_certain() {
        List<RmxEntry> entries = new ArrayList<>(Collections.nCopies(
                RmxRecord.MAX_ENTRIES - 1, new RmxEntry.Host(false, DomainName.parse("h.example"))));
        entries.add(new RmxEntry.Ipv4(false, IpPrefix.parse(CLIENT)));
        DnsData data = new DnsData.RmxRecords(List.of(new RmxRecord(entries)));
        Dns dns = new Dns().answer("example.org", RecordType.RMX, new DnsAnswer.Found(data, Dns.NOW, false));
        assertThat(dns.outcome(CLIENT)).isEqualTo(GRANTED);
        entries.set(7, new RmxEntry.Host(true, DomainName.parse("h.example")));
        dns.answer(
                "example.org",
                RecordType.RMX,
                new DnsAnswer.Found(new DnsData.RmxRecords(List.of(new RmxRecord(entries))), Dns.NOW, false));
        assertThat(dns.outcome(CLIENT)).isEqualTo(BAD_DATA);
    }

    @Test
    void LIM_1_a_name_that_is_too_long_leaves_the_result_certain() {
        String tooLong =
                "!mapped:" + "x".repeat(63) + "." + "x".repeat(63) + "." + "x".repeat(63) + "." + "x".repeat(58);
        Dns dns = Dns.of((tooLong + " ").repeat(11) + "ipv4:" + CLIENT);
        assertThat(dns.outcome(CLIENT)).isEqualTo(GRANTED);
        assertThat(Dns.of("!mapped:x.example ".repeat(11) + "ipv4:" + CLIENT).outcome(CLIENT))
                .isEqualTo(BAD_DATA);
    }

    @Test
    void ID_6_a_trusted_relay_in_the_mapped_range_counts_as_IPv4() {
        RmxVerifier verifier = new RmxVerifier(
                RmxVerifier.DEFAULT_FORMS, RmxLimits.DEFAULT, List.of(IpPrefix.parse("::ffff:10.0.0.0/104")));
        RmxStep trusted = verifier.evaluate(Dns.query("10.1.2.3", "user@example.org"), Map.of());
        assertThat(trusted)
                .isInstanceOfSatisfying(
                        RmxVerdict.class,
                        verdict -> assertThat(verdict.outcome()).isEqualTo(RmxOutcome.TRUSTED));
        assertThat(verifier.evaluate(Dns.query("11.1.2.3", "user@example.org"), Map.of()))
                .isInstanceOf(RmxStep.Needs.class);
        assertThat(Dns.of("ipv6:::ffff:10.0.0.0/104").outcome("10.1.2.3")).isEqualTo(NOT_IN_RMX);
    }

    /** Its entries are never asked about, so nobody knows that none matches. */
    @Test
    void EVAL_6_a_record_over_the_limit_that_fails_anyway_claims_no_more() {
        RmxVerdict verdict = Dns.of("!host:a.example ".repeat(11).trim()).check(CLIENT);
        assertThat(verdict.outcome()).isEqualTo(NOT_IN_RMX);
        assertThat(verdict.reason()).isEqualTo("no entry of the record of example.org grants " + CLIENT);
    }
}
