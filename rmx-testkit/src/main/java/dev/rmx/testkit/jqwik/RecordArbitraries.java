package dev.rmx.testkit.jqwik;

import dev.rmx.record.AplItem;
import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpFamily;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxEntryType;
import dev.rmx.record.RmxRecord;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** RMX entries and records, and APL records. Thread-safe. */
public final class RecordArbitraries {
    private static final Arbitrary<Boolean> NEGATED = Arbitraries.of(false, true);

    private RecordArbitraries() {}

    /**
     * Entries of all nine types, each equally often.
     *
     * @return any entry
     */
    public static Arbitrary<RmxEntry> entries() {
        List<Arbitrary<RmxEntry>> types = new ArrayList<>();
        for (RmxEntryType type : RmxEntryType.values()) {
            types.add(entries(type));
        }
        return Arbitraries.oneOf(types);
    }

    /**
     * Entries of one type.
     *
     * @param type the type
     * @return any entry of this type
     */
    public static Arbitrary<RmxEntry> entries(RmxEntryType type) {
        return switch (type) {
            case IPV4 ->
                Combinators.combine(NEGATED, AddressArbitraries.prefixes(IpFamily.IPV4))
                        .as(RmxEntry.Ipv4::new);
            case IPV6 ->
                Combinators.combine(NEGATED, AddressArbitraries.prefixes(IpFamily.IPV6))
                        .as(RmxEntry.Ipv6::new);
            case HOST -> Combinators.combine(NEGATED, NameArbitraries.names()).as(RmxEntry.Host::new);
            case APL -> Combinators.combine(NEGATED, NameArbitraries.names()).as(RmxEntry.Apl::new);
            case DOMAIN -> Combinators.combine(NEGATED, optionalNames()).as(RmxEntry.Domain::new);
            case UNUSED -> Arbitraries.just(new RmxEntry.Unused());
            case FULL -> Arbitraries.just(new RmxEntry.Full());
            case MAPPED -> Combinators.combine(NEGATED, optionalNames()).as(RmxEntry.Mapped::new);
            case MX -> NEGATED.map(RmxEntry.Mx::new);
        };
    }

    /**
     * Records of up to eight entries of any type.
     *
     * @return any such record; shrinks to fewer entries
     */
    public static Arbitrary<RmxRecord> records() {
        return records(entries());
    }

    /**
     * Records of up to eight of the given entries.
     *
     * @param entries the entries to choose from
     * @return records of these entries
     */
    public static Arbitrary<RmxRecord> records(Arbitrary<? extends RmxEntry> entries) {
        return entries.list().ofMaxSize(8).map(list -> new RmxRecord(List.copyOf(list)));
    }

    /**
     * Address prefix lists (RFC 3123) of up to five items.
     *
     * @return any such list
     */
    public static Arbitrary<AplRecord> aplRecords() {
        return Combinators.combine(NEGATED, AddressArbitraries.prefixes())
                .as(AplItem::new)
                .list()
                .ofMaxSize(5)
                .map(AplRecord::new);
    }

    private static Arbitrary<DomainName> optionalNames() {
        return Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.just(DomainName.ROOT)), Tuple.of(2, NameArbitraries.names()));
    }
}
