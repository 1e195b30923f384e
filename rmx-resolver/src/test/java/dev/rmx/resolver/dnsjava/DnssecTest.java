package dev.rmx.resolver.dnsjava;

import static dev.rmx.resolver.dnsjava.ScriptedServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** How an upstream's AD bit and extended errors count. Validation here is tested with real servers. */
class DnssecTest {
    private static final String ANCHOR = "example. IN DS 1 8 2 " + "00".repeat(32) + "\n";

    private static DnsAnswer ask(Dnssec mode, RecordType type, BiConsumer<Record, Message> script) {
        try (DnsjavaResolver resolver = DnsjavaResolver.builder()
                .transports(new ScriptedServer(script))
                .dnssec(mode)
                .build()) {
            return resolver.resolve(new DnsQuestion(DomainName.parse("a.example"), type))
                    .join();
        }
    }

    private static void signed(Message response) {
        response.getHeader().setFlag(Flags.AD);
    }

    private static boolean authenticated(DnsAnswer answer) {
        assertThat(answer).isInstanceOf(DnsAnswer.Known.class);
        return ((DnsAnswer.Known) answer).authenticated();
    }

    @Test
    void the_AD_bit_counts_only_where_it_is_trusted() {
        BiConsumer<Record, Message> script = (question, response) -> {
            answer(response, "a.example.", "A", "192.0.2.1");
            signed(response);
        };
        assertThat(authenticated(ask(Dnssec.trustAdOfAll(), RecordType.A, script)))
                .isTrue();
        assertThat(authenticated(ask(Dnssec.off(), RecordType.A, script))).isFalse();
        assertThat(authenticated(ask(Dnssec.trustAdOfLoopback(), RecordType.A, script)))
                .isFalse();
    }

    @Test
    void an_answer_without_the_AD_bit_is_not_authenticated() {
        assertThat(authenticated(ask(
                        Dnssec.trustAdOfAll(),
                        RecordType.A,
                        (question, response) -> answer(response, "a.example.", "A", "192.0.2.1"))))
                .isFalse();
    }

    @Test
    void absence_and_malformed_data_can_be_authenticated() {
        assertThat(authenticated(ask(Dnssec.trustAdOfAll(), RecordType.RMX, (question, response) -> signed(response))))
                .isTrue();
        DnsAnswer malformed = ask(Dnssec.trustAdOfAll(), RecordType.RMX_TXT, (question, response) -> {
            answer(response, "a.example.", "TXT", "\"ipv4:nonsense\"");
            signed(response);
        });
        assertThat(malformed).isInstanceOf(DnsAnswer.Malformed.class);
        assertThat(authenticated(malformed)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"true, true, true", "true, false, false", "false, true, false"})
    void an_answer_behind_an_alias_is_authenticated_if_both_responses_are(
            boolean aliasSigned, boolean targetSigned, boolean expected) {
        DnsAnswer answer = ask(Dnssec.trustAdOfAll(), RecordType.A, (question, response) -> {
            boolean alias = question.getName().toString().equals("a.example.");
            answer(
                    response,
                    alias ? "a.example." : "b.example.",
                    alias ? "CNAME" : "A",
                    alias ? "b.example." : "192.0.2.1");
            if (alias ? aliasSigned : targetSigned) {
                signed(response);
            }
        });

        assertThat(answer).isInstanceOf(DnsAnswer.Found.class);
        assertThat(authenticated(answer)).isEqualTo(expected);
    }

    @Test
    void LOOK_2_a_response_of_a_server_too_old_for_RMX_is_never_authenticated() {
        DnsAnswer answer = ask(Dnssec.trustAdOfAll(), RecordType.RMX, (question, response) -> {
            response.getHeader().setRcode(Rcode.NOTIMP);
            signed(response);
        });

        assertThat(answer).isInstanceOf(DnsAnswer.Absent.class);
        assertThat(authenticated(answer)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_AD_bit_is_requested_where_it_is_trusted(boolean trusted) {
        ScriptedServer server = new ScriptedServer((question, response) -> {});
        try (DnsjavaResolver resolver = DnsjavaResolver.builder()
                .transports(server)
                .dnssec(trusted ? Dnssec.trustAdOfAll() : Dnssec.off())
                .build()) {
            resolver.resolve(new DnsQuestion(DomainName.parse("a.example"), RecordType.A))
                    .join();
        }
        assertThat(server.adRequested).isEqualTo(trusted);
    }

    @ParameterizedTest
    @CsvSource({
        "SERVFAIL, 6,  BOGUS", // DNSSEC Bogus (RFC 8914 §4.7)
        "SERVFAIL, 7,  BOGUS", // Signature Expired
        "SERVFAIL, 22, SERVFAIL", // No Reachable Authority
        "REFUSED,  18, REFUSED",
        "NOTAUTH,  20, UNUSABLE_RESPONSE"
    })
    void LOOK_2_the_kind_of_an_error_follows_from_its_codes(String rcode, int error, DnsAnswer.Failed.Kind kind) {
        DnsAnswer answer = ask(Dnssec.off(), RecordType.A, (question, response) -> {
            response.getHeader().setRcode(Rcode.value(rcode));
            response.addRecord(
                    new OPTRecord(1232, 0, 0, 0, List.of(new ExtendedErrorCodeOption(error, "why"))),
                    Section.ADDITIONAL);
        });

        assertThat(answer).isInstanceOf(DnsAnswer.Failed.class);
        assertThat(((DnsAnswer.Failed) answer).kind()).isEqualTo(kind);
        assertThat(((DnsAnswer.Failed) answer).reason()).contains(rcode);
    }

    @Test
    void a_long_reason_of_a_server_is_cut() {
        DnsAnswer answer = ask(Dnssec.off(), RecordType.A, (question, response) -> {
            response.getHeader().setRcode(Rcode.SERVFAIL);
            response.addRecord(
                    new OPTRecord(1232, 0, 0, 0, List.of(new ExtendedErrorCodeOption(6, "why ".repeat(10_000)))),
                    Section.ADDITIONAL);
        });

        assertThat(((DnsAnswer.Failed) answer).reason()).contains("why").hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void nonsense_is_refused_at_once() {
        assertThatThrownBy(Dnssec::trustAd).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Dnssec.validate("")).hasMessageContaining("trust anchor");
        assertThatThrownBy(() -> Dnssec.validate(ANCHOR + "example. IN A 192.0.2.1"))
                .hasMessageContaining("DNSKEY");
        assertThatThrownBy(() -> Dnssec.validate(ANCHOR + "example. IN DS one"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(":2:");
        assertThatThrownBy(() -> Dnssec.validate("$INCLUDE /etc/passwd\n"))
                .isInstanceOf(IllegalArgumentException.class);
        DnsjavaResolverBuilder transports =
                DnsjavaResolver.builder().transports(ScriptedServer.hanging()).dnssec(Dnssec.validate(ANCHOR));
        assertThatThrownBy(transports::build).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void upstreams_are_trusted_by_their_address() throws Exception {
        InetAddress there = InetAddress.getByName("192.0.2.53");
        InetAddress loopback = InetAddress.getByName("127.0.0.5");
        assertThat(Dnssec.trustAd(there).trustsAdOf(Optional.of(there))).isTrue();
        assertThat(Dnssec.trustAd(there).trustsAdOf(Optional.of(loopback))).isFalse();
        assertThat(Dnssec.trustAdOfLoopback().trustsAdOf(Optional.of(loopback))).isTrue();
        assertThat(Dnssec.trustAdOfLoopback().trustsAdOf(Optional.of(there))).isFalse();
        assertThat(Dnssec.validate().trustsAdOf(Optional.of(loopback))).isFalse();
    }
}
