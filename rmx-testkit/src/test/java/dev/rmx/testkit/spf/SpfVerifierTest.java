package dev.rmx.testkit.spf;

import static dev.rmx.testkit.spf.SpfDns.spf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.SpfDecision;
import dev.rmx.dns.RecordType;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** SPF as a published form ([SPF-1] to [SPF-6]). */
class SpfVerifierTest {
    private static final String CLIENT = "192.0.2.1";

    private static SpfDecision decision(RmxVerdict verdict) {
        return verdict.spf().orElseThrow();
    }

    @Test
    void SPF_1_the_whole_record_is_read_before_anything_is_asked() {
        SpfDns dns =
                spf("v=spf1 include:slow.example.org ip:192.0.2.1 -all").failed("slow.example.org", RecordType.SPF);
        assertThat(dns.word(CLIENT)).isEqualTo("permerror");
        assertThat(dns.rounds()).containsExactly(List.of("example.org TXT"));
    }

    @Test
    void SPF_1_a_long_unknown_modifier_is_ignored() {
        assertThat(spf("v=spf1 note=" + "a".repeat(3_000) + " ip4:192.0.2.7 -all")
                        .word("192.0.2.7"))
                .isEqualTo("pass");
    }

    @Test
    void SPF_1_an_unknown_modifier_may_repeat() {
        assertThat(spf("v=spf1 k=1 k=2 a.b_c-d=/:=? empty= ip4:192.0.2.1 -all k=3")
                        .word(CLIENT))
                .isEqualTo("pass");
    }

    @Test
    void SPF_1_redirect_and_exp_stand_once() {
        assertThat(spf("v=spf1 redirect=a.example redirect=b.example").word(CLIENT))
                .isEqualTo("permerror");
        assertThat(spf("v=spf1 exp=a.example exp=a.example +all").word(CLIENT)).isEqualTo("permerror");
    }

    @Test
    void SPF_1_two_records_are_a_permerror_and_other_texts_do_not_count() {
        assertThat(new SpfDns().txt("example.org", "v=spf1 +all", "v=spf1 -all").word(CLIENT))
                .isEqualTo("permerror");
        assertThat(new SpfDns()
                        .txt("example.org", "v=spf10 -all", "V=SPF1 +all", "v=spf1-all")
                        .word(CLIENT))
                .isEqualTo("pass");
    }

    @Test
    void SPF_1_an_ipv4_mapped_client_is_ipv4() {
        assertThat(spf("v=spf1 exists:%{ir}.%{v}.m.example.com -all")
                        .address("20.2.0.192.in-addr.m.example.com", "127.0.0.2")
                        .word("::ffff:192.0.2.20"))
                .isEqualTo("pass");
    }

    @Test
    void SPF_2_each_word_has_its_outcome() {
        assertThat(spf("v=spf1 +all").check(CLIENT).outcome()).isEqualTo(RmxOutcome.GRANTED);
        assertThat(spf("v=spf1 -all").check(CLIENT).outcome()).isEqualTo(RmxOutcome.DENIED);
        assertThat(spf("v=spf1 ~all").check(CLIENT).outcome()).isEqualTo(RmxOutcome.NO_RMX);
        assertThat(spf("v=spf1 ?all").check(CLIENT).outcome()).isEqualTo(RmxOutcome.NO_RMX);
        assertThat(spf("v=spf1 bad").check(CLIENT).outcome()).isEqualTo(RmxOutcome.BAD_DATA);
        assertThat(new SpfDns().check(CLIENT).outcome()).isEqualTo(RmxOutcome.NO_RMX);
        assertThat(new SpfDns()
                        .failed("example.org", RecordType.SPF)
                        .check(CLIENT)
                        .outcome())
                .isEqualTo(RmxOutcome.TEMP_FAIL);
    }

    @Test
    void SPF_2_the_mechanism_is_the_subjects_term_and_the_chain_leads_on() {
        RmxVerdict verdict = spf("v=spf1 a redirect=b.example.net")
                .txt("b.example.net", "v=spf1 include:c.example.net -all")
                .txt("c.example.net", "v=spf1 ip4:192.0.2.0/24 ~all")
                .check(CLIENT);
        assertThat(verdict.mechanism()).contains("redirect=b.example.net");
        assertThat(decision(verdict).terms())
                .hasToString("[redirect=b.example.net, include:c.example.net, ip4:192.0.2.0/24]");
        assertThat(decision(verdict).termsCounted()).isEqualTo(3);
        assertThat(decision(verdict).voidsCounted()).isEqualTo(1);
        assertThat(verdict.form()).contains(PublishedForm.SPF);
    }

    @Test
    void SPF_2_the_neutral_at_the_end_of_a_record_has_no_term() {
        RmxVerdict verdict = spf("v=spf1 ip4:192.0.2.9").check(CLIENT);
        assertThat(SpfDns.word(verdict)).isEqualTo("neutral");
        assertThat(verdict.mechanism()).isEmpty();
        assertThat(decision(verdict).terms()).isEmpty();
    }

    @Test
    void SPF_2_several_words_that_all_mean_none_are_none() {
        RmxVerdict verdict = spf("v=spf1 ?include:dead.example ~all")
                .failed("dead.example", RecordType.SPF)
                .check(CLIENT);
        assertThat(verdict.outcome()).isEqualTo(RmxOutcome.NO_RMX);
        assertThat(decision(verdict).result()).isEmpty();
    }

    @Test
    void SPF_3_the_eleventh_term_is_a_permerror_and_asks_nothing() {
        String tenAbsent =
                IntStream.range(0, 10).mapToObj(i -> "ptr:p" + i + ".example ").collect(Collectors.joining());
        SpfDns ten = spf("v=spf1 " + tenAbsent + "-all");
        assertThat(ten.word(CLIENT)).isEqualTo("fail");
        assertThat(decision(ten.check(CLIENT)).termsCounted()).isEqualTo(10);
        SpfDns eleven = spf("v=spf1 " + tenAbsent + "a:eleven.example -all");
        assertThat(eleven.word(CLIENT)).isEqualTo("permerror");
        assertThat(eleven.rounds().toString()).doesNotContain("eleven");
    }

    @Test
    void SPF_3_a_macro_for_the_confirmed_name_counts_once_more() {
        SpfDecision decision = decision(spf("v=spf1 exists:%{p}.x exists:%{p}.y -all")
                .address("unknown.x", "10.0.0.1")
                .check("2001:db8::9"));
        assertThat(decision.result().orElseThrow()).hasToString("pass");
        assertThat(decision.termsCounted()).isEqualTo(2);
    }

    @Test
    void SPF_3_the_third_void_is_a_permerror() {
        SpfDns dns = spf("v=spf1 a:f1.example.net a:f2.example.net a:f3.example.net ip4:192.0.2.1 ip6:2001:db8::1 -all")
                .address("f1.example.net", "192.0.2.201")
                .address("f2.example.net", "192.0.2.202")
                .address("f3.example.net", "192.0.2.203");
        assertThat(dns.word("2001:db8::1")).isEqualTo("permerror");
        assertThat(dns.word(CLIENT)).isEqualTo("pass");
    }

    @Test
    void SPF_3_more_than_ten_mx_records_are_a_permerror_whoever_matches() {
        String[] hosts = IntStream.range(0, 11).mapToObj(i -> "m.example").toArray(String[]::new);
        SpfDns dns = spf("v=spf1 mx -all").mx("example.org", hosts).address("m.example", CLIENT);
        assertThat(dns.word(CLIENT)).isEqualTo("permerror");
        assertThat(spf("v=spf1 mx -all")
                        .mx("example.org", "m.example", ".")
                        .address("m.example", CLIENT)
                        .word(CLIENT))
                .isEqualTo("pass");
    }

    @Test
    void SPF_3_the_limits_can_be_changed() {
        RmxVerifier strict = new RmxVerifier(List.of(PublishedForm.SPF), new RmxLimits(10, 10, 1, 0), List.of());
        assertThat(spf("v=spf1 a:b.example -all").verifiedBy(strict).word(CLIENT))
                .isEqualTo("permerror");
        assertThat(spf("v=spf1 ptr:b.example -all").verifiedBy(strict).word(CLIENT))
                .isEqualTo("fail");
        assertThat(spf("v=spf1 ptr:b.example ptr:c.example -all")
                        .verifiedBy(strict)
                        .word(CLIENT))
                .isEqualTo("permerror");
    }

    @Test
    void SPF_3_a_record_that_includes_itself_ends() {
        SpfDns dns = spf("v=spf1 ip4:192.0.2.1 include:example.org -all");
        assertThat(dns.word(CLIENT)).isEqualTo("pass");
        assertThat(dns.word("192.0.2.9")).isEqualTo("permerror");
        assertThat(dns.rounds()).hasSize(1);
    }

    @Test
    void SPF_4_a_later_match_decides_behind_a_failed_a() {
        SpfDns dns = spf("v=spf1 a:dead.example ip4:192.0.2.1 -all").failed("dead.example", RecordType.A);
        assertThat(dns.word(CLIENT)).isEqualTo("pass");
        assertThat(dns.rounds()).hasSize(1);
        assertThat(dns.word("192.0.2.9")).isEqualTo("temperror");
    }

    @Test
    void SPF_4_a_failure_that_may_be_the_third_void_leaves_permerror_possible() {
        SpfDns dns = spf("v=spf1 a:v1.example a:v2.example a:dead.example ip4:192.0.2.1 -all")
                .failed("dead.example", RecordType.A);
        assertThat(dns.word(CLIENT)).isEqualTo("temperror");
    }

    @Test
    void SPF_4_a_failed_include_leaves_permerror_possible() {
        assertThat(spf("v=spf1 include:dead.example +all")
                        .failed("dead.example", RecordType.SPF)
                        .word(CLIENT))
                .isEqualTo("temperror");
    }

    @Test
    void SPF_4_a_known_exchange_that_matches_decides_though_another_failed() {
        SpfDns dns = spf("v=spf1 mx -all")
                .mx("example.org", "dead.example", "live.example")
                .address("live.example", CLIENT)
                .failed("dead.example", RecordType.A);
        assertThat(dns.word(CLIENT)).isEqualTo("pass");
        assertThat(dns.word("192.0.2.9")).isEqualTo("temperror");
    }

    @Test
    void SPF_5_ten_includes_of_ten_includes_ask_ten_questions_then_nine() {
        SpfDns dns = spf("v=spf1 " + includes("") + "-all");
        for (int i = 0; i < 10; i++) {
            dns.txt("i" + i + ".example", "v=spf1 " + includes("j") + "-all");
        }
        assertThat(dns.word(CLIENT)).isEqualTo("permerror");
        assertThat(dns.rounds().subList(1, 3)).extracting(List::size).containsExactly(10, 9);
    }

    private static String includes(String prefix) {
        return IntStream.range(0, 10)
                .mapToObj(i -> "include:" + prefix + "i" + i + ".example ")
                .collect(Collectors.joining());
    }

    @Test
    void SPF_5_nothing_is_asked_behind_a_sure_match() {
        SpfDns dns = spf("v=spf1 a:one.example ?all a:two.example redirect=three.example");
        dns.check(CLIENT);
        assertThat(dns.rounds()).containsExactly(List.of("example.org TXT"), List.of("one.example A"));
    }

    @Test
    void SPF_6_a_failed_ptr_lookup_is_no_match() {
        SpfDns dns = spf("v=spf1 ptr:pool.example.net -all").failed("1.2.0.192.in-addr.arpa", RecordType.PTR);
        assertThat(dns.word(CLIENT)).isEqualTo("fail");
        dns.ptr("1.2.0.192.in-addr.arpa", "a.pool.example.net", "b.pool.example.net")
                .failed("a.pool.example.net", RecordType.A)
                .address("b.pool.example.net", CLIENT);
        assertThat(dns.word(CLIENT)).isEqualTo("pass");
    }

    @Test
    void SPF_6_a_failed_address_is_no_match_for_ptr_and_unknown_for_a() {
        SpfDns dns = spf("v=spf1 a:h.pool.example ptr:pool.example -all")
                .ptr("1.2.0.192.in-addr.arpa", "h.pool.example")
                .failed("h.pool.example", RecordType.A);
        assertThat(dns.word(CLIENT)).isEqualTo("temperror");
    }
}
