package dev.rmx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.record.IpAddress;
import dev.rmx.record.Records;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Compares the count with a check of each address, in the last 8 bits of one network per family. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class AuthorizedAddressesProperties {
    @Provide
    Arbitrary<RmxRecord> records() {
        Arbitrary<String> not = Arbitraries.of("", "!");
        Arbitrary<Integer> octet = Arbitraries.integers().between(0, 255);
        Arbitrary<Integer> bits = Arbitraries.integers().between(0, 8);
        Arbitrary<String> ipv4 = Combinators.combine(not, octet, bits)
                .as((negation, last, length) -> negation + "ipv4:10.0.0." + last + "/" + (24 + length));
        Arbitrary<String> ipv6 = Combinators.combine(not, octet, bits)
                .as((negation, last, length) ->
                        negation + "ipv6:2001:db8::" + Integer.toHexString(last) + "/" + (120 + length));
        Arbitrary<String> other = Arbitraries.of("host:a.example", "!mx:", "unused:", "full:");
        return Arbitraries.frequencyOf(Tuple.of(12, ipv4), Tuple.of(6, ipv6), Tuple.of(1, other))
                .list()
                .ofMaxSize(12)
                .map(entries -> Records.record(String.join(" ", entries)));
    }

    @Property
    void RES_2_counts_the_addresses_that_pass(@ForAll("records") RmxRecord record) {
        int count = 0;
        for (int last = 0; last < 256; last++) {
            count += passes(record, IpAddress.parse("10.0.0." + last)) ? 1 : 0;
            count += passes(record, IpAddress.parse("2001:db8::" + Integer.toHexString(last))) ? 1 : 0;
        }
        assertThat(count(record, null)).isEqualTo(count);
    }

    @Property
    void RES_2_a_full_record_counts_as_if_its_entries_replaced_full(
            @ForAll("records") RmxRecord record, @ForAll("records") RmxRecord full) {
        List<RmxEntry> inPlace = record.entries().stream()
                .flatMap(entry -> entry instanceof RmxEntry.Full
                        ? full.entries().stream().filter(inner -> !(inner instanceof RmxEntry.Full))
                        : Stream.of(entry))
                .toList();
        assertThat(count(record, full)).isEqualTo(count(new RmxRecord(inPlace), null));
    }

    private static boolean passes(RmxRecord record, IpAddress client) {
        for (RmxEntry entry : record.entries()) {
            if (entry instanceof RmxEntry.Unused) {
                return false;
            }
            if (entry instanceof RmxEntry.Literal literal && literal.prefix().contains(client)) {
                return entry.grants();
            }
        }
        return false;
    }

    private static BigInteger count(RmxRecord record, @Nullable RmxRecord fullRecord) {
        RmxDecision full = fullRecord == null ? null : new RmxDecision(fullRecord, -1, null);
        return new RmxDecision(record, -1, full).authorizedAddresses();
    }
}
