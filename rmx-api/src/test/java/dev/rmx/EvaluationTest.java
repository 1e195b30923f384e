package dev.rmx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.dns.RecordType;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final String CLIENT = "192.0.2.1";

    private static String mechanism(RmxVerdict verdict) {
        return verdict.mechanism().orElse("none");
    }

    @Test
    void REC_1_the_first_entry_that_matches_decides() {
        assertThat(Dns.of("ipv4:192.0.2.1 !ipv4:192.0.2.0/24").outcome(CLIENT)).isEqualTo(RmxOutcome.GRANTED);
        assertThat(Dns.of("!ipv4:192.0.2.0/24 ipv4:192.0.2.1").outcome(CLIENT)).isEqualTo(RmxOutcome.DENIED);
    }

    @Test
    void REC_1_a_record_without_entries_matches_no_client() {
        assertThat(Dns.of("").outcome(CLIENT)).isEqualTo(RmxOutcome.NOT_IN_RMX);
    }

    @Test
    void REC_2_a_negated_entry_denies() {
        RmxVerdict verdict = Dns.of("!ipv4:192.0.2.1").check(CLIENT);
        assertThat(verdict.outcome()).isEqualTo(RmxOutcome.DENIED);
        assertThat(mechanism(verdict)).isEqualTo("!ipv4:192.0.2.1");
    }

    @Test
    void REC_3_several_records_count_as_one_in_wire_order() {
        Dns dns = new Dns().rmx("example.org", "!ipv4:192.0.2.0/24", "ipv4:192.0.2.1");
        assertThat(dns.outcome(CLIENT)).isEqualTo(RmxOutcome.GRANTED); // 01.. sorts before 81..
    }

    @Test
    void EVAL_1_too_few_answers_name_the_questions_needed() {
        assertThat(Dns.of("host:a.example").needs(CLIENT)).containsExactly("a.example A");
    }

    @Test
    void EVAL_1_more_answers_keep_the_result_and_may_name_an_earlier_entry() {
        Dns dns = Dns.of("host:a.example ipv4:192.0.2.1");
        assertThat(mechanism((RmxVerdict) dns.evaluate(CLIENT))).isEqualTo("ipv4:192.0.2.1");
        RmxVerdict later = (RmxVerdict) dns.a("a.example", CLIENT).evaluate(CLIENT);
        assertThat(later.result()).isEqualTo(RmxResult.PASS);
        assertThat(mechanism(later)).isEqualTo("host:a.example");
    }

    @Test
    void EVAL_1_not_in_rmx_may_become_denied() {
        Dns dns = Dns.of("!host:a.example");
        assertThat(((RmxVerdict) dns.evaluate(CLIENT)).outcome()).isEqualTo(RmxOutcome.NOT_IN_RMX);
        RmxVerdict later = (RmxVerdict) dns.a("a.example", CLIENT).evaluate(CLIENT);
        assertThat(later.outcome()).isEqualTo(RmxOutcome.DENIED);
    }

    @Test
    void EVAL_2_an_entry_is_unknown_if_its_answer_is_missing_failed_or_malformed() {
        assertThat(Dns.of("host:a.example").evaluate(CLIENT)).isInstanceOf(RmxStep.Needs.class);
        assertThat(Dns.of("host:a.example").failed("a.example", RecordType.A).outcome(CLIENT))
                .isEqualTo(RmxOutcome.TEMP_FAIL);
        assertThat(Dns.of("host:a.example").malformed("a.example", RecordType.A).outcome(CLIENT))
                .isEqualTo(RmxOutcome.BAD_DATA);
    }

    @Test
    void EVAL_3_a_literal_that_decides_costs_no_lookup() {
        Dns dns = Dns.of("host:dead.example ipv4:192.0.2.1").failed("dead.example", RecordType.A);
        assertThat(dns.outcome(CLIENT)).isEqualTo(RmxOutcome.GRANTED);
        assertThat(dns.askedByEntries()).isEmpty();
    }

    @Test
    void EVAL_3_denials_before_a_denial_cost_no_lookup() {
        Dns dns = Dns.of("!host:dead.example !ipv4:192.0.2.0/24").failed("dead.example", RecordType.A);
        assertThat(dns.outcome(CLIENT)).isEqualTo(RmxOutcome.DENIED);
        assertThat(dns.askedByEntries()).isEmpty();
    }

    @Test
    void EVAL_3_the_end_of_the_list_adds_fail() {
        Dns dns = Dns.of("!host:dead.example").failed("dead.example", RecordType.A);
        assertThat(dns.outcome(CLIENT)).isEqualTo(RmxOutcome.NOT_IN_RMX);
        assertThat(dns.askedByEntries()).isEmpty();
    }

    @Test
    void EVAL_3_an_entry_that_could_change_the_result_is_asked() {
        Dns dns = Dns.of("!host:a.example ipv4:192.0.2.0/24").a("a.example", CLIENT);
        assertThat(dns.outcome(CLIENT)).isEqualTo(RmxOutcome.DENIED);
        assertThat(dns.outcome("192.0.2.2")).isEqualTo(RmxOutcome.GRANTED);
    }

    @Test
    void EVAL_3_entries_after_the_first_yes_are_neither_asked_nor_counted() {
        Dns dns = Dns.of("!host:a.example ipv4:192.0.2.1 host:b.example").absent("a.example", RecordType.A);
        assertThat(dns.outcome(CLIENT)).isEqualTo(RmxOutcome.GRANTED);
        assertThat(dns.askedByEntries()).containsExactly("a.example A");
    }

    @Test
    void EVAL_3_an_unknown_full_adds_pass_and_fail() {
        String full = "user._rmx.example.org";
        assertThat(Dns.of("full: ipv4:192.0.2.1").needs(CLIENT))
                .containsExactlyInAnyOrder(full + " RMX", full + " TXT");
        assertThat(Dns.of("full: unused:").needs(CLIENT)).containsExactlyInAnyOrder(full + " RMX", full + " TXT");
    }

    @Test
    void EVAL_4_the_unknown_entries_before_the_first_yes_are_asked_together() {
        Dns dns = Dns.of("host:a.example apl:b.example !mx: ipv4:192.0.2.1 host:c.example");
        assertThat(dns.needs(CLIENT)).containsExactlyInAnyOrder("a.example A", "b.example APL", "example.org MX");
    }

    @Test
    void EVAL_4_an_entry_may_need_more_after_its_first_answers() {
        Dns dns = Dns.of("mx: host:a.example").mx("example.org", "10 m1.example", "20 m2.example");
        assertThat(dns.needs(CLIENT)).containsExactlyInAnyOrder("m1.example A", "m2.example A", "a.example A");
    }

    @Test
    void EVAL_4_a_failure_inside_an_entry_does_not_hide_what_it_still_needs() {
        Dns dns = Dns.of("mx:")
                .mx("example.org", "10 m1.example", "20 m2.example")
                .failed("m1.example", RecordType.A);
        assertThat(dns.needs(CLIENT)).containsExactly("m2.example A");
    }

    @Test
    void EVAL_4_a_question_of_two_entries_is_asked_once() {
        Dns dns = Dns.of("!host:a.example host:a.example").a("a.example", CLIENT);
        assertThat(dns.outcome(CLIENT)).isEqualTo(RmxOutcome.DENIED);
        assertThat(dns.askedByEntries()).containsExactly("a.example A");
    }

    @Test
    void EVAL_4_answered_questions_are_not_asked_again() {
        Dns dns = Dns.of("host:a.example host:b.example").failed("a.example", RecordType.A);
        assertThat(dns.needs(CLIENT)).containsExactly("b.example A");
    }

    @Test
    void EVAL_5_a_failed_lookup_among_the_unknown_is_temperror() {
        Dns dns = Dns.of("host:bad.example host:dead.example")
                .malformed("bad.example", RecordType.A)
                .failed("dead.example", RecordType.A);
        assertThat(dns.outcome(CLIENT)).isEqualTo(RmxOutcome.TEMP_FAIL);
        assertThat(dns.check(CLIENT).reason()).isEqualTo("dead.example A: no response in time");
    }

    @Test
    void EVAL_5_malformed_alone_is_bad_data() {
        Dns dns = Dns.of("host:bad.example host:a.example").malformed("bad.example", RecordType.A);
        assertThat(dns.outcome(CLIENT)).isEqualTo(RmxOutcome.BAD_DATA);
        assertThat(dns.check(CLIENT).reason()).isEqualTo("bad.example A: truncated");
        assertThat(dns.check(CLIENT).mechanism()).isEmpty();
    }

    @Test
    void EVAL_5_a_failure_after_the_first_yes_does_not_count() {
        Dns dns = Dns.of("!host:bad.example ipv4:192.0.2.1 host:dead.example")
                .malformed("bad.example", RecordType.A)
                .failed("dead.example", RecordType.A);
        assertThat(dns.outcome(CLIENT)).isEqualTo(RmxOutcome.BAD_DATA);
    }

    @Test
    void EVAL_5_a_failure_inside_an_entry_that_matches_does_not_count() {
        Dns dns = Dns.of("!host:bad.example mx:")
                .malformed("bad.example", RecordType.A)
                .mx("example.org", "10 dead.example", "20 m.example")
                .failed("dead.example", RecordType.A)
                .a("m.example", CLIENT);
        assertThat(dns.outcome(CLIENT)).isEqualTo(RmxOutcome.BAD_DATA);
    }

    @Test
    void EVAL_6_the_first_yes_is_reported() {
        RmxVerdict verdict =
                Dns.of("ipv4:198.51.100.0/24 ipv4:192.0.2.9/24 unused:").check(CLIENT);
        assertThat(verdict.outcome()).isEqualTo(RmxOutcome.GRANTED);
        assertThat(mechanism(verdict)).isEqualTo("ipv4:192.0.2.0/24");
    }

    @Test
    void EVAL_6_without_a_yes_the_outcome_is_not_in_rmx_and_has_no_mechanism() {
        RmxVerdict verdict = Dns.of("ipv4:198.51.100.0/24").check(CLIENT);
        assertThat(verdict.outcome()).isEqualTo(RmxOutcome.NOT_IN_RMX);
        assertThat(mechanism(verdict)).isEqualTo("none");
    }

    @Test
    void EVAL_6_the_reason_claims_no_more_than_is_known() {
        Dns dns = Dns.of("!host:dead.example !ipv4:192.0.2.0/25").failed("dead.example", RecordType.A);
        RmxVerdict verdict = dns.check("198.51.100.1");
        assertThat(verdict.outcome()).isEqualTo(RmxOutcome.NOT_IN_RMX);
        assertThat(verdict.reason()).isEqualTo("no entry of the record of example.org grants 198.51.100.1");
        assertThat(Dns.of("host:x.example").check("198.51.100.1").reason())
                .isEqualTo("no entry of the record of example.org matches 198.51.100.1");
    }
}
