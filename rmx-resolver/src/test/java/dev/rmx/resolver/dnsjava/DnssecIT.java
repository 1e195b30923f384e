package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxCheckerBuilder;
import dev.rmx.resolver.RmxCounters;
import dev.rmx.resolver.RmxListener;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which answers are authenticated: zones signed for the test on BIND, with Unbound as a validating resolver. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DnssecIT {
    private static final String CLIENT = "192.0.2.1";
    private static final Duration LONG = Duration.ofSeconds(20);
    /** A deadline for checks whose proof never comes: they fail, sooner or later. */
    private static final Duration SHORT = Duration.ofMillis(500);

    private static final Set<Tampering> DROPPING =
            EnumSet.of(Tampering.NODATA_WITH_KEYS_DROPPED, Tampering.NXDOMAIN_WITH_KEYS_DROPPED);

    /** Six labels below a wildcard. The name with {@code _rmx.} would be too long to ask for ([LOOK-4]). */
    private static final String DEEP = "a2345678901234567890123456789012345678901234567890123456789012."
            + "b2345678901234567890123456789012345678901234567890123456789012."
            + "c2345678901234567890123456789012345678901234567890123456789012."
            + "d234567890123456789012345678901234567890.ee.f.wild.nsec3.test";

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

    private RmxCheckerBuilder checker(Mode mode) {
        Dnssec validating = Dnssec.validate(zones.anchors.toString());
        return switch (mode) {
            case AD_OF_UNBOUND -> checker(unbound, Dnssec.trustAdOfLoopback());
            case VALIDATED_BEHIND_UNBOUND -> checker(unbound, validating);
            case VALIDATED_BEHIND_BIND -> checker(bind, validating);
        };
    }

    private static RmxCheckerBuilder checker(ServerProcess server, Dnssec dnssec) {
        return RmxChecker.builder(DnsjavaResolver.builder()
                .servers(server.address())
                .timeout(LONG)
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
        DEEP + ",                 Granted, true",
        "literal.nsec3.test,      Granted, true",
        "txt.nsec3.test,          Granted, true",
        "x.wild.nsec3.test,       Granted, true",
        "missing.nsec3.test,      NoRMX,   true",
        "mixed.signed.test,       Granted, false", // its host is in an unsigned zone
        "literal.secure.signed.test, Granted, true", // by the DS of the zone above
        "missing.secure.signed.test, NoRMX, true",
        "x.moved.signed.test,     Granted, true", // by a DNAME
        "guard.signed.test,       Denied,  true",
        "guard.nsec3.test,        Denied,  true",
        "ent.signed.test,         NoRMX,   true",
        "ent.nsec3.test,          NoRMX,   true",
        "y.wild.signed.test,      NoRMX,   true", // a name below it exists, so the wildcard does not match
        "y.wild.nsec3.test,       NoRMX,   true",
        "a.b.wild.nsec3.test,     Granted, true",
        "literal.optout.test,     Granted, true",
        "txt.optout.test,         Granted, true",
        "missing.optout.test,     NoRMX,   false", // in a span that can hold unsigned zones
        "literal.sub.optout.test, Granted, false",
        "missing.sub.optout.test, NoRMX,   false",
        "brief.signed.test,       Granted, true",
        "literal.sub.signed.test, Granted, false", // an unsigned delegation
        "missing.sub.signed.test, NoRMX,   false",
        "literal.island.sub.signed.test, Granted, true", // by a trust anchor below that
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

    /**
     * An authoritative server that knows only one end of an alias cannot prove the other, so validation needs a
     * recursive server.
     */
    @ParameterizedTest
    @CsvSource({
        "alias-over.signed.test, true", // to another signed zone
        "alias-out.signed.test,  false",
        "any.out.signed.test,    false" // by a wildcard
    })
    void RES_an_alias_is_authenticated_if_both_ends_are(String domain, boolean expected) {
        for (Mode mode : Mode.values()) {
            try (RmxChecker checker = checker(mode).build()) {
                RmxVerdict verdict = checker.check(CLIENT, "joe@" + domain);

                assertThat(verdict.outcome())
                        .as("%s: %s", mode, verdict)
                        .isEqualTo(mode == Mode.VALIDATED_BEHIND_BIND ? RmxOutcome.TEMP_FAIL : RmxOutcome.GRANTED);
                assertThat(verdict.authenticated())
                        .as("%s", mode)
                        .isEqualTo(expected && mode != Mode.VALIDATED_BEHIND_BIND);
            }
        }
    }

    /** What the cache knows of the unsigned parent zone must not apply to the zone with its own trust anchor. */
    @Test
    void RES_a_trust_anchor_below_a_cached_unsigned_zone_counts() {
        for (Mode mode : Mode.values()) {
            try (RmxChecker checker = checker(mode).build()) {
                checker.check(CLIENT, "joe@literal.sub.signed.test");

                assertThat(checker.check(CLIENT, "joe@literal.island.sub.signed.test")
                                .authenticated())
                        .as("%s", mode)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"literal.bogus.test", "txt.bogus.test", "literal.expired.test", "missing.expired.test"})
    void LOOK_2_bogus_is_a_failure(String domain) {
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
    void an_unnamed_upstream_is_not_trusted() throws Exception {
        Dnssec another = Dnssec.trustAd(InetAddress.getByName("192.0.2.53"));
        try (RmxChecker checker = checker(unbound, another).build()) {
            RmxVerdict verdict = checker.check(CLIENT, "joe@literal.signed.test");

            assertThat(verdict.outcome()).isEqualTo(RmxOutcome.GRANTED);
            assertThat(verdict.authenticated()).isFalse();
        }
    }

    /** An attacker on the path can make a domain's record fail, but cannot make it absent or replace it. */
    @ParameterizedTest
    @EnumSource(value = Tampering.class, mode = EnumSource.Mode.EXCLUDE, names = "RAISED_TTL")
    void LOOK_2_a_tampered_response_is_a_failure(Tampering tampering) throws Exception {
        List<String> domains = switch (tampering) {
            case ALIAS_BY_WILDCARD, ALIAS_BY_WILDCARD_THROUGHOUT -> List.of("literal.out.signed.test");
            case NXDOMAIN_OF_DEEP_WILDCARD -> List.of(DEEP);
            case NXDOMAIN_BY_NSEC3_WITH_NO_TIME -> List.of("literal.nsec3.test");
            case RMX_DENIED_BY_WILDCARD, RMX_DENIED_BY_WILDCARD_AS_NXDOMAIN ->
                List.of("literal.signed.test", "literal.nsec3.test", "x.wild.signed.test", "x.wild.nsec3.test");
            case TXT_DENIED_BY_WILDCARD, TXT_DENIED_BY_WILDCARD_AS_NXDOMAIN ->
                List.of("txt.signed.test", "txt.nsec3.test");
            case MX_DENIED_BY_WILDCARD, MX_DENIED_BY_WILDCARD_AS_NXDOMAIN -> List.of("mx.signed.test", "mx.nsec3.test");
            // "!host:mail…" matches; the entry after it passes everybody
            case A_DENIED_BY_WILDCARD, A_DENIED_BY_WILDCARD_AS_NXDOMAIN ->
                List.of("guard.signed.test", "guard.nsec3.test");
            case DS_DENIED_BY_WILDCARD -> List.of("literal.secure.signed.test");
            default -> List.of("literal.signed.test", "literal.secure.signed.test");
        };
        // the kind decides whether stale data may be used
        DnsAnswer.Failed.Kind kind = switch (tampering) {
            case NODATA_WITH_KEYS_FAILING, NXDOMAIN_WITH_KEYS_FAILING, TOO_OLD_WITHOUT_KEYS ->
                DnsAnswer.Failed.Kind.SERVFAIL;
            case NODATA_WITH_KEYS_DROPPED, NXDOMAIN_WITH_KEYS_DROPPED -> DnsAnswer.Failed.Kind.TIMEOUT;
            default -> DnsAnswer.Failed.Kind.BOGUS;
        };
        for (String domain : domains) {
            RmxCounters counters = new RmxCounters();
            for (RmxVerdict verdict : checkedThrough(tampering, domain, counters)) {
                assertThat(verdict.result())
                        .as("%s: %s", domain, verdict.reason())
                        .isEqualTo(RmxResult.TEMPERROR);
            }
            assertThat(counters.failures(kind))
                    .as("%s %s: %s", domain, kind, counters)
                    .isGreaterThanOrEqualTo(2);
        }
    }

    /** Servers without signatures, for a zone that owes none. */
    @ParameterizedTest
    @EnumSource(names = {"TOO_OLD_BY_NOTIMP", "TOO_OLD_BY_FORMERR", "EMPTY", "EMPTY_NXDOMAIN"})
    void LOOK_2_a_response_that_cannot_be_signed_is_accepted_for_an_unsigned_zone(Tampering tampering)
            throws Exception {
        for (String zone : List.of("unsigned.test", "sub.signed.test")) {
            for (RmxVerdict verdict : checkedThrough(tampering, "literal." + zone)) {
                assertThat(verdict.outcome())
                        .as("%s: %s", zone, verdict.reason())
                        .isEqualTo(RmxOutcome.NO_RMX);
                assertThat(verdict.authenticated()).isFalse();
            }
            for (RmxVerdict verdict : checkedThrough(tampering, "txt." + zone)) {
                assertThat(verdict.outcome())
                        .as("%s: %s", zone, verdict.reason())
                        .isEqualTo(RmxOutcome.GRANTED);
            }
        }
    }

    /** RFC 4035 §5.3.3: the signer sets the lifetime of the data. */
    @ParameterizedTest
    @CsvSource({
        "literal.signed.test,   PT300S",
        "brief.signed.test,     PT100S", // the alias
        "x.moved.signed.test,   PT100S", // the DNAME
        "missing.signed.test,   PT60S",
        "lasting.signed.test,   P1D", // its signature
        "literal.unsigned.test, P7D" // RFC 8767 §4
    })
    void RES_a_raised_TTL_does_not_count(String domain, Duration most) throws Exception {
        Instant start = Instant.now();
        for (RmxVerdict verdict : checkedThrough(Tampering.RAISED_TTL, domain)) {
            assertThat(verdict.validUntil().orElseThrow())
                    .isBetween(
                            start.plus(most).minusSeconds(120), start.plus(most).plusSeconds(20));
        }
    }

    /** Verdicts with validation here, through a tampering proxy in front of each server. */
    private List<RmxVerdict> checkedThrough(Tampering tampering, String domain) throws IOException {
        return checkedThrough(tampering, domain, new RmxCounters());
    }

    private List<RmxVerdict> checkedThrough(Tampering tampering, String domain, RmxListener listener)
            throws IOException {
        List<RmxVerdict> verdicts = new ArrayList<>();
        for (ServerProcess server : List.of(bind, unbound)) {
            try (TamperingProxy proxy = TamperingProxy.before(server.address(), tampering);
                    RmxChecker checker = RmxChecker.builder(DnsjavaResolver.builder()
                                    .servers(proxy.address())
                                    .timeout(DROPPING.contains(tampering) ? SHORT : LONG)
                                    .attempts(1)
                                    .dnssec(Dnssec.validate(zones.anchors.toString()))
                                    .build())
                            .listener(listener)
                            .build()) {
                verdicts.add(checker.check(CLIENT, "joe@" + domain));
            }
        }
        return verdicts;
    }
}
