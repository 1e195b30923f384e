package dev.rmx.testkit.jqwik;

import dev.rmx.RmxQuery;
import dev.rmx.codec.RmxText;
import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import dev.rmx.testkit.RmxZone;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.SampleReportingFormat;
import net.jqwik.api.domains.DomainContextBase;

/**
 * Provides the types of RMX as parameters of jqwik properties:
 *
 * <pre>{@code
 * @Domain(RmxDomain.class)
 * class MyProperties {
 *     @Property
 *     void text_reads_back(@ForAll RmxRecord record) throws RmxFormatException {
 *         assertEquals(record, RmxText.parse(RmxText.format(record)));
 *     }
 * }
 * }</pre>
 *
 * <p>The types are {@link IpAddress}, {@link IpPrefix}, {@link DomainName}, {@link RmxEntry}, {@link RmxRecord},
 * {@link AplRecord}, {@link RmxQuery}, {@link RmxWorld} and {@link RmxZone}. A failed property prints its values as
 * Java code to paste into a test.
 */
public final class RmxDomain extends DomainContextBase {
    /** For jqwik. */
    public RmxDomain() {}

    /**
     * Addresses.
     *
     * @return {@link AddressArbitraries#addresses()}
     */
    @Provide
    public Arbitrary<IpAddress> addresses() {
        return AddressArbitraries.addresses();
    }

    /**
     * Prefixes.
     *
     * @return {@link AddressArbitraries#prefixes()}
     */
    @Provide
    public Arbitrary<IpPrefix> prefixes() {
        return AddressArbitraries.prefixes();
    }

    /**
     * Names.
     *
     * @return {@link NameArbitraries#names}
     */
    @Provide
    public Arbitrary<DomainName> names() {
        return NameArbitraries.names();
    }

    /**
     * Entries.
     *
     * @return {@link RecordArbitraries#entries()}
     */
    @Provide
    public Arbitrary<RmxEntry> entries() {
        return RecordArbitraries.entries();
    }

    /**
     * Records.
     *
     * @return {@link RecordArbitraries#records()}
     */
    @Provide
    public Arbitrary<RmxRecord> records() {
        return RecordArbitraries.records();
    }

    /**
     * Address prefix lists.
     *
     * @return {@link RecordArbitraries#aplRecords}
     */
    @Provide
    public Arbitrary<AplRecord> aplRecords() {
        return RecordArbitraries.aplRecords();
    }

    /**
     * Queries.
     *
     * @return {@link QueryArbitraries#queries()}
     */
    @Provide
    public Arbitrary<RmxQuery> queries() {
        return QueryArbitraries.queries();
    }

    /**
     * Worlds in which a question can have any answer.
     *
     * @return {@link RmxWorld#worlds} with all entries and choices
     */
    @Provide
    public Arbitrary<RmxWorld> worlds() {
        return RmxWorld.worlds(RmxWorld.entries(), Arbitraries.of(RmxWorld.Choice.class));
    }

    /**
     * Zones.
     *
     * @return {@link RmxWorld#zone} of {@link #worlds}
     */
    @Provide
    public Arbitrary<RmxZone> zones() {
        return worlds().map(RmxWorld::zone);
    }

    /** Reports values as Java expressions. */
    public static final class AsJava implements SampleReportingFormat {
        /** For jqwik. */
        public AsJava() {}

        @Override
        public boolean appliesTo(Object value) {
            return value instanceof IpAddress
                    || value instanceof IpPrefix
                    || value instanceof DomainName
                    || value instanceof RmxEntry
                    || value instanceof RmxRecord
                    || value instanceof RmxQuery
                    || value instanceof RmxWorld;
        }

        @Override
        public Object report(Object value) {
            return SampleReportingFormat.plainLabel(java(value));
        }

        private static String java(Object value) {
            if (value instanceof RmxRecord record) {
                return "RmxText.parse(" + literal(RmxText.format(record)) + ")";
            }
            if (value instanceof RmxEntry entry) {
                return java(RmxRecord.of(entry)) + ".entries().get(0)";
            }
            if (value instanceof RmxQuery query) {
                return "new RmxQuery(" + java(query.client()) + ", "
                        + query.subject()
                                .map(name -> "Optional.of(" + java(name) + ")")
                                .orElse("Optional.empty()") + ", "
                        + query.localPart()
                                .map(part -> "Optional.of(" + literal(part) + ")")
                                .orElse("Optional.empty()")
                        + ")";
            }
            if (value instanceof RmxWorld world) {
                return "new RmxWorld(IpFamily." + world.family() + ", " + java(world.record()) + ", "
                        + java(world.full())
                        + ", List.of("
                        + String.join(
                                ", ", world.choices().stream().map(Enum::name).toList()) + "))";
            }
            return value.getClass().getSimpleName() + ".parse(" + literal(value.toString()) + ")";
        }

        private static String literal(String text) {
            StringBuilder literal = new StringBuilder("\"");
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '"' || c == '\\') {
                    literal.append('\\').append(c);
                } else if (c >= ' ' && c < 0x7f) {
                    literal.append(c);
                } else {
                    literal.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                }
            }
            return literal.append('"').toString();
        }
    }
}
