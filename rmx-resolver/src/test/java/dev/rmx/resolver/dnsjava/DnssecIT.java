package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxCounters;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Zones signed for the test on BIND, and Unbound as a validating resolver in front of it: who authenticates what. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DnssecIT {
    private static final String CLIENT = "192.0.2.1";

    private SignedZones zones;
    private ServerProcess bind;
    private ServerProcess unbound;

    /** Ways to learn whether an answer is authenticated. */
    enum Mode {
        AD_OF_UNBOUND,
        VALIDATED_BEHIND_UNBOUND,
        VALIDATED_BEHIND_BIND
    }

    @BeforeAll
    void start(@TempDir Path authoritative, @TempDir Path validating, @TempDir Path signing) throws Exception {
        AuthoritativeServer.BIND.program().requireInstalled();
        SignedZones.SIGNER.requireInstalled();
        Unbound.PROGRAM.requireInstalled();
        zones = new SignedZones(signing);
        bind = AuthoritativeServer.BIND.start(authoritative, zones.zones);
        unbound = Unbound.start(
                validating, bind.address(), zones.anchors.toString(), zones.zones.keySet(), "signed.test");
    }

    @AfterAll
    void stop() {
        if (bind != null) {
            bind.close();
        }
        if (unbound != null) {
            unbound.close();
        }
    }

    private RmxChecker.Builder checker(Mode mode) {
        Dnssec validating = Dnssec.validate(zones.anchors.toString());
        return switch (mode) {
            case AD_OF_UNBOUND -> checker(unbound, Dnssec.trustAdOfLoopback());
            case VALIDATED_BEHIND_UNBOUND -> checker(unbound, validating);
            case VALIDATED_BEHIND_BIND -> checker(bind, validating);
        };
    }

    private static RmxChecker.Builder checker(ServerProcess server, Dnssec dnssec) {
        return RmxChecker.builder(DnsjavaResolver.builder()
                .servers(server.address())
                .timeout(Duration.ofSeconds(2))
                .dnssec(dnssec)
                .build());
    }

    @ParameterizedTest
    @CsvSource({
        "literal.signed.test,     Granted, true",
        "txt.signed.test,         Granted, true", // RMX is proven to be absent
        "alias.signed.test,       Granted, true",
        "x.wild.signed.test,      Granted, true",
        "mx.signed.test,          Granted, true",
        "nodata.signed.test,      NoRMX,   true",
        "missing.signed.test,     NoRMX,   true",
        "literal.nsec3.test,      Granted, true",
        "txt.nsec3.test,          Granted, true",
        "x.wild.nsec3.test,       Granted, true",
        "missing.nsec3.test,      NoRMX,   true",
        "mixed.signed.test,       Granted, false", // its host is in an unsigned zone
        "literal.sub.signed.test, Granted, false", // an unsigned delegation
        "literal.unsigned.test,   Granted, false",
        "missing.unsigned.test,   NoRMX,   false"
    })
    void RES_a_verdict_is_authenticated_if_every_answer_used_was(String domain, String outcome, boolean expected) {
        for (Mode mode : Mode.values()) {
            try (RmxChecker checker = checker(mode).build()) {
                RmxVerdict verdict = checker.check(CLIENT, "joe@" + domain);

                assertThat(verdict.outcome()).as("%s: %s", mode, verdict).hasToString(outcome);
                assertThat(verdict.authenticated()).as("%s", mode).isEqualTo(expected);
            }
        }
    }

    /** An authoritative server that knows one end of an alias only cannot prove the other: validation wants a recursive one. */
    @Test
    void RES_an_alias_into_an_unsigned_zone_is_not_authenticated() {
        for (Mode mode : Mode.values()) {
            try (RmxChecker checker = checker(mode).build()) {
                RmxVerdict verdict = checker.check(CLIENT, "joe@alias-out.signed.test");

                assertThat(verdict.outcome())
                        .as("%s: %s", mode, verdict)
                        .isEqualTo(mode == Mode.VALIDATED_BEHIND_BIND ? RmxOutcome.TEMP_FAIL : RmxOutcome.GRANTED);
                assertThat(verdict.authenticated()).as("%s", mode).isFalse();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"literal.bogus.test", "txt.bogus.test", "literal.expired.test", "missing.expired.test"})
    void LOOK_2_bogus_is_failed(String domain) {
        for (Mode mode : Mode.values()) {
            RmxCounters counters = new RmxCounters();
            try (RmxChecker checker = checker(mode).listener(counters).build()) {
                RmxVerdict verdict = checker.check(CLIENT, "joe@" + domain);

                assertThat(verdict.result()).as("%s: %s", mode, verdict).isEqualTo(RmxResult.TEMPERROR);
                assertThat(verdict.authenticated()).isFalse();
                assertThat(counters.failures(DnsAnswer.Failed.Kind.BOGUS))
                        .as("%s: %s", mode, verdict)
                        .isPositive();
            }
        }
    }

    @Test
    void off_authenticates_nothing_and_asks_for_nothing() {
        try (RmxChecker checker = checker(unbound, Dnssec.off()).build()) {
            RmxVerdict verdict = checker.check(CLIENT, "joe@literal.signed.test");

            assertThat(verdict.outcome()).isEqualTo(RmxOutcome.GRANTED);
            assertThat(verdict.authenticated()).isFalse();
        }
    }

    @Test
    void an_upstream_that_is_not_named_is_not_trusted() throws Exception {
        Dnssec another = Dnssec.trustAd(InetAddress.getByName("192.0.2.53"));
        try (RmxChecker checker = checker(unbound, another).build()) {
            RmxVerdict verdict = checker.check(CLIENT, "joe@literal.signed.test");

            assertThat(verdict.outcome()).isEqualTo(RmxOutcome.GRANTED);
            assertThat(verdict.authenticated()).isFalse();
        }
    }

    /** Whoever sits on the way would have a domain's record not be seen, by saying that the server is too old for it. */
    @ParameterizedTest
    @EnumSource(StrippingProxy.Code.class)
    void LOOK_2_too_old_for_RMX_is_believed_of_an_unsigned_zone_only(StrippingProxy.Code code) throws Exception {
        try (StrippingProxy proxy = StrippingProxy.before(bind.address(), code);
                RmxChecker checker = RmxChecker.builder(DnsjavaResolver.builder()
                                .servers(proxy.address())
                                .dnssec(Dnssec.validate(zones.anchors.toString()))
                                .build())
                        .build()) {
            assertThat(checker.check(CLIENT, "joe@literal.signed.test").outcome())
                    .isEqualTo(RmxOutcome.TEMP_FAIL);
            assertThat(checker.check(CLIENT, "joe@literal.unsigned.test").outcome())
                    .isEqualTo(RmxOutcome.NO_RMX);
            assertThat(checker.check(CLIENT, "joe@txt.unsigned.test").outcome()).isEqualTo(RmxOutcome.GRANTED);
        }
    }
}
