package dev.rmx.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class IpAddressProperties {
    /** Addresses of both families; the IPv6 addresses have many zeros. */
    @Provide
    static Arbitrary<IpAddress> addresses() {
        Arbitrary<Byte> octet = Arbitraries.oneOf(
                Arbitraries.just((byte) 0), Arbitraries.of((byte) 0xff, (byte) 0x80, (byte) 1), Arbitraries.bytes());
        return Arbitraries.oneOf(
                octet.array(byte[].class).ofSize(4).map(IpAddress::of),
                octet.array(byte[].class).ofSize(16).map(IpAddress::of));
    }

    /** Text that looks like an address or a prefix. */
    @Provide
    Arbitrary<String> nearlyLiteral() {
        Arbitrary<String> pieces = Arbitraries.of(
                ":", "::", ".", "/", "%", "0", "00", "1", "25", "255", "256", "a", "F", "ffff", "g", "-", " ", "8",
                "128", "32", "129", "\u0661", "\0");
        return Arbitraries.oneOf(
                pieces.list().ofMaxSize(17).map(list -> String.join("", list)),
                addresses().map(address -> address + "/"),
                Arbitraries.strings().all().ofMaxLength(12));
    }

    @Property
    void TEXT_4_parse_is_the_inverse_of_toString(@ForAll("addresses") IpAddress address) {
        assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
        assertThat(IpAddress.of(address.octets())).isEqualTo(address);
    }

    @Property
    void TEXT_2_parse_agrees_with_java(@ForAll("addresses") IpAddress address, @ForAll @IntRange(max = 3) int form)
            throws Exception {
        String text = switch (form) {
            case 0 -> address.toString();
            case 1 -> address.toString().toUpperCase(Locale.ROOT);
            case 2 -> InetAddress.getByAddress(address.octets()).getHostAddress();
            default -> withIpv4Tail(address);
        };
        assertThat(IpAddress.parse(text).toInetAddress()).isEqualTo(InetAddress.getByName(text));
    }

    private static String withIpv4Tail(IpAddress address) {
        if (address.family() == IpFamily.IPV4) {
            return "::" + address;
        }
        byte[] o = address.octets();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 12; i += 2) {
            text.append(Integer.toHexString((o[i] & 0xff) << 8 | (o[i + 1] & 0xff)))
                    .append(':');
        }
        return text.append(IpAddress.of(o[12], o[13], o[14], o[15])).toString();
    }

    /** RFC 5952 §4, checked on the text: no leading zeros, lower case, and "::" for the longest run of zeros. */
    @Property
    void TEXT_4_ipv6_text_is_as_short_as_it_can_be(@ForAll @Size(8) int[] groups) {
        byte[] octets = new byte[16];
        for (int i = 0; i < 8; i++) {
            octets[2 * i] = groups[i] % 2 == 0 ? 0 : (byte) (groups[i] >> 8);
            octets[2 * i + 1] = groups[i] % 2 == 0 ? 0 : (byte) groups[i];
        }
        String text = IpAddress.of(octets).toString();
        assertThat(text).matches("[0-9a-f:]+").doesNotContainPattern("(^|:)0[0-9a-f]");
        if (!text.contains("::")) {
            assertThat(text).doesNotContainPattern("(^|:)0:0(:|$)");
        } else {
            int shown = (int) text.chars().filter(c -> c == ':').count();
            int hidden = text.startsWith("::") || text.endsWith("::") ? 9 - shown : 8 - shown;
            assertThat(hidden).isGreaterThanOrEqualTo(2);
            assertThat(":" + text + ":").doesNotContain(":0".repeat(hidden + 1) + ":");
        }
    }

    @Property(tries = 10_000)
    void ID_6_any_text_is_an_address_or_refused(@ForAll("nearlyLiteral") String text) {
        try {
            IpAddress address = IpAddress.parse(text);
            assertThat(text).matches("[0-9a-fA-F.:]+");
            assertThat(address.toInetAddress()).isEqualTo(InetAddress.getByName(text));
        } catch (IllegalArgumentException | UnknownHostException e) {
            assertThat(e).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Property(tries = 10_000)
    void TEXT_2_any_text_is_a_prefix_or_refused(
            @ForAll("nearlyLiteral") String text, @ForAll @IntRange(max = 140) int length) {
        for (String candidate : new String[] {text, text + length}) {
            try {
                IpPrefix prefix = IpPrefix.parse(candidate);
                assertThat(IpPrefix.parse(prefix.toString())).isEqualTo(prefix);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Property(tries = 10_000)
    void TEXT_2_a_part_of_a_text_reads_as_if_it_stood_alone(
            @ForAll("nearlyLiteral") String before,
            @ForAll("nearlyLiteral") String text,
            @ForAll("nearlyLiteral") String after) {
        int end = before.length() + text.length();
        assertThat(read(() -> IpPrefix.parse(before + text + after, before.length(), end)))
                .isEqualTo(read(() -> IpPrefix.parse(text)));
    }

    /** The prefix that is read, or why it is refused. */
    private static Object read(Supplier<IpPrefix> prefix) {
        try {
            return prefix.get();
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Property
    void ENT_ip_a_prefix_holds_the_addresses_with_its_first_bits(
            @ForAll("addresses") IpAddress one,
            @ForAll("addresses") IpAddress two,
            @ForAll @IntRange(max = 128) int bits) {
        int length = Math.min(bits, one.family().bits());
        boolean agree = one.family() == two.family() && top(one, length).equals(top(two, length));
        assertThat(new IpPrefix(one, length).contains(two)).isEqualTo(agree);
        assertThat(new IpPrefix(one, length).contains(one)).isTrue();
    }

    @Property
    void TEXT_2_bits_beyond_the_length_are_cleared(
            @ForAll("addresses") IpAddress address, @ForAll @IntRange(max = 128) int bits) {
        int length = Math.min(bits, address.family().bits());
        int spare = address.family().bits() - length;
        IpPrefix prefix = new IpPrefix(address, length);
        assertThat(new BigInteger(1, prefix.address().octets()))
                .isEqualTo(top(address, length).shiftLeft(spare));
        assertThat(IpPrefix.parse(address + "/" + length)).isEqualTo(prefix);
        assertThat(IpPrefix.parse(prefix.toString())).isEqualTo(prefix);
    }

    private static BigInteger top(IpAddress address, int length) {
        return new BigInteger(1, address.octets()).shiftRight(address.family().bits() - length);
    }
}
