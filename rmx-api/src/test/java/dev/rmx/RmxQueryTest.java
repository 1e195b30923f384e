package dev.rmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RmxQueryTest {
    @ParameterizedTest
    @ValueSource(strings = {"::ffff:192.0.2.1", "::FFFF:c000:201", "0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1"})
    void ID_6_a_mapped_client_counts_as_ipv4(String client) {
        assertThat(Dns.query(client, "user@example.org").client()).isEqualTo(IpAddress.parse("192.0.2.1"));
        assertThat(Dns.of("ipv4:192.0.2.1").outcome(client)).isEqualTo(RmxOutcome.GRANTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"::192.0.2.1", "64:ff9b::192.0.2.1", "::fffe:192.0.2.1", "0:0:0:0:1:ffff:192.0.2.1"})
    void ID_6_other_embedded_addresses_stay_ipv6(String client) {
        assertThat(Dns.query(client, "user@example.org").client()).isEqualTo(IpAddress.parse(client));
        assertThat(Dns.of("ipv4:192.0.2.1").outcome(client)).isEqualTo(RmxOutcome.NOT_IN_RMX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"org", ".", "example.123", "a\\.b.org", "a\\000.org", "*.example.org"})
    void ID_4_a_query_refuses_a_subject_that_cannot_be_checked(String name) {
        Optional<DomainName> subject = Optional.of(DomainName.parse(name));
        IpAddress client = IpAddress.parse("192.0.2.1");
        assertThatIllegalArgumentException().isThrownBy(() -> new RmxQuery(client, subject, Optional.empty()));
    }

    @Test
    void ID_1_queries_are_equal_if_they_ask_the_same() {
        RmxQuery query = Dns.query("192.0.2.1", "joe@example.org");
        assertThat(query)
                .isEqualTo(Dns.query("::ffff:192.0.2.1", "joe@EXAMPLE.org"))
                .hasSameHashCodeAs(Dns.query("::ffff:192.0.2.1", "joe@EXAMPLE.org"))
                .isNotEqualTo(Dns.query("192.0.2.2", "joe@example.org"))
                .isNotEqualTo(Dns.query("192.0.2.1", "joe@example.com"))
                .isNotEqualTo(Dns.query("192.0.2.1", "Joe@example.org"))
                .hasToString("RmxQuery[client=192.0.2.1, subject=Optional[example.org], localPart=Optional[joe]]");
    }

    @Test
    void ID_2_a_query_needs_neither_subject_nor_local_part() {
        RmxQuery query = new RmxQuery(IpAddress.parse("192.0.2.1"), Optional.empty(), Optional.empty());
        assertThat(query.subject()).isEmpty();
    }
}
