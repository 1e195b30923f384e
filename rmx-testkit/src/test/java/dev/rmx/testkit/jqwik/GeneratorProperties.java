package dev.rmx.testkit.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxQuery;
import dev.rmx.RmxStep;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxEntryType;
import dev.rmx.record.RmxRecord;
import dev.rmx.resolver.RmxResolver;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.statistics.Statistics;

/** The generators give what they promise, and each kind of it often. */
@Domain(RmxDomain.class)
@Domain(DomainContext.Global.class)
class GeneratorProperties {
    @Property(tries = 10_000) // with a tenth, chance alone brings one of nine types below its share
    void each_entry_type_is_hit_often_and_negated_as_often_as_not(@ForAll RmxEntry entry) {
        Statistics.label("type").collect(entry.type());
        Statistics.label("type").coverage(coverage -> {
            for (RmxEntryType type : RmxEntryType.values()) {
                coverage.check(type).percentage(share -> share > 5);
            }
        });
        Statistics.label("negated").collect(entry.negated());
        Statistics.label("negated").coverage(coverage -> coverage.check(true).percentage(share -> share > 25));
    }

    @Property
    void each_outcome_is_hit_often(@ForAll RmxWorld world) {
        RmxStep step = new RmxVerifier().evaluate(world.query(), world.answers());

        String outcome = step instanceof RmxVerdict verdict ? verdict.outcome().toString() : "Needs";
        Statistics.collect(outcome);
        Statistics.coverage(coverage -> {
            for (String often : new String[] {"Granted", "Denied", "NotInRMX", "BadData", "TempFail", "Needs"}) {
                coverage.check(often).percentage(share -> share > 1);
            }
        });
        if (step instanceof RmxStep.Needs needs) {
            assertThat(world.questions()).containsAll(needs.questions());
        }
    }

    @Provide
    Arbitrary<Tuple.Tuple2<IpPrefix, IpAddress>> inside() {
        return AddressArbitraries.prefixes()
                .flatMap(prefix -> AddressArbitraries.inside(prefix).map(address -> Tuple.of(prefix, address)));
    }

    @Property
    void addresses_inside_a_prefix_are_inside(@ForAll("inside") Tuple.Tuple2<IpPrefix, IpAddress> drawn) {
        assertThat(drawn.get1().contains(drawn.get2())).isTrue();
    }

    @Property
    void edges_are_inside_and_neighbours_just_outside(@ForAll IpPrefix prefix) {
        assertThat(AddressArbitraries.edges(prefix)).hasSize(2).allMatch(prefix::contains);
        assertThat(AddressArbitraries.neighbours(prefix))
                .hasSizeBetween(prefix.length() == 0 ? 0 : 1, prefix.length() == 0 ? 0 : 2)
                .allMatch(address -> address.family() == prefix.family())
                .noneMatch(prefix::contains);
        Statistics.collect(prefix.family());
        Statistics.coverage(coverage -> {
            coverage.check(IpFamily.IPV4).percentage(share -> share > 30);
            coverage.check(IpFamily.IPV6).percentage(share -> share > 30);
        });
    }

    @Provide
    Arbitrary<Tuple.Tuple2<RmxRecord, RmxQuery>> aimed() {
        Arbitrary<RmxRecord> records = RecordArbitraries.records(Arbitraries.oneOf(
                List.of(RecordArbitraries.entries(RmxEntryType.IPV4), RecordArbitraries.entries(RmxEntryType.IPV6))));
        return records.filter(record -> !record.entries().isEmpty())
                .flatMap(record -> QueryArbitraries.aimedAt(record).map(query -> Tuple.of(record, query)));
    }

    @Property
    void queries_aimed_at_a_record_hit_it_and_miss_it(@ForAll("aimed") Tuple.Tuple2<RmxRecord, RmxQuery> drawn) {
        boolean hit = drawn.get1().entries().stream()
                .anyMatch(entry -> ((RmxEntry.Literal) entry)
                        .prefix()
                        .contains(drawn.get2().client()));
        Statistics.collect(hit);
        Statistics.coverage(coverage -> {
            coverage.check(true).percentage(share -> share > 25);
            coverage.check(false).percentage(share -> share > 10);
        });
    }

    @Provide
    Arbitrary<DomainName> domains() {
        return NameArbitraries.domains();
    }

    @Property
    void domains_can_be_subjects(@ForAll("domains") DomainName name) {
        assertThat(name.isUsableSubject()).isTrue();
    }

    @Provide
    Arbitrary<Tuple.Tuple3<DomainName, DomainName, DomainName>> relatives() {
        return NameArbitraries.domains()
                .flatMap(name -> NameArbitraries.below(name)
                        .flatMap(below ->
                                NameArbitraries.lookalikes(name).map(lookalike -> Tuple.of(name, below, lookalike))));
    }

    @Property
    void names_below_are_below_and_lookalikes_are_not(
            @ForAll("relatives") Tuple.Tuple3<DomainName, DomainName, DomainName> names) {
        assertThat(names.get2().isAtOrBelow(names.get1())).isTrue();
        assertThat(names.get3().isAtOrBelow(names.get1())).isFalse();
        assertThat(names.get3().toString()).endsWith(names.get1().toString());
    }

    @Provide
    Arbitrary<DomainName> longest() {
        return NameArbitraries.longest();
    }

    @Property
    void the_longest_names_reach_the_limits(@ForAll("longest") DomainName name) {
        assertThat(name.wireLength()).isBetween(249, 255);
        Statistics.collect(name.wireLength());
        Statistics.coverage(coverage -> coverage.check(255).percentage(share -> share > 5));
    }

    @Property(tries = 200)
    void a_falsified_sample_is_printed_as_java(@ForAll RmxRecord record) throws RmxFormatException {
        String java = report(record);
        assertThat(java).startsWith("RmxText.parse(\"").endsWith("\")");
        String text =
                java.substring("RmxText.parse(\"".length(), java.length() - 2).replace("\\\\", "\\");
        assertThat(RmxText.parse(text)).isEqualTo(record);
    }

    @Property
    void a_world_gives_the_same_as_answers_and_as_a_zone(@ForAll RmxWorld world) {
        Map<DnsQuestion, DnsAnswer> answers = world.answers();
        RmxResolver zone = world.zone().resolver();
        for (DnsQuestion question : world.questions()) {
            DnsAnswer inZone = zone.resolve(question).join();
            DnsAnswer answer = answers.get(question);
            if (answer instanceof DnsAnswer.Found found && found.data() instanceof DnsData.RmxRecords some) {
                RmxRecord all = RmxRecord.concatenate(some.records());
                boolean inTxt =
                        question.type() != RecordType.RMX_TXT || !all.entries().isEmpty();
                assertThat(inZone).isInstanceOf(inTxt ? DnsAnswer.Found.class : DnsAnswer.Absent.class);
                if (inZone instanceof DnsAnswer.Found there) {
                    assertThat(RmxRecord.concatenate(((DnsData.RmxRecords) there.data()).records()))
                            .isEqualTo(all);
                }
            } else if (answer instanceof DnsAnswer.Found found) {
                assertThat(elements(((DnsAnswer.Found) inZone).data())).isEqualTo(elements(found.data()));
            } else if (answer instanceof DnsAnswer.Absent) {
                assertThat(inZone).isInstanceOf(DnsAnswer.Absent.class);
            } else if (answer instanceof DnsAnswer.Malformed
                    && question.type().dataType() == DnsData.RmxRecords.class) {
                assertThat(inZone).isInstanceOf(DnsAnswer.Malformed.class);
            } else {
                assertThat(inZone).isInstanceOf(DnsAnswer.Failed.class);
            }
        }
    }

    /** The data of an answer without their order, which does not matter. */
    private static Set<Object> elements(DnsData data) {
        if (data instanceof DnsData.Addresses addresses) {
            return Set.copyOf(addresses.addresses());
        }
        if (data instanceof DnsData.Names names) {
            return Set.copyOf(names.names());
        }
        if (data instanceof DnsData.Exchanges exchanges) {
            return Set.copyOf(exchanges.exchanges());
        }
        return Set.copyOf(((DnsData.PrefixLists) data).lists());
    }

    static String report(Object value) {
        RmxDomain.AsJava format = new RmxDomain.AsJava();
        assertThat(format.appliesTo(value)).isTrue();
        return format.report(value).toString();
    }
}
