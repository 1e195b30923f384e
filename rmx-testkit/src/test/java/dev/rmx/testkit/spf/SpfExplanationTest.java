package dev.rmx.testkit.spf;

import static dev.rmx.testkit.spf.SpfDns.spf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.SpfDecision;
import dev.rmx.dns.RecordType;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The explanation of a fail ([SPF-7]). */
class SpfExplanationTest {
    private static final String CLIENT = "192.0.2.1";

    private static SpfDns exp(String... texts) {
        return spf("v=spf1 exp=why.example.org -all").explaining().txt("why.example.org", texts);
    }

    private static Optional<String> explanation(RmxVerdict verdict) {
        assertThat(verdict.outcome()).isEqualTo(RmxOutcome.DENIED);
        return verdict.spf().flatMap(SpfDecision::explanation);
    }

    @Test
    void SPF_7_the_macros_of_an_explanation_are_expanded() {
        RmxQuery query = SpfDns.query(CLIENT).withHost("mx.example.net").withTime(Instant.ofEpochSecond(1_000));
        assertThat(explanation(exp("%{c} at %{r}, %{t}:%_%{S}%%").check(query)))
                .contains("192.0.2.1 at mx.example.net, 1000: user%40example.org%");
    }

    @Test
    void SPF_7_nothing_is_fetched_unless_switched_on() {
        SpfDns dns = spf("v=spf1 exp=why.example.org -all").txt("why.example.org", "no");
        assertThat(explanation(dns.check(CLIENT))).isEmpty();
        assertThat(dns.rounds()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Go away\r\nX-Spam-Status: No", "g\u00f6 away", "", "%{x}", "tab\there"})
    void SPF_7_a_text_that_is_not_printable_ascii_is_none(String text) {
        assertThat(explanation(exp(text).check(CLIENT))).isEmpty();
    }

    @Test
    void SPF_7_several_texts_or_a_failure_are_none() {
        assertThat(explanation(exp("one", "two").check(CLIENT))).isEmpty();
        assertThat(explanation(exp("one")
                        .failed("why.example.org", RecordType.SPF_EXPLANATION)
                        .check(CLIENT)))
                .isEmpty();
    }

    @Test
    void SPF_7_without_a_time_a_text_with_the_time_is_none() {
        assertThat(explanation(exp("%{t}").check(CLIENT))).isEmpty();
        assertThat(explanation(exp("%{r}").check(CLIENT))).contains("unknown");
    }

    @Test
    void SPF_7_a_text_longer_than_any_reply_is_none() {
        assertThat(explanation(exp("%{s}".repeat(1_000)).check(CLIENT))).isEmpty();
    }

    @Test
    void SPF_7_the_record_that_fails_explains() {
        SpfDns dns = spf("v=spf1 include:in.example exp=outer.example redirect=to.example")
                .explaining()
                .txt("in.example", "v=spf1 exp=outer.example ip4:192.0.2.9 -all")
                .txt("to.example", "v=spf1 exp=%{d1}.inner.example -all")
                .txt("outer.example", "outer")
                .txt("example.inner.example", "inner of %{d}");
        assertThat(explanation(dns.check(CLIENT))).contains("inner of to.example");
    }

    @Test
    void SPF_7_nothing_is_fetched_where_either_of_two_records_may_fail() {
        SpfDns dns = spf("v=spf1 -a:dead.example exp=why.example redirect=to.example")
                .explaining()
                .failed("dead.example", RecordType.A)
                .txt("to.example", "v=spf1 exp=why.example -all")
                .txt("why.example", "who knows");
        assertThat(explanation(dns.check(CLIENT))).isEmpty();
        assertThat(dns.rounds().toString()).doesNotContain("why.example");
    }

    @Test
    void SPF_7_the_explanation_counts_against_no_limit() {
        SpfDns dns = spf("v=spf1 " + "ptr ".repeat(10) + "exp=%{p}.example -all")
                .explaining()
                .txt("unknown.example", "no name");
        RmxVerdict verdict = dns.check(CLIENT);
        assertThat(explanation(verdict)).contains("no name");
        assertThat(verdict.spf().orElseThrow().termsCounted()).isEqualTo(10);
    }
}
