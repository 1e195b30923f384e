package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rmx.record.IpAddress;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxEntryType;
import dev.rmx.record.RmxRecord;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.testkit.RmxZone;
import dev.rmx.testkit.jqwik.QueryArbitraries;
import dev.rmx.testkit.jqwik.RecordArbitraries;
import dev.rmx.testkit.jqwik.RmxDomain;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.domains.Domain;

@Domain(RmxDomain.class)
class SpamFilterPropertiesTest {
    @Property(tries = 200)
    void nobody_sends_for_a_domain_that_sends_no_mail(@ForAll IpAddress client, @ForAll RmxRecord ignored) {
        assertEquals(SpamFilter.Action.JUNK, filter("unused: " + ignored, client));
    }

    @Provide
    Arbitrary<Tuple2<RmxRecord, IpAddress>> aimed() {
        return RecordArbitraries.records(RecordArbitraries.entries(RmxEntryType.IPV4))
                .flatMap(record -> QueryArbitraries.clients(record).map(client -> Tuple.of(record, client)));
    }

    @Property(tries = 200)
    void the_first_prefix_that_holds_the_client_decides(@ForAll("aimed") Tuple2<RmxRecord, IpAddress> drawn) {
        IpAddress client = drawn.get2().unmapped(); // an IPv4-mapped client is checked as IPv4
        boolean granted = drawn.get1().entries().stream()
                .filter(entry -> ((RmxEntry.Ipv4) entry).prefix().contains(client))
                .findFirst()
                .map(entry -> !entry.negated())
                .orElse(false);

        assertEquals(
                granted ? SpamFilter.Action.DELIVER : SpamFilter.Action.JUNK,
                filter(drawn.get1().toString(), drawn.get2()));
    }

    private static SpamFilter.Action filter(String record, IpAddress client) {
        RmxZone zone = RmxZone.parse("example.org. IN RMX " + (record.isEmpty() ? "\\# 0" : record));
        try (RmxChecker checker = RmxChecker.builder(zone.resolver()).build()) {
            return new SpamFilter(checker).filter(client.toString(), "joe@example.org");
        }
    }
}
