package dev.rmx.testkit.spf;

import static dev.rmx.testkit.spf.SpfDns.spf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

/** How many addresses a pass by SPF counts as ([DISP-4]). */
class SpfAuthorizedTest {
    private static final String CLIENT = "192.0.2.1";

    private static BigInteger authorized(SpfDns dns) {
        RmxVerdict verdict = dns.check(CLIENT);
        assertThat(verdict.outcome()).isEqualTo(RmxOutcome.GRANTED);
        return verdict.authorizedAddresses();
    }

    @Test
    void DISP_4_the_literals_of_each_record_on_the_way_count_once() {
        SpfDns dns = spf("v=spf1 ip4:192.0.2.128/25 include:in.example ip4:10.0.0.0/24 -all")
                .txt("in.example", "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/126 ~all");
        assertThat(authorized(dns)).isEqualTo(256 + 256 + 4);
    }

    @Test
    void DISP_4_the_first_match_of_a_record_decides() {
        assertThat(authorized(spf("v=spf1 -ip4:192.0.2.128/25 ip4:192.0.2.0/24 -all")))
                .isEqualTo(128);
        assertThat(authorized(spf("v=spf1 ip4:192.0.2.1 ?all +all"))).isEqualTo(1);
    }

    @Test
    void DISP_4_a_pass_by_a_or_mx_adds_the_prefix_that_matched() {
        assertThat(authorized(spf("v=spf1 ip4:192.0.2.8/29 a/28 -all").address("example.org", "192.0.2.9")))
                .isEqualTo(16);
        assertThat(authorized(
                        spf("v=spf1 mx -all").mx("example.org", "m.example").address("m.example", CLIENT)))
                .isEqualTo(1);
    }

    @Test
    void DISP_4_all_counts_every_address_and_exists_and_ptr_more() {
        BigInteger all = BigInteger.TWO.pow(32).add(BigInteger.TWO.pow(128));
        assertThat(authorized(spf("v=spf1 +all"))).isEqualTo(all);
        assertThat(authorized(spf("v=spf1 exists:%{i}.x -all").address(CLIENT + ".x", "127.0.0.2")))
                .isGreaterThan(all);
        SpfDns ptr = spf("v=spf1 ptr:x.example -all")
                .ptr("1.2.0.192.in-addr.arpa", "h.x.example")
                .address("h.x.example", CLIENT);
        assertThat(authorized(ptr)).isGreaterThan(all);
    }
}
