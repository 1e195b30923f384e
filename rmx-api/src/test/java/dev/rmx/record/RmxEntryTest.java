package dev.rmx.record;

import static dev.rmx.record.Records.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RmxEntryTest {
    @ParameterizedTest
    @CsvSource({
        "1, ipv4,   true,  false",
        "2, ipv6,   true,  false",
        "3, host,   true,  true",
        "4, apl,    true,  true",
        "5, domain, true,  true",
        "6, unused, false, false",
        "7, full,   false, true",
        "8, mapped, true,  true",
        "9, mx,     true,  true",
    })
    void REC_2_the_nine_types(int code, String tag, boolean negatable, boolean needsDns) {
        RmxEntryType type = RmxEntryType.ofCode(code).orElseThrow();
        assertThat(RmxEntryType.ofTag(tag)).contains(type);
        assertThat(RmxEntryType.ofTag(tag.toUpperCase(Locale.ROOT))).contains(type);
        assertThat(type.code()).isEqualTo(code);
        assertThat(type.tag()).isEqualTo(tag);
        assertThat(type.isNegatable()).isEqualTo(negatable);
        assertThat(type.needsDns()).isEqualTo(needsDns);
    }

    @Test
    void REC_2_there_are_no_other_types() {
        for (int code : new int[] {Integer.MIN_VALUE, -1, 0, 10, 127, 255, Integer.MAX_VALUE}) {
            assertThat(RmxEntryType.ofCode(code)).isEmpty();
        }
        for (String tag : new String[] {"", "ip4", "ipv4:", " ipv4", "1", "m\u0131x", "ful\u212a"}) {
            assertThat(RmxEntryType.ofTag(tag)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ipv4:10.0.0.0/8",
                "!ipv4:1.2.3.4",
                "ipv6:fec0::/16",
                "!ipv6:::1",
                "host:relay.provider.de",
                "!host:a",
                "apl:relays.rackland.de",
                "!apl:a",
                "domain:",
                "domain:a.b",
                "!domain:",
                "unused:",
                "full:",
                "mapped:",
                "!mapped:a",
                "mx:",
                "!mx:"
            })
    void TEXT_4_entries_are_written_as_canonical_text(String text) {
        assertThat(entry(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "ipv4:10.1.2.3/8,          ipv4:10.0.0.0/8",
        "ipv4:10.1.2.3/32,         ipv4:10.1.2.3",
        "ipv6:2001:DB8:0:0::1/128, ipv6:2001:db8::1",
        "ipv6:::ffff:192.0.2.1,    ipv6:::ffff:c000:201",
        "host:Relay.Provider.DE.,  host:relay.provider.de",
        "'mapped:\\065*.b',        'mapped:a\\042.b'",
    })
    void TEXT_4_data_is_made_canonical(String text, String canonical) {
        assertThat(entry(text)).hasToString(canonical).isEqualTo(entry(canonical));
    }

    @Test
    void REC_2_an_entry_grants_unless_negated() {
        assertThat(entry("ipv4:1.2.3.4").grants()).isTrue();
        assertThat(entry("!ipv4:1.2.3.4").grants()).isFalse();
        assertThat(entry("full:").grants()).isTrue();
    }

    @Test
    void ENT_unused_denies_without_being_negated() {
        assertThat(entry("unused:").grants()).isFalse();
        assertThat(entry("unused:").negated()).isFalse();
    }

    @Test
    void TEXT_5_data_fits_the_type() {
        IpPrefix ipv4 = IpPrefix.parse("10.0.0.0/8");
        IpPrefix ipv6 = IpPrefix.parse("::/0");
        assertThatIllegalArgumentException().isThrownBy(() -> new RmxEntry.Ipv4(false, ipv6));
        assertThatIllegalArgumentException().isThrownBy(() -> new RmxEntry.Ipv6(false, ipv4));
    }

    @Test
    void TEXT_5_host_and_apl_have_a_name() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RmxEntry.Host(false, DomainName.ROOT));
        assertThatIllegalArgumentException().isThrownBy(() -> new RmxEntry.Apl(true, DomainName.ROOT));
    }
}
