package dev.rmx.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Compares packed entries with their plain list, and the search with a loop. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class PackedEntriesProperties {
    /** Prefixes that differ in few bits, also at the ends of the address space, so that they nest, repeat and touch. */
    @Provide
    static Arbitrary<IpAddress> addresses() {
        Arbitrary<Byte> octet = Arbitraries.of((byte) 0, (byte) 1, (byte) 0x7f, (byte) 0x80, (byte) 0xfe, (byte) 0xff);
        Arbitrary<IpAddress> ipv4 = octet.array(byte[].class).ofSize(4).map(IpAddress::of);
        Arbitrary<IpAddress> ipv6 = octet.array(byte[].class).ofSize(16).map(IpAddress::of);
        return Arbitraries.oneOf(ipv4, ipv6);
    }

    @Provide
    static Arbitrary<RmxEntry> literals() {
        return Combinators.combine(
                        Arbitraries.of(false, true),
                        addresses(),
                        Arbitraries.integers().between(0, 128))
                .as((negated, address, number) -> {
                    IpPrefix prefix =
                            new IpPrefix(address, number % (address.family().bits() + 1));
                    return address.family() == IpFamily.IPV4
                            ? new RmxEntry.Ipv4(negated, prefix)
                            : new RmxEntry.Ipv6(negated, prefix);
                });
    }

    /** Short lists, which are scanned, and longer lists, which get an index. Most entries are literals. */
    @Provide
    static Arbitrary<List<RmxEntry>> entries() {
        return Arbitraries.frequencyOf(
                        Tuple.of(40, literals()),
                        Tuple.of(2, RmxRecordProperties.entries()),
                        Tuple.of(1, Arbitraries.just(new RmxEntry.Unused())))
                .list()
                .ofMaxSize(60);
    }

    private static int firstMatch(List<RmxEntry> entries, IpAddress client) {
        for (int i = 0; i < entries.size(); i++) {
            RmxEntry entry = entries.get(i);
            if (entry instanceof RmxEntry.Unused
                    || (entry instanceof RmxEntry.Literal literal
                            && literal.prefix().contains(client))) {
                return i;
            }
        }
        return entries.size();
    }

    @Property
    void REC_1_unpacked_entries_equal_the_originals(@ForAll("entries") List<RmxEntry> entries) {
        RmxRecord record = new RmxRecord(entries);
        assertThat(record.entries()).isEqualTo(entries).hasSameHashCodeAs(entries);
        assertThat(new RmxRecord(new ArrayList<>(record.entries())))
                .isEqualTo(record)
                .hasSameHashCodeAs(record);
    }

    @Property
    void EVAL_2_each_packed_entry_grants_like_the_original(@ForAll("entries") List<RmxEntry> entries) {
        RmxRecord record = new RmxRecord(entries);
        for (int i = 0; i < entries.size(); i++) {
            assertThat(((PackedEntries) record.entries()).grants(i))
                    .isEqualTo(entries.get(i).grants());
        }
    }

    /** Searches often enough that a long record gets its index. */
    @Property
    void EVAL_3_the_first_entry_that_matches_without_dns_is_found(
            @ForAll("entries") List<RmxEntry> entries, @ForAll List<@From("addresses") IpAddress> clients) {
        RmxRecord record = new RmxRecord(entries);
        FirstMatchIndex index = FirstMatchIndex.of(entries);
        for (IpAddress client : clients) {
            int expected = firstMatch(entries, client);
            assertThat(((PackedEntries) record.entries()).firstLiteralMatch(client))
                    .isEqualTo(expected);
            assertThat(index.firstMatch(client)).as("by the index").isEqualTo(expected);
        }
    }

    /** Searches the addresses at the edges of each prefix, where an index is most likely wrong. */
    @Property(tries = 200)
    void EVAL_3_the_edges_of_prefixes_are_sharp(@ForAll("entries") List<RmxEntry> entries) {
        FirstMatchIndex index = FirstMatchIndex.of(entries);
        for (RmxEntry entry : entries) {
            if (entry instanceof RmxEntry.Literal literal) {
                for (IpAddress edge : edges(literal.prefix())) {
                    assertThat(index.firstMatch(edge)).as(edge::toString).isEqualTo(firstMatch(entries, edge));
                }
            }
        }
    }

    /** The first and last address of a prefix, and the addresses before and after it. */
    private static List<IpAddress> edges(IpPrefix prefix) {
        byte[] first = prefix.address().octets();
        byte[] last = first.clone();
        for (int bit = prefix.length(); bit < 8 * last.length; bit++) {
            last[bit / 8] |= (byte) (0x80 >> (bit % 8));
        }
        return List.of(
                IpAddress.of(first), IpAddress.of(last), IpAddress.of(plus(first, -1)), IpAddress.of(plus(last, 1)));
    }

    /** Wraps around from the last address to the first. */
    private static byte[] plus(byte[] octets, int one) {
        byte[] sum = octets.clone();
        int i = sum.length - 1;
        do {
            sum[i] += (byte) one;
        } while (sum[i] == (byte) (one < 0 ? 0xff : 0) && i-- > 0);
        return sum;
    }

    @Property(tries = 200)
    void LIM_1_the_entries_that_need_dns_are_found_in_order(@ForAll("entries") List<RmxEntry> entries) {
        RmxRecord record = new RmxRecord(entries);
        for (int from = 0; from <= entries.size(); from++) {
            int expected = from;
            while (expected < entries.size() && !entries.get(expected).type().needsDns()) {
                expected++;
            }
            assertThat(((PackedEntries) record.entries()).nextThatNeedsDns(from))
                    .isEqualTo(expected);
        }
    }
}
