package dev.rmx.testkit.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxWire;
import dev.rmx.record.AplItem;
import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Records are ordered by their wire forms, octet by octet, unsigned ([REC-3], [ENT-apl]). */
class OrderProperties {
    private static final int TRIES = 10_000;

    // so few choices that two records often begin alike or are equal
    private static final Arbitrary<Boolean> NEGATED = Arbitraries.of(false, true);
    private static final Arbitrary<RmxEntry> NARROW_ENTRIES = narrowEntries();

    private static Arbitrary<RmxEntry> narrowEntries() {
        List<Arbitrary<RmxEntry>> types = new ArrayList<>();
        types.add(Combinators.combine(NEGATED, prefixes(IpFamily.IPV4)).as(RmxEntry.Ipv4::new));
        types.add(Combinators.combine(NEGATED, prefixes(IpFamily.IPV6)).as(RmxEntry.Ipv6::new));
        types.add(Combinators.combine(NEGATED, names()).as(RmxEntry.Host::new));
        types.add(Combinators.combine(NEGATED, names()).as(RmxEntry.Apl::new));
        types.add(Combinators.combine(NEGATED, names()).as(RmxEntry.Domain::new));
        types.add(Combinators.combine(NEGATED, names()).as(RmxEntry.Mapped::new));
        types.add(NEGATED.map(RmxEntry.Mx::new));
        types.add(Arbitraries.of(new RmxEntry.Full(), new RmxEntry.Unused()));
        return Arbitraries.oneOf(types);
    }

    private static Arbitrary<IpPrefix> prefixes() {
        return Arbitraries.oneOf(List.of(prefixes(IpFamily.IPV4), prefixes(IpFamily.IPV6)));
    }

    /** Prefixes with one octet that differs: the first or the last of a half. */
    private static Arbitrary<IpPrefix> prefixes(IpFamily family) {
        int size = family.bits() / 8;
        Arbitrary<Integer> positions = Arbitraries.of(0, size / 2 - 1, size / 2, size - 1);
        Arbitrary<Integer> lengths = Arbitraries.of(0, 8, 9, family.bits() / 2 + 1, family.bits());
        return Combinators.combine(positions, edges(), lengths).as((position, edge, length) -> {
            byte[] address = new byte[size];
            address[position] = edge;
            return new IpPrefix(IpAddress.of(address), length);
        });
    }

    private static Arbitrary<DomainName> names() {
        return edges().list()
                .ofMinSize(1)
                .ofMaxSize(2)
                .list()
                .ofMinSize(1)
                .ofMaxSize(2)
                .map(labels -> {
                    ByteArrayOutputStream wire = new ByteArrayOutputStream();
                    for (List<Byte> label : labels) {
                        wire.write(label.size());
                        label.forEach(wire::write);
                    }
                    wire.write(0);
                    return DomainName.fromWire(wire.toByteArray());
                });
    }

    private static Arbitrary<Byte> edges() {
        return Arbitraries.of(
                (byte) 0, (byte) 1, (byte) '-', (byte) 'a', (byte) 'b', (byte) 0x7f, (byte) 0x80, (byte) 0xff);
    }

    @Provide
    Arbitrary<RmxRecord> narrow() {
        return NARROW_ENTRIES.list().ofMaxSize(3).map(RmxRecord::new);
    }

    @Provide
    Arbitrary<RmxRecord> wide() {
        return RecordArbitraries.records();
    }

    @Provide
    Arbitrary<AplRecord> aplRecords() {
        return Combinators.combine(NEGATED, prefixes())
                .as(AplItem::new)
                .list()
                .ofMaxSize(3)
                .map(AplRecord::new);
    }

    @Property(tries = TRIES)
    void REC_3_records_that_begin_alike_are_in_wire_order(
            @ForAll("narrow") RmxRecord one, @ForAll("narrow") RmxRecord other) throws RmxFormatException {
        assertWireOrder(one, other);
    }

    @Property(tries = TRIES / 10)
    void REC_3_any_records_are_in_wire_order(@ForAll("wide") RmxRecord one, @ForAll("wide") RmxRecord other)
            throws RmxFormatException {
        assertWireOrder(one, other);
        assertWireOrder(one, new RmxRecord(one.entries()));
    }

    @Property(tries = TRIES / 10)
    void REC_3_joining_sorts_by_wire_form_and_drops_duplicates(
            @ForAll("narrow") RmxRecord a, @ForAll("narrow") RmxRecord b, @ForAll("narrow") RmxRecord c)
            throws RmxFormatException {
        TreeMap<byte[], RmxRecord> byWire = new TreeMap<>(Arrays::compareUnsigned);
        for (RmxRecord record : List.of(a, b, c)) {
            byWire.put(RmxWire.encode(record), record);
        }
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        byWire.keySet().forEach(joined::writeBytes);

        assertThat(RmxWire.encode(RmxRecord.concatenate(List.of(a, b, c)))).isEqualTo(joined.toByteArray());
        assertThat(RmxRecord.concatenate(List.of(c, a, b, a, c))).isEqualTo(RmxRecord.concatenate(List.of(a, b, c)));
    }

    @Property(tries = TRIES)
    void ENT_apl_records_are_in_wire_order(@ForAll("aplRecords") AplRecord one, @ForAll("aplRecords") AplRecord other) {
        byte[] oneWire = rfc3123(one);
        byte[] otherWire = rfc3123(other);

        assertThat(Integer.signum(one.compareTo(other)))
                .isEqualTo(Integer.signum(Arrays.compareUnsigned(oneWire, otherWire)));
        assertThat(one.equals(other)).isEqualTo(Arrays.equals(oneWire, otherWire));
    }

    @Property(tries = TRIES)
    void ENT_apl_items_are_in_wire_order(@ForAll("aplRecords") AplRecord some) {
        List<AplItem> byWire = some.items().stream()
                .sorted((a, b) -> Arrays.compareUnsigned(rfc3123(a), rfc3123(b)))
                .toList();

        assertThat(some.items().stream().sorted().toList()).isEqualTo(byWire);
    }

    @Property(tries = TRIES / 10)
    void ENT_apl_joining_sorts_by_wire_form(
            @ForAll("aplRecords") AplRecord a, @ForAll("aplRecords") AplRecord b, @ForAll long seed) {
        List<AplRecord> records = Arrays.asList(a, b, new AplRecord(a.items()), new AplRecord(b.items()));
        List<AplItem> sorted = Stream.of(a, b)
                .distinct()
                .sorted((x, y) -> Arrays.compareUnsigned(rfc3123(x), rfc3123(y)))
                .flatMap(record -> record.items().stream())
                .toList();

        Collections.shuffle(records, new Random(seed));

        assertThat(AplRecord.concatenate(records).items()).isEqualTo(sorted);
    }

    private static void assertWireOrder(RmxRecord one, RmxRecord other) throws RmxFormatException {
        byte[] oneWire = RmxWire.encode(one);
        byte[] otherWire = RmxWire.encode(other);
        int order = Integer.signum(Arrays.compareUnsigned(oneWire, otherWire));

        assertThat(Integer.signum(one.compareTo(other))).isEqualTo(order);
        assertThat(Integer.signum(other.compareTo(one))).isEqualTo(-order);
        assertThat(one.equals(other)).isEqualTo(order == 0);
        if (order == 0) {
            assertThat(one).hasSameHashCodeAs(other);
        }
    }

    private static byte[] rfc3123(AplRecord record) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        record.items().forEach(item -> wire.writeBytes(rfc3123(item)));
        return wire.toByteArray();
    }

    /** RFC 3123 §4: family, prefix length, negation and length, and the address without its trailing zero octets. */
    private static byte[] rfc3123(AplItem item) {
        byte[] address = item.prefix().address().octets();
        int length = address.length;
        while (length > 0 && address[length - 1] == 0) {
            length--;
        }
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        wire.write(0);
        wire.write(item.prefix().family() == IpFamily.IPV4 ? 1 : 2);
        wire.write(item.prefix().length());
        wire.write((item.negated() ? 0x80 : 0) | length);
        wire.write(address, 0, length);
        return wire.toByteArray();
    }
}
