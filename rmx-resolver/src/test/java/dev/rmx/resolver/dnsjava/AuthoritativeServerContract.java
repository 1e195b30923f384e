package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import dev.rmx.resolver.HeldTimer;
import dev.rmx.resolver.RmxChecker;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole path of a check against real name servers, over UDP and TCP, with RMX as an unknown type and as TXT. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AuthoritativeServerContract {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final AuthoritativeServer kind;
    private ServerProcess server;
    private RmxChecker checker;

    AuthoritativeServerContract(AuthoritativeServer kind) {
        this.kind = kind;
    }

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        kind.program().requireInstalled();
        server = kind.start(directory, ServerZones.zones());
        checker = RmxChecker.builder(DnsjavaResolver.builder()
                        .servers(server.address())
                        .timeout(LONG)
                        .build())
                .build();
    }

    @AfterAll
    void stop() {
        if (checker != null) {
            checker.close();
            server.close();
        }
    }

    @ParameterizedTest(name = "{0} {1}: {2} {3}")
    @CsvSource({
        "ipv4,     192.0.2.5,      Granted,  ipv4:192.0.2.0/28",
        "ipv4,     192.0.2.99,     NotInRMX,",
        "not-ipv4, 192.0.2.5,      Denied,   !ipv4:192.0.2.5",
        "not-ipv4, 192.0.2.6,      Granted,  ipv4:192.0.2.0/28",
        "ipv6,     2001:db8::1,    Granted,  ipv6:2001:db8::/64",
        "ipv6,     2001:db8:1::1,  NotInRMX,",
        "host,     192.0.2.10,     Granted,  host:mail.hosts.test",
        "host,     2001:db8::10,   Granted,  host:mail.hosts.test",
        "host,     192.0.2.11,     NotInRMX,",
        "not-host, 192.0.2.10,     Denied,   !host:mail.hosts.test",
        "not-host, 192.0.2.11,     Granted,  ipv4:192.0.2.0/24",
        "apl,      192.0.2.40,     Granted,  apl:list.hosts.test",
        "apl,      2001:db8::9,    Granted,  apl:list.hosts.test",
        "apl,      192.0.2.33,     NotInRMX,",
        "domain,   192.0.2.20,     Granted,  domain:hosts.test",
        "domain,   192.0.2.21,     NotInRMX,",
        "domain,   192.0.2.22,     NotInRMX,",
        "unused,   192.0.2.5,      Denied,   unused:",
        "full,     192.0.2.40,     Granted,  ipv4:192.0.2.40",
        "full,     192.0.2.41,     NotInRMX,",
        "mapped,   192.0.2.30,     Granted,  mapped:clients.hosts.test",
        "mapped,   192.0.2.31,     NotInRMX,",
        "mx,       192.0.2.25,     Granted,  mx:",
        "mx,       192.0.2.26,     NotInRMX,",
        "large,    198.51.101.143, Granted,  ipv4:198.51.101.143",
        "large,    198.51.101.144, NotInRMX,",
        "parts,    198.51.101.143, Granted,  ipv4:198.51.101.143",
        "parts,    198.51.101.144, NotInRMX,"
    })
    void each_entry_type_granted_and_denied_in_both_encodings(
            String policy, String client, String outcome, String mechanism) {
        for (PublishedForm form : RmxVerifier.DEFAULT_FORMS) {
            String domain = policy + (form == PublishedForm.RMX ? ".rmx.test" : ".txt.test");

            RmxVerdict verdict = checker.check(client, "jane@" + domain);

            assertThat(verdict.outcome()).as("%s", verdict).hasToString(outcome);
            assertThat(verdict.mechanism().orElse(null)).isEqualTo(mechanism);
            assertThat(verdict.form()).contains(form);
            assertThat(verdict.validUntil()).isPresent();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "spf, 192.0.2.65,   Granted,  include:inner.spf.hosts.test",
        "spf, 192.0.2.25,   Granted,  mx:mx.rmx.test",
        "spf, 192.0.2.20,   Granted,  ptr:hosts.test",
        "spf, 192.0.2.30,   Denied,   -exists:%{i}.clients.hosts.test",
        "spf, 2001:db8::99, Granted,  redirect=last.spf.hosts.test",
        "spf, 192.0.2.99,   NoRMX,    redirect=last.spf.hosts.test",
        "dmp, 192.0.2.5,    Granted,  dmp:5.2.0.192.in-addr._smtp-client.dmp.hosts.test",
        "dmp, 192.0.2.6,    NotInRMX,"
    })
    void SPF_1_and_DMP_2_other_forms_are_checked(String policy, String client, String outcome, String mechanism) {
        try (RmxChecker other = RmxChecker.builder(DnsjavaResolver.builder()
                        .servers(server.address())
                        .timeout(LONG)
                        .build())
                .forms(PublishedForm.SPF, PublishedForm.DMP)
                .build()) {
            RmxVerdict verdict = other.check(client, "jane@" + policy + ".hosts.test");

            assertThat(verdict.outcome()).as("%s", verdict).hasToString(outcome);
            assertThat(verdict.mechanism().orElse(null)).isEqualTo(mechanism);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cname.rmx.test,   Granted", // [LOOK-1]
        "nodata.rmx.test,  NoRMX", // [LOOK-2]
        "missing.rmx.test, NoRMX",
        "spf.txt.test,     NoRMX", // [TXT-2]
        "empty.rmx.test,   NotInRMX", // [WIRE-1]
        "a.wild.rmx.test,  Granted",
        "bad.rmx.test,     BadData", // [WIRE-5]
        "bad.txt.test,     BadData" // [TEXT-5]
    })
    void LOOK_2_absent_malformed_and_aliased(String domain, String outcome) {
        assertThat(checker.check("192.0.2.5", "jane@" + domain).outcome()).hasToString(outcome);
    }

    @Test
    void LOOK_2_REFUSED_is_temperror() {
        RmxVerdict verdict = checker.check("192.0.2.5", "jane@not-served.example");

        assertThat(verdict.result()).isEqualTo(RmxResult.TEMPERROR);
        assertThat(verdict.failure().orElseThrow().kind()).isEqualTo(DnsAnswer.Failed.Kind.REFUSED);
    }

    @Test
    void LOOK_2_zone_that_is_not_loaded_is_temperror() {
        RmxVerdict verdict = checker.check("192.0.2.5", "jane@" + ServerZones.UNLOADABLE);

        assertThat(verdict.result()).isEqualTo(RmxResult.TEMPERROR);
    }

    @Test
    void WIRE_6_README_says_what_the_server_does_with_the_unknown_type() throws Exception {
        assertThat(Files.readString(Path.of("README.md")))
                .contains(UnknownTypeTable.head())
                .contains(UnknownTypeTable.row(kind, server.address()));
    }

    @Test
    void LOOK_3_stopped_server_is_temperror_by_the_deadline(@TempDir Path directory) throws Exception {
        ServerProcess off = kind.start(directory, ServerZones.zones());
        off.close();
        assertTempFail(off.address());
    }

    @Test
    void LIM_3_server_that_never_answers_is_temperror_at_the_deadline() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertTempFail((InetSocketAddress) silent.getLocalSocketAddress());
        }
    }

    private static void assertTempFail(InetSocketAddress server) {
        HeldTimer timer = new HeldTimer();
        try (RmxChecker asking = RmxChecker.builder(DnsjavaResolver.builder()
                        .servers(server)
                        .timeout(LONG)
                        .scheduler(timer)
                        .build())
                .scheduler(timer)
                .build()) {
            CompletableFuture<RmxVerdict> verdict =
                    asking.checkAsync(EnvelopeSender.parse("jane@ipv4.rmx.test").from(IpAddress.parse("192.0.2.5")));

            timer.pass(RmxChecker.DEFAULT_DEADLINE);

            assertThat(verdict.join().outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
            assertThat(verdict.join().retryAfter()).isPresent();
        }
    }
}
