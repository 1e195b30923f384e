package dev.rmx.resolver.dnsjava;

import static dev.rmx.resolver.dnsjava.ScriptedServer.add;
import static dev.rmx.resolver.dnsjava.ScriptedServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;

class DnsjavaResolverTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String SOA = "ns.example. host.example. 1 3600 600 86400 60";

    @BeforeAll
    static void register() {
        RmxDnsRecord.register();
    }

    private static DnsAnswer ask(String name, RecordType type, Resolver... servers) {
        try (DnsjavaResolver resolver =
                DnsjavaResolver.builder().transports(servers).clock(() -> NOW).build()) {
            return resolver.resolve(new DnsQuestion(DomainName.parse(name), type))
                    .join();
        }
    }

    private static String reason(DnsAnswer answer) {
        assertThat(answer).isInstanceOf(DnsAnswer.Failed.class);
        return ((DnsAnswer.Failed) answer).reason();
    }

    @Test
    void LOOK_1_found_with_its_TTL() {
        DnsAnswer answer = ask(
                "example.org",
                RecordType.RMX,
                new ScriptedServer((question, response) -> answer(response, "example.org.", "RMX", "mx: unused:")));

        DnsAnswer.Found found = (DnsAnswer.Found) answer;
        assertThat(((DnsData.RmxRecords) found.data()).records()).hasToString("[mx: unused:]");
        assertThat(found.validUntil()).isEqualTo(NOW.plusSeconds(300));
        assertThat(found.authenticated()).isFalse();
    }

    @Test
    void LOOK_1_alias_is_followed_within_a_response() {
        ScriptedServer server = new ScriptedServer((question, response) -> {
            answer(response, "a.example.", "CNAME", "b.example.");
            answer(response, "b.example.", "A", "192.0.2.1");
        });

        assertThat(ask("a.example", RecordType.A, server)).isInstanceOf(DnsAnswer.Found.class);
        assertThat(server.asked).containsExactly("a.example. A");
    }

    @Test
    void LOOK_1_alias_into_a_zone_that_the_server_does_not_know_is_asked_again() {
        ScriptedServer server = new ScriptedServer((question, response) -> {
            if (question.getName().toString().equals("a.example.")) {
                answer(response, "a.example.", "CNAME", "b.example.");
            } else {
                answer(response, "b.example.", "A", "192.0.2.1");
            }
        });

        assertThat(ask("a.example", RecordType.A, server)).isInstanceOf(DnsAnswer.Found.class);
        assertThat(server.asked).containsExactly("a.example. A", "b.example. A");
    }

    @Test
    void LOOK_2_alias_whose_target_does_not_exist_is_absent() {
        ScriptedServer server = new ScriptedServer((question, response) -> {
            answer(response, "a.example.", "CNAME", "b.example.");
            response.getHeader().setRcode(Rcode.NXDOMAIN);
        });

        assertThat(ask("a.example", RecordType.A, server)).isInstanceOf(DnsAnswer.Absent.class);
    }

    @Test
    void LOOK_2_alias_loop_is_a_failure() {
        ScriptedServer server = new ScriptedServer((question, response) -> {
            answer(response, "a.example.", "CNAME", "b.example.");
            answer(response, "b.example.", "CNAME", "a.example.");
        });

        assertThat(reason(ask("a.example", RecordType.A, server))).contains("CNAME loop");
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17})
    void LOOK_2_sixteen_aliases_are_followed_and_seventeen_are_a_failure(int aliases) {
        ScriptedServer server = new ScriptedServer((question, response) -> {
            int number = Integer.parseInt(question.getName().getLabelString(0));
            if (number < aliases) {
                answer(response, number + ".example.", "CNAME", (number + 1) + ".example.");
            } else {
                answer(response, number + ".example.", "A", "192.0.2.1");
            }
        });

        DnsAnswer answer = ask("0.example", RecordType.A, server);

        if (aliases == 16) {
            assertThat(answer).isInstanceOf(DnsAnswer.Found.class);
        } else {
            assertThat(reason(answer)).contains("more than 16 aliases");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.NOERROR, Rcode.NXDOMAIN})
    void LOOK_2_negative_answers_are_absent_for_as_long_as_the_SOA_says(int rcode) {
        ScriptedServer server = new ScriptedServer((question, response) -> {
            response.getHeader().setRcode(rcode);
            add(response, Section.AUTHORITY, "example.", "SOA", SOA);
        });

        assertThat(ask("a.example", RecordType.A, server)).isEqualTo(new DnsAnswer.Absent(NOW.plusSeconds(60), false));
    }

    @ParameterizedTest
    @EnumSource(RecordType.class)
    void LOOK_2_NOTIMP_and_FORMERR_are_absent_for_RMX_only(RecordType type) {
        for (int rcode : new int[] {Rcode.NOTIMP, Rcode.FORMERR}) {
            assertThat(ask("a.example", type, ScriptedServer.saying(rcode)))
                    .isInstanceOf(type == RecordType.RMX ? DnsAnswer.Absent.class : DnsAnswer.Failed.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTAUTH, Rcode.YXDOMAIN})
    void LOOK_2_other_response_codes_are_failures(int rcode) {
        DnsAnswer answer = ask("a.example", RecordType.RMX, ScriptedServer.saying(rcode));

        assertThat(reason(answer)).contains(Rcode.string(rcode));
    }

    @Test
    void LOOK_2_referral_is_a_failure() {
        ScriptedServer server = new ScriptedServer(
                (question, response) -> add(response, Section.AUTHORITY, "example.", "NS", "ns.example."));

        assertThat(reason(ask("a.example", RecordType.A, server))).contains("referral");
    }

    @Test
    void LOOK_2_empty_response_without_authority_is_a_failure() {
        ScriptedServer server =
                new ScriptedServer((question, response) -> response.getHeader().unsetFlag(Flags.AA));

        assertThat(reason(ask("a.example", RecordType.A, server))).contains("does not know");
    }

    @Test
    void LOOK_2_answer_to_another_question_is_a_failure() {
        ScriptedServer server =
                new ScriptedServer((question, response) -> answer(response, "b.example.", "A", "192.0.2.1"));

        assertThat(reason(ask("a.example", RecordType.A, server))).contains("another question");
    }

    @Test
    void LOOK_2_unrequested_data_is_not_used() {
        ScriptedServer server = new ScriptedServer((question, response) -> {
            answer(response, "a.example.", "A", "192.0.2.1");
            answer(response, "b.example.", "A", "192.0.2.2");
            add(response, Section.ADDITIONAL, "a.example.", "A", "192.0.2.3");
        });

        DnsAnswer.Found found = (DnsAnswer.Found) ask("a.example", RecordType.A, server);

        assertThat(((DnsData.Addresses) found.data()).addresses()).hasToString("[192.0.2.1]");
    }

    @Test
    void LOOK_2_query_sent_back_is_a_failure() {
        ScriptedServer server =
                new ScriptedServer((question, response) -> response.getHeader().unsetFlag(Flags.QR));

        assertThat(reason(ask("a.example", RecordType.A, server))).contains("not a response");
    }

    @Test
    void LOOK_2_truncated_response_is_a_failure() {
        ScriptedServer server =
                new ScriptedServer((question, response) -> response.getHeader().setFlag(Flags.TC));

        assertThat(reason(ask("a.example", RecordType.A, server))).contains("truncated");
    }
}
