package dev.rmx.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class RmxRecordProperties {
    @Provide
    static Arbitrary<RmxRecord> records() {
        return entries().list().ofMaxSize(4).map(RmxRecord::new);
    }

    @Provide
    static Arbitrary<RmxEntry> entries() {
        Arbitrary<Boolean> negated = Arbitraries.of(false, true);
        Arbitrary<DomainName> name =
                Arbitraries.of("a", "b", "aa", "b.a", "a.b", "\\200").map(DomainName::parse);
        Arbitrary<String> plain = Arbitraries.of("unused:", "full:", "mx:", "!mx:", "domain:", "!domain:", "mapped:");
        Arbitrary<RmxEntry> ipv4 = Arbitraries.of("0.0.0.0/0", "10.0.0.0/8", "192.0.0.0/8", "1.2.3.4", "192.0.2.0/23")
                .flatMap(prefix -> negated.map(not -> new RmxEntry.Ipv4(not, IpPrefix.parse(prefix))));
        Arbitrary<RmxEntry> ipv6 = Arbitraries.of("::/0", "::", "8000::/1", "2001:db8::/33", "1:2:3:4:5:6:7:8/77")
                .flatMap(prefix -> negated.map(not -> new RmxEntry.Ipv6(not, IpPrefix.parse(prefix))));
        Arbitrary<RmxEntry> named = name.flatMap(n -> negated.flatMap(not -> Arbitraries.of(
                new RmxEntry.Host(not, n),
                new RmxEntry.Apl(not, n),
                new RmxEntry.Domain(not, n),
                new RmxEntry.Mapped(not, n))));
        return Arbitraries.oneOf(ipv4, ipv6, named, plain.map(Records::entry));
    }

    @Property
    void REC_3_records_are_ordered_by_wire_form(@ForAll("records") RmxRecord one, @ForAll("records") RmxRecord two) {
        int expected = Arrays.compareUnsigned(wire(one), wire(two));
        assertThat(Integer.signum(one.compareTo(two))).isEqualTo(Integer.signum(expected));
        assertThat(one.compareTo(two) == 0).isEqualTo(one.equals(two));
    }

    @Property
    void REC_3_concatenation_does_not_depend_on_the_order_of_records(
            @ForAll @Size(max = 5) List<@From("records") RmxRecord> records, @ForAll Random random) {
        List<RmxRecord> shuffled = new ArrayList<>(records);
        Collections.shuffle(shuffled, random);
        assertThat(RmxRecord.concatenate(shuffled)).isEqualTo(RmxRecord.concatenate(records));
        shuffled.addAll(records);
        assertThat(RmxRecord.concatenate(shuffled)).isEqualTo(RmxRecord.concatenate(records));
    }

    @Property
    void REC_3_concatenation_keeps_every_distinct_record(
            @ForAll @Size(min = 1, max = 5) List<@From("records") RmxRecord> records) {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        records.stream()
                .distinct()
                .map(RmxRecordProperties::wire)
                .sorted(Arrays::compareUnsigned)
                .forEach(expected::writeBytes);
        assertThat(wire(RmxRecord.concatenate(records))).isEqualTo(expected.toByteArray());
    }

    @Property
    void TEXT_4_the_text_of_a_record_is_that_of_its_entries(@ForAll("records") RmxRecord record) {
        assertThat(Records.record(record.toString())).isEqualTo(record);
    }

    /** A second encoder, written from the rules WIRE. */
    private static byte[] wire(RmxRecord record) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (RmxEntry entry : record.entries()) {
            octets.write((entry.negated() ? 0x80 : 0) | entry.type().code());
            if (entry instanceof RmxEntry.Literal literal) {
                int length = literal.prefix().length();
                octets.write(length);
                octets.write(literal.prefix().address().octets(), 0, (length + 7) / 8);
            } else if (entry instanceof RmxEntry.Named named) {
                octets.writeBytes(named.name().toWire());
            }
        }
        return octets.toByteArray();
    }
}
