import org.jspecify.annotations.NullMarked;

/**
 * Tests for software that checks SPF, RMX or DMP: generators, zones, a misbehaving DNS server, contracts, conformance
 * vectors.
 *
 * <p>Where to begin:
 *
 * <ul>
 *   <li>To test a mail filter with JUnit 5: {@link dev.rmx.testkit.junit.RmxZoneSource}.
 *   <li>To answer from a zone in memory: {@link dev.rmx.testkit.RmxZone}; over a socket, and with faults: {@link
 *       dev.rmx.testkit.RmxDnsServer}.
 *   <li>To test with generated records and queries: {@link dev.rmx.testkit.jqwik.RmxDomain}.
 *   <li>To test a resolver or a store: the contracts in {@link dev.rmx.testkit.junit}.
 *   <li>To test another implementation of the rules: {@link dev.rmx.testkit.conformance.RmxConformance}.
 * </ul>
 */
@NullMarked
module dev.rmx.testkit {
    requires transitive dev.rmx.resolver;
    requires transitive org.dnsjava;
    requires static com.fasterxml.jackson.annotation; // these three are for the conformance vectors and replay
    requires static com.fasterxml.jackson.core;
    requires static com.fasterxml.jackson.databind;
    requires static info.picocli; // for the command
    requires static transitive org.jspecify;
    requires static transitive net.jqwik.api; // for users of dev.rmx.testkit.jqwik
    requires static transitive org.junit.jupiter.api; // for users of dev.rmx.testkit.junit

    exports dev.rmx.testkit;
    exports dev.rmx.testkit.conformance;
    exports dev.rmx.testkit.jqwik;
    exports dev.rmx.testkit.junit;
    exports dev.rmx.testkit.replay;

    opens dev.rmx.testkit.conformance to
            com.fasterxml.jackson.databind;
    opens dev.rmx.testkit.junit to
            org.junit.platform.commons;
    opens dev.rmx.testkit.cli to
            info.picocli;
}
