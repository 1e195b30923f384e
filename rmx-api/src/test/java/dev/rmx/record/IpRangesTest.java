package dev.rmx.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IpRangesTest {
    private static IpRanges ranges(String... prefixes) {
        return IpRanges.of(Stream.of(prefixes).map(IpPrefix::parse).toList());
    }

    @Test
    void neighbours_become_one_range() {
        assertThat(ranges("192.0.2.0/25", "192.0.2.128/25", "192.0.3.0/24"))
                .hasToString("192.0.2.0/23")
                .isEqualTo(ranges("192.0.2.0/23"));
        assertThat(ranges("192.0.2.1", "192.0.2.2", "192.0.2.3")).hasToString("192.0.2.1-192.0.2.3");
    }

    @Test
    void the_families_stay_apart() {
        assertThat(ranges("255.255.255.255", "::")).hasToString("255.255.255.255, ::");
        assertThat(IpRanges.ALL).hasToString("0.0.0.0/0, ::/0");
        assertThat(IpRanges.ALL.count()).isEqualTo(BigInteger.TWO.pow(128).add(BigInteger.TWO.pow(32)));
        assertThat(IpRanges.ALL.minus(ranges("::/0"))).isEqualTo(ranges("0.0.0.0/0"));
    }

    @Test
    void a_hole_in_all_of_IPv6_takes_127_prefixes() {
        IpRanges holed = ranges("::/0").minus(ranges("::1"));

        assertThat(holed.prefixes()).hasSize(128).startsWith(IpPrefix.parse("::/128"), IpPrefix.parse("::2/127"));
        assertThat(holed.ranges()).hasSize(2);
    }

    @Test
    void edges_ascend() {
        IpAddress one = IpAddress.parse("192.0.2.1");
        IpAddress two = IpAddress.parse("192.0.2.2");
        assertThatThrownBy(() -> IpRanges.ofEdges(List.of(two, one)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("192.0.2.1 follows 192.0.2.2");
        assertThat(IpRanges.ofEdges(List.of(one, two, two, IpAddress.parse("192.0.2.3"))))
                .hasToString("192.0.2.1-192.0.2.2");
        assertThatThrownBy(() -> new IpRange(one, IpAddress.parse("192.0.2.0")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
