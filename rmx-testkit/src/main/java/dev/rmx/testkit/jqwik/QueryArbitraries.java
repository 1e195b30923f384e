package dev.rmx.testkit.jqwik;

import dev.rmx.RmxQuery;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Queries, at random or aimed at a record. Thread-safe. */
public final class QueryArbitraries {
    private QueryArbitraries() {}

    /**
     * Queries from any client and sender.
     *
     * @return queries, most with a subject, some with a local part
     */
    public static Arbitrary<RmxQuery> queries() {
        return queries(AddressArbitraries.addresses());
    }

    /**
     * Queries from clients inside a record's prefixes or near them.
     *
     * @param record the record
     * @return queries with the clients of {@link #clients} and the senders of {@link #queries()}
     */
    public static Arbitrary<RmxQuery> aimedAt(RmxRecord record) {
        return queries(clients(record));
    }

    /**
     * Clients near the prefixes of a record: inside, at the edges, just outside, and anywhere.
     *
     * @param record the record; without prefixes, clients are anywhere
     * @return addresses of both families
     */
    public static Arbitrary<IpAddress> clients(RmxRecord record) {
        List<Arbitrary<IpAddress>> clients = new ArrayList<>();
        for (RmxEntry entry : record.entries()) {
            if (entry instanceof RmxEntry.Literal literal) {
                clients.add(clients(literal.prefix()));
            }
        }
        clients.add(AddressArbitraries.addresses());
        return Arbitraries.oneOf(clients);
    }

    private static Arbitrary<IpAddress> clients(IpPrefix prefix) {
        List<IpAddress> border = new ArrayList<>(AddressArbitraries.edges(prefix));
        border.addAll(AddressArbitraries.neighbours(prefix));
        return Arbitraries.oneOf(List.of(Arbitraries.of(border), AddressArbitraries.inside(prefix)));
    }

    /**
     * Local parts of senders, without quotes.
     *
     * @return ordinary ones, ones with odd dots, and ones of any characters
     */
    public static Arbitrary<String> localParts() {
        Arbitrary<String> plain = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("0123456789.-")
                .ofMinLength(1)
                .ofMaxLength(12);
        Arbitrary<String> dotted = Arbitraries.strings().withChars("aA.=_").ofMaxLength(8);
        return Arbitraries.oneOf(List.of(plain, dotted, Arbitraries.strings().ofMaxLength(8)));
    }

    private static Arbitrary<RmxQuery> queries(Arbitrary<IpAddress> clients) {
        return Combinators.combine(
                        clients,
                        NameArbitraries.domains().optional(0.9),
                        localParts().optional(0.8))
                .as((client, subject, localPart) ->
                        new RmxQuery(client, subject, subject.isPresent() ? localPart : Optional.empty()));
    }
}
