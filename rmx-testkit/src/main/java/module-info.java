import org.jspecify.annotations.NullMarked;

/**
 * Tests for software that checks SPF, RMX or DMP: generators, zones, a misbehaving DNS server, contracts, conformance
 * vectors.
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
