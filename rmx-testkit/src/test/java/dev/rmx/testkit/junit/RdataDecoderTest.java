package dev.rmx.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import dev.rmx.record.AplItem;
import dev.rmx.record.AplRecord;
import dev.rmx.record.IpPrefix;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RdataDecoderTest {
    @Test
    void ENT_apl_items_of_unknown_families_are_passed_over() {
        DnsData expected = new DnsData.PrefixLists(
                List.of(new AplRecord(List.of(new AplItem(true, IpPrefix.parse("192.0.2.0/24"))))));

        // family 3 with five octets, then !1:192.0.2.0/24
        assertThat(apl("0003 28 05 0102030405  0001 18 83 c00002"))
                .isEqualTo(new DnsAnswer.Found(expected, Instant.EPOCH, false));
    }

    @Test
    void octets_that_are_no_apl_are_refused() {
        for (String octets :
                List.of("00", "0001 18 03 c000", "0001 21 01 c0", "0001 18 05 c000020000", "0003 28 05 01")) {
            assertThatThrownBy(() -> apl(octets)).as(octets).isInstanceOf(RuntimeException.class);
        }
    }

    private static DnsAnswer apl(String octets) {
        byte[] rdata = HexFormat.of().parseHex(octets.replace(" ", ""));
        return RdataDecoder.decode(RecordType.APL, List.of(rdata), Instant.EPOCH);
    }
}
