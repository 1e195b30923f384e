package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.record.DomainName;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForgedFieldsTest {
    private static final DomainName OTHER = DomainName.parse("mx.example.com");

    @Test
    void HDR_4_fields_that_claim_this_host_are_removable_and_those_of_others_are_not() {
        String own = XRmxField.of(Verdicts.of(RmxOutcome.GRANTED), Verdicts.HOST, Instant.EPOCH)
                .format();
        String results = AuthenticationResultsField.of(Verdicts.of(RmxOutcome.GRANTED), Verdicts.HOST)
                .format();

        assertThat(ForgedFields.claim("X-RMX", own, Verdicts.HOST)).isTrue();
        assertThat(ForgedFields.claim("x-rmx ", own, Verdicts.HOST)).isTrue();
        assertThat(ForgedFields.claim("X-RMX", own, OTHER)).isFalse();
        assertThat(ForgedFields.claim("authentication-RESULTS", results, Verdicts.HOST))
                .isTrue();
        assertThat(ForgedFields.claim("Authentication-Results", results, OTHER)).isFalse();
        assertThat(ForgedFields.claim("Subject", own, Verdicts.HOST)).isFalse();
        assertThat(ForgedFields.claim("X-RMX-Note", own, Verdicts.HOST)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx.example.net; spf=pass smtp.mailfrom=example.org",
                " (c) MX.Example.Net. ; none",
                "\"mx.example.net\" 1; dkim=pass header.d=example.org",
                "mx.example.net",
                "\uff4dx.example.net; spf=pass",
                "mx.example.com/mx.example.net; spf=pass",
                "mx.example.com; spf=pass (",
                "",
                "\u0000",
            })
    void HDR_4_whatever_could_be_read_as_this_host_is_removable(String value) {
        assertThat(ForgedFields.claim("Authentication-Results", value, Verdicts.HOST))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx.example.com; spf=pass smtp.mailfrom=example.org",
                "example.net; x-rmx=pass",
                "mx.example.com (mx.example.net); none",
                "m\u00fcx.example.net; arc=none",
            })
    void HDR_4_other_hosts_keep_their_fields(String value) {
        assertThat(ForgedFields.claim("Authentication-Results", value, Verdicts.HOST))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Granted", "Granted addr 192.0.2.1 by mx.example.net", "whatever"})
    void HDR_4_an_X_RMX_field_that_cannot_be_read_is_removable(String value) {
        assertThat(ForgedFields.claim("X-RMX", value, Verdicts.HOST)).isTrue();
    }
}
