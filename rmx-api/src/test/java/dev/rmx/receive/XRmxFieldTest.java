package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.RmxOutcome;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class XRmxFieldTest {
    private static final Instant DATE = Instant.parse("2026-11-05T06:07:08.9Z");

    private static XRmxField field(RmxOutcome outcome, DomainName host) {
        return XRmxField.of(CheckReport.of(Verdicts.of(outcome)), host, DATE).orElseThrow();
    }

    @Test
    void HDR_1_has_outcome_address_host_date_and_mechanism() {
        assertThat(field(RmxOutcome.GRANTED, Verdicts.HOST))
                .hasToString("X-RMX: Granted addr 192.0.2.1 by mx.example.net on"
                        + "\r\n Thu, 5 Nov 2026 06:07:08 +0000 mechanism ipv4:192.0.2.0/24");
        assertThat(field(RmxOutcome.NOT_IN_RMX, Verdicts.HOST).format()).endsWith(" mechanism none");
    }

    @ParameterizedTest
    @EnumSource
    void HDR_3_the_field_of_a_verdict_can_be_read_back(RmxOutcome outcome) {
        XRmxField field = field(outcome, Verdicts.HOST);

        assertThat(XRmxField.parse(field.format())).isEqualTo(field);
        assertThat(field.outcome()).isEqualTo(outcome);
    }

    @Test
    void a_client_without_brackets_may_be_IPv6() {
        XRmxField field =
                new XRmxField(RmxOutcome.NO_RMX, IpAddress.parse("2001:db8::1"), Verdicts.HOST, DATE, Optional.empty());

        assertThat(field.format()).contains("addr 2001:db8::1 by");
        assertThat(XRmxField.parse(field.format())).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Denied addr 192.0.2.1 by mx.example.net on Thu, 05 Nov 2026 08:07:08 +0200 mechanism mx:",
                " Denied\taddr  192.0.2.1\r\n by MX.Example.NET.\r\n\ton Thu, 5 Nov 2026 06:07:08 +0000 mechanism mx: ",
                "Denied addr 192.0.2.1 by mx.example.net on Thu, 5 Nov 2026 06:07:08 +0000 mechanism m\n x:",
            })
    void other_white_space_case_and_offset_are_accepted(String value) {
        assertThat(XRmxField.parse(value))
                .isEqualTo(new XRmxField(
                        RmxOutcome.DENIED, IpAddress.parse("192.0.2.1"), Verdicts.HOST, DATE, Optional.of("mx:")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Granted",
                "Granted addr 192.0.2.1 by mx.example.net on mechanism mx:",
                "Granted addr 192.0.2.1 by mx.example.net on Thu, 5 Nov 2026 06:07:08 +0000 mechanism",
                "Granted addr 192.0.2.1 by mx.example.net on Thu, 5 Nov 2026 06:07:08 +0000",
                "granted addr 192.0.2.1 by mx.example.net on Thu, 5 Nov 2026 06:07:08 +0000 mechanism mx:",
                "Granted addr [192.0.2.1] by mx.example.net on Thu, 5 Nov 2026 06:07:08 +0000 mechanism mx:",
                "Granted addr 192.0.2.1 by mx(x).example on Thu, 5 Nov 2026 06:07:08 +0000 mechanism mx:",
                "Granted addr 192.0.2.1 by mx.example.net on Fri, 5 Nov 2026 06:07:08 +0000 mechanism mx:",
                "Granted addr 192.0.2.1 by mx.example.net on Thu, 5 Nov 26 06:07:08 +0000 mechanism mx:",
                "Granted addr 192.0.2.1 by mx.example.net on yesterday mechanism mx:",
                "Granted addr 192.0.2.1 by mx.example.net on Thu, 5 Nov 2026 06:07:08 +0000 mechanism m\u00fcx:",
                "Granted adr 192.0.2.1 by mx.example.net on Thu, 5 Nov 2026 06:07:08 +0000 mechanism mx:",
                "Granted addr 192.0.2.1 from mx.example.net on Thu, 5 Nov 2026 06:07:08 +0000 mechanism mx:",
                "Granted addr 192.0.2.1 by mx.example.net at Thu, 5 Nov 2026 06:07:08 +0000 mechanism mx:",
            })
    void anything_else_is_refused(String value) {
        assertThatThrownBy(() -> XRmxField.parse(value)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "none", "a b", "a\r\nb", "m\u00fcx:"})
    void a_mechanism_is_one_printable_word(String mechanism) {
        assertThatThrownBy(() -> new XRmxField(
                        RmxOutcome.GRANTED, IpAddress.parse("192.0.2.1"), Verdicts.HOST, DATE, Optional.of(mechanism)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a mechanism is printable ASCII without spaces");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "a\\032b.example", "a\\010b.example"})
    void a_host_has_plain_labels(String host) {
        DomainName name = DomainName.parse(host);
        assertThatThrownBy(() -> field(RmxOutcome.GRANTED, name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a host has labels of [a-z0-9_-]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1899-12-31T23:59:59.999Z", "+10000-01-01T00:00:00Z"})
    void a_date_has_a_year_of_four_digits_from_1900(String date) {
        Instant far = Instant.parse(date);
        assertThatThrownBy(() -> XRmxField.of(CheckReport.of(Verdicts.of(RmxOutcome.GRANTED)), Verdicts.HOST, far))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1900 to 9999");
    }

    @Test
    void HDR_3_the_longest_mechanism_is_folded_below_998_and_read_back() {
        String name = ("\\255".repeat(63) + ".").repeat(3) + "\\255".repeat(61);
        String mechanism = "!domain:" + DomainName.parse(name);
        XRmxField field = new XRmxField(
                RmxOutcome.DENIED, IpAddress.parse("192.0.2.1"), Verdicts.HOST, DATE, Optional.of(mechanism));

        assertThat(mechanism).hasSizeGreaterThan(998);
        assertThat(field.toString().split("\r\n"))
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(998));
        assertThat(XRmxField.parse(field.format())).isEqualTo(field);
    }
}
