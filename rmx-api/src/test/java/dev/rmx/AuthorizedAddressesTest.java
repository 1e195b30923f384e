package dev.rmx;

import static dev.rmx.record.Records.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.record.RmxRecord;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizedAddressesTest {
    @ParameterizedTest
    @CsvSource({
        "'',                                                    0",
        "ipv4:192.0.2.1,                                        1",
        "ipv4:192.0.2.0/24,                                     256",
        "ipv4:0.0.0.0/0,                                        4294967296",
        "!ipv4:192.0.2.0/24,                                    0",
        "!ipv4:192.0.2.0/25 ipv4:192.0.2.0/24,                  128",
        "ipv4:192.0.2.0/24 !ipv4:192.0.2.0/25,                  256",
        "ipv4:192.0.2.0/24 ipv4:192.0.2.0/24,                   256",
        "ipv4:192.0.2.1 ipv4:192.0.2.0/24,                      256",
        "ipv4:192.0.2.1 !ipv4:192.0.2.0/25 ipv4:192.0.2.0/24,   129",
        "!ipv4:192.0.2.1 ipv4:192.0.2.0/30 !ipv4:192.0.0.0/16,  3",
        "ipv4:192.0.2.0/24 ipv4:192.0.3.0/24,                   512",
        "ipv4:10.0.0.1 !ipv4:10.0.0.0/30 ipv4:10.0.0.0/29 !ipv4:10.0.1.0, 5",
        "ipv4:10.0.0.0/8 unused: ipv4:192.0.2.0/24,             16777216",
        "unused: ipv4:0.0.0.0/0,                                0",
        "host:a.example mx: ipv4:192.0.2.0/31 full:,            2",
        "ipv4:192.0.2.1 ipv6:::1,                               2",
    })
    void RES_2_an_address_counts_once_if_its_first_prefix_grants(String record, BigInteger count) {
        assertThat(count(record(record), null)).isEqualTo(count);
    }

    @Test
    void RES_2_counts_all_addresses_of_both_families() {
        BigInteger all = BigInteger.TWO.pow(128).add(BigInteger.TWO.pow(32));
        assertThat(count(record("ipv4:0.0.0.0/0 ipv6:::/0"), null)).isEqualTo(all);
    }

    @Test
    void RES_2_a_full_record_counts_in_place_of_the_full_entry() {
        assertThat(count(record("full: !ipv4:192.0.2.0/24"), record("ipv4:192.0.2.0/30")))
                .isEqualTo(4);
        assertThat(count(record("!ipv4:192.0.2.0/24 full:"), record("ipv4:192.0.2.0/30")))
                .isZero();
        assertThat(count(record("full: ipv4:192.0.2.0/24"), record("unused:"))).isZero();
    }

    private static BigInteger count(RmxRecord record, @Nullable RmxRecord fullRecord) {
        RmxDecision full = fullRecord == null ? null : new RmxDecision(fullRecord, -1, null);
        return new RmxDecision(record, -1, full).authorizedAddresses();
    }
}
