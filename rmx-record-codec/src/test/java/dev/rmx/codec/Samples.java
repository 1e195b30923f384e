package dev.rmx.codec;

import dev.rmx.record.AplItem;
import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxEntryType;
import dev.rmx.record.RmxRecord;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Draws records of all nine types: wide ones, and narrow ones that often share a beginning. */
final class Samples {
    private static final String COMMON = "abcxyz0189-_";
    private static final byte[] EDGES = {0, 1, '-', 'a', 'b', 0x7f, (byte) 0x80, (byte) 0xff};
    private static final int[] EDGE_LENGTHS = {0, 8, 9, 65, 128};

    private final Random random;
    private final boolean narrow;

    private Samples(Random random, boolean narrow) {
        this.random = random;
        this.narrow = narrow;
    }

    /** Any record: names of any octets up to 255, prefixes of every length. */
    static RmxRecord record(Random random) {
        Samples samples = new Samples(random, false);
        return new RmxRecord(samples.list(6, samples::entry));
    }

    /** A record from so small a choice that two of them often begin alike or are equal. */
    static RmxRecord narrowRecord(Random random) {
        Samples samples = new Samples(random, true);
        return new RmxRecord(samples.list(3, samples::entry));
    }

    /** An address prefix list from a small choice. */
    static AplRecord narrowAplRecord(Random random) {
        Samples samples = new Samples(random, true);
        return new AplRecord(samples.list(3, samples::aplItem));
    }

    private <T> List<T> list(int most, Supplier<T> element) {
        return Stream.generate(element).limit(random.nextInt(most + 1)).toList();
    }

    private RmxEntry entry() {
        boolean negated = random.nextBoolean();
        RmxEntryType[] types = RmxEntryType.values();
        return switch (types[random.nextInt(narrow && random.nextBoolean() ? 3 : types.length)]) {
            case IPV4 -> new RmxEntry.Ipv4(negated, prefix(IpFamily.IPV4));
            case IPV6 -> new RmxEntry.Ipv6(negated, prefix(IpFamily.IPV6));
            case HOST -> new RmxEntry.Host(negated, name(1));
            case APL -> new RmxEntry.Apl(negated, name(1));
            case DOMAIN -> new RmxEntry.Domain(negated, name(0));
            case UNUSED -> new RmxEntry.Unused();
            case FULL -> new RmxEntry.Full();
            case MAPPED -> new RmxEntry.Mapped(negated, name(0));
            case MX -> new RmxEntry.Mx(negated);
        };
    }

    private AplItem aplItem() {
        return new AplItem(random.nextBoolean(), prefix(random.nextBoolean() ? IpFamily.IPV4 : IpFamily.IPV6));
    }

    private IpPrefix prefix(IpFamily family) {
        byte[] address = new byte[family.bits() / 8];
        if (narrow) {
            // one octet says something: the first or last of a half
            address[new int[] {0, 7, 8, 15}[random.nextInt(4)] % address.length] = edge();
        } else {
            random.nextBytes(address);
        }
        for (int i = 0; i < address.length; i += 2) {
            if (random.nextInt(3) == 0) {
                // two at once, so that IPv6 has groups of zero
                address[i] = 0;
                address[i + 1] = 0;
            }
        }
        int length = narrow ? EDGE_LENGTHS[random.nextInt(EDGE_LENGTHS.length)] : random.nextInt(family.bits() + 1);
        return new IpPrefix(IpAddress.of(address), Math.min(length, family.bits()));
    }

    private DomainName name(int fewestLabels) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        int labels = fewestLabels + random.nextInt(narrow ? 2 : random.nextInt(20) == 0 ? 128 : 5);
        for (int i = 0; i < labels; i++) {
            int length = narrow ? 1 + random.nextInt(2) : 1 + random.nextInt(random.nextInt(8) == 0 ? 63 : 6);
            if (wire.size() + 1 + length < DomainName.MAX_OCTETS) {
                wire.write(length);
                for (int j = 0; j < length; j++) {
                    wire.write(octet());
                }
            }
        }
        wire.write(0);
        return DomainName.fromWire(wire.toByteArray());
    }

    private int octet() {
        if (narrow) {
            return edge();
        }
        return random.nextInt(6) == 0 ? random.nextInt(256) : COMMON.charAt(random.nextInt(COMMON.length()));
    }

    private byte edge() {
        return EDGES[random.nextInt(EDGES.length)];
    }
}
