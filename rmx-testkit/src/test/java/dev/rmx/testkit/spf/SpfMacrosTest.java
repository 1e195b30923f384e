package dev.rmx.testkit.spf;

import static dev.rmx.testkit.spf.SpfDns.spf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.SpfDecision;
import dev.rmx.codec.SpfText;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The names that terms of SPF ask about, and the macros in them ([SPF-1]). */
class SpfMacrosTest {
    private static final String CLIENT = "192.0.2.1";

    private static SpfDecision decision(RmxVerdict verdict) {
        return verdict.spf().orElseThrow();
    }

    @Test
    void SPF_1_an_expanded_name_loses_labels_from_the_left() {
        String local = "a".repeat(20) + "." + "b".repeat(20);
        String whole = (local + ".").repeat(8) + "cut.example.com";
        String cut = whole;
        while (cut.length() > 253) {
            cut = cut.substring(cut.indexOf('.') + 1);
        }
        SpfDns dns = spf("v=spf1 exists:" + "%{l}.".repeat(8) + "cut.example.com -all")
                .address(cut, "127.0.0.2");
        RmxVerdict verdict =
                dns.check(EnvelopeSender.parse(local + "@example.org").from(IpAddress.parse(CLIENT)));
        assertThat(verdict.outcome()).isEqualTo(RmxOutcome.GRANTED);
    }

    @Test
    void SPF_1_a_macro_of_an_included_record_has_the_domain_of_that_record() {
        assertThat(spf("v=spf1 include:inner.example.net -all")
                        .txt("inner.example.net", "v=spf1 include:%{d}.has.example.com -all")
                        .txt("inner.example.net.has.example.com", "v=spf1 ip4:192.0.2.1 -all")
                        .word(CLIENT))
                .isEqualTo("pass");
    }

    @Test
    void SPF_1_macros_cut_reverse_and_split() {
        String name = "example.b.a.2.0.0.1.0.d.b.8" + ".0".repeat(23) + ".1.example.net.example.org.x";
        SpfDns dns = spf("v=spf1 exists:%{d1r}.%{L2r+-}.%{i}.%{h2}.%{o}.x -all").address(name, "127.0.0.2");
        RmxVerdict verdict = dns.check(EnvelopeSender.parse("a+b-c@example.org")
                .withHelo("helo.example.net")
                .from(IpAddress.parse("2001:db8::1")));
        assertThat(dns.rounds().get(1)).containsExactly(name + " A");
        assertThat(verdict.outcome()).isEqualTo(RmxOutcome.GRANTED);
    }

    @Test
    void SPF_1_a_name_that_cannot_be_asked_counts_and_matches_nothing() {
        String label = "a".repeat(64);
        SpfDns dns = spf("v=spf1 a:" + label + ".example mx:x..example exists:" + label + ".example ptr:.example -all");
        SpfDecision decision = decision(dns.check(CLIENT));
        assertThat(decision.result().orElseThrow()).hasToString("fail");
        assertThat(decision.termsCounted()).isEqualTo(4);
        assertThat(decision.voidsCounted()).isZero();
        assertThat(dns.rounds()).hasSize(1);
    }

    @Test
    void SPF_1_include_and_redirect_to_a_name_that_cannot_be_asked_are_a_permerror() {
        assertThat(spf("v=spf1 include:" + "a".repeat(64) + ".example -all").word(CLIENT))
                .isEqualTo("permerror");
        RmxVerdict label = spf("v=spf1 redirect=%{l}").check(CLIENT);
        assertThat(SpfDns.word(label)).isEqualTo("permerror");
        assertThat(label.reason()).isEqualTo("redirect=%{l} leads to no name of two labels or more that can be asked");
    }

    @Test
    void SPF_1_a_local_part_outside_ascii_matches_nothing() {
        String record = "v=spf1 exists:%{l}.example include:%{s}.example redirect=%{l}.example";
        RmxVerdict verdict =
                spf(record).check(EnvelopeSender.parse("\u00e4@example.org").from(IpAddress.parse(CLIENT)));
        assertThat(SpfDns.word(verdict)).isEqualTo("permerror");
        assertThat(SpfDns.word(spf(record.replace(" redirect=%{l}.example", " ~all"))
                        .check(EnvelopeSender.parse("\u00e4@example.org").from(IpAddress.parse(CLIENT)))))
                .isEqualTo("softfail");
    }

    @Test
    void SPF_1_the_confirmed_name_is_the_domain_else_one_below_it_else_the_first() {
        String ptr = "1.2.0.192.in-addr.arpa";
        SpfDns dns = spf("v=spf1 exists:%{p}.x -all")
                .ptr(ptr, "a.example.com", "z.example.org", "b.example.org")
                .address("a.example.com", CLIENT)
                .address("b.example.org", CLIENT)
                .address("z.example.org", CLIENT);
        dns.check(CLIENT);
        assertThat(dns.rounds().get(3)).containsExactly("b.example.org.x A");
        dns.ptr(ptr, "a.example.com", "b.example.org", "example.org").address("example.org", CLIENT);
        dns.check(CLIENT);
        assertThat(dns.rounds().get(3)).containsExactly("example.org.x A");
        dns.ptr(ptr, "c.example.com", "a.example.com");
        dns.check(CLIENT);
        assertThat(dns.rounds().get(3)).containsExactly("a.example.com.x A");
        dns.failed(ptr, RecordType.PTR);
        dns.check(CLIENT);
        assertThat(dns.rounds().get(2)).containsExactly("unknown.x A");
    }

    @Test
    void SPF_1_one_record_at_two_names_expands_the_domain_of_each() throws Exception {
        DnsAnswer record = new DnsAnswer.Found(
                new DnsData.Spf(SpfText.parse("v=spf1 ?exists:%{d}.x include:in.example -all")), SpfDns.UNTIL, false);
        Set<String> asked = new HashSet<>();
        new RmxVerifier(List.of(PublishedForm.SPF), RmxLimits.DEFAULT, List.of())
                .check(SpfDns.query(CLIENT), question -> {
                    asked.add(question.toString());
                    return question.type() == RecordType.SPF ? record : new DnsAnswer.Absent(SpfDns.UNTIL, false);
                });
        assertThat(asked).contains("example.org.x A", "in.example.x A");
    }
}
