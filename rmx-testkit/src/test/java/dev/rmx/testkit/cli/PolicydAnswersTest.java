package dev.rmx.testkit.cli;

import static dev.rmx.PublishedForm.RMX;
import static dev.rmx.PublishedForm.RMX_TXT;
import static dev.rmx.PublishedForm.SPF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.receive.Disposition;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.receive.Unchecked;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.testkit.RmxZone;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code rmx policyd} answers, over a connection in memory. */
class PolicydAnswersTest {
    private static final RmxZone ZONE =
            RmxZone.parse("""
                    example.org.  IN RMX ipv4:192.0.2.1
                    spf.example.  IN TXT "v=spf1 ip4:192.0.2.1 -all"
                    down.example. IN RMX host:mail.down.example
                    helo.example. IN RMX ipv4:192.0.2.1
                    """).failing(DomainName.parse("mail.down.example"), Optional.empty());

    private final RmxChecker checker = RmxChecker.builder(ZONE.resolver())
            .forms(SPF, RMX, RMX_TXT)
            .withoutFailureMemory()
            .build();
    private final List<RmxQuery> checked = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private PolicydAnswers answers = answers(ReceiverPolicy.transitional());
    private boolean broken;

    private PolicydAnswers answers(ReceiverPolicy policy) {
        return new PolicydAnswers(
                this::check, policy, DomainName.parse("mx.example.net"), () -> Instant.EPOCH, log::add);
    }

    private CompletableFuture<RmxVerdict> check(RmxQuery query) {
        checked.add(query);
        if (broken) {
            throw new IllegalStateException("broken");
        }
        return checker.checkAsync(query);
    }

    @AfterEach
    void close() {
        checker.close();
    }

    /** The actions that answer these requests on one connection. */
    private List<String> ask(String... requests) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayInputStream in =
                new ByteArrayInputStream(String.join("", requests).getBytes(StandardCharsets.UTF_8));
        new PolicydConnection(in, out, () -> {}, answers::answer, log::add).run();
        String text = out.toString(StandardCharsets.UTF_8);
        List<String> actions = new ArrayList<>();
        for (String response : text.split("(?<=\n\n)", -1)) {
            if (!response.isEmpty()) {
                assertThat(response).matches("action=[ -~]+\n\n");
                actions.add(response.substring("action=".length(), response.length() - 2));
            }
        }
        return actions;
    }

    private static String request(String instance, String sender) {
        return PolicydClient.request(instance, "192.0.2.9", sender);
    }

    private static String with(String request, String name, String value) {
        return request.replaceFirst("(?m)^" + name + "=.*$", name + "=" + value);
    }

    @Test
    void HDR_5_a_message_is_checked_once_and_each_field_is_prepended_once() {
        String first = request("a", "joe@spf.example");

        List<String> actions = ask(first, first, first, with(first, "protocol_state", "DATA"));

        assertThat(actions).hasSize(4);
        assertThat(actions.get(0))
                .isEqualTo("PREPEND Authentication-Results: mx.example.net; spf=fail reason=\"spf.example refuses"
                        + " 192.0.2.9 by -all\" smtp.mailfrom=spf.example");
        assertThat(actions.get(1)).startsWith("PREPEND Received-SPF: fail (mx.example.net: spf.example refuses");
        assertThat(actions.subList(2, 4)).containsOnly("DUNNO");
        assertThat(checked).hasSize(1);
    }

    @Test
    void another_message_is_another_check_even_from_the_same_sender() {
        assertThat(ask(
                        request("a", "joe@example.org"),
                        request("b", "joe@example.org"),
                        request("a", "joe@spf.example"),
                        request("", "joe@example.org"),
                        request("", "joe@example.org")))
                .hasSize(5)
                .allMatch(action -> action.startsWith("PREPEND Authentication-Results: "));
        assertThat(checked).hasSize(5);
    }

    @Test
    void SMTP_4_a_refusal_answers_every_recipient() {
        answers = answers(ReceiverPolicy.enforcing());
        String first = request("a", "joe@spf.example");

        assertThat(ask(first, first))
                .containsExactly(
                        "550 5.7.23 message refused: spf.example refuses 192.0.2.9 by -all",
                        "550 5.7.23 message refused: spf.example refuses 192.0.2.9 by -all");
        assertThat(checked).hasSize(1);
        assertThat(ask(request("b", "joe@down.example")).get(0))
                .startsWith("451 4.4.3 cannot ask DNS now, try again later: mail.down.example A");
    }

    @Test
    void DISP_2_a_message_is_held_first_and_then_marked() {
        String first = request("a", "joe@down.example");

        List<String> actions = ask(first, first, first, first);

        assertThat(actions.get(0)).startsWith("HOLD mail.down.example A");
        assertThat(actions.get(1)).startsWith("PREPEND Authentication-Results: mx.example.net; x-rmx=temperror");
        assertThat(actions.get(2)).startsWith("PREPEND X-RMX: TempFail addr 192.0.2.9 by mx.example.net");
        assertThat(actions.get(3)).isEqualTo("DUNNO");
    }

    @Test
    void DISP_5_a_client_without_an_address_or_with_a_login_is_not_checked() {
        answers = answers(ReceiverPolicy.enforcing());
        String request = request("a", "joe@spf.example");

        assertThat(ask(with(request, "client_address", "unknown"), with(request, "client_address", "")))
                .containsOnly("451 4.7.1 message deferred: the address of the client is not known");
        assertThat(ask(with(request, "sasl_username", "joe"))).containsExactly("DUNNO");
        answers = answers(ReceiverPolicy.transitional().with(Unchecked.NO_ADDRESS, Disposition.QUARANTINE));
        assertThat(ask(with(request, "client_address", "unknown")))
                .containsExactly("HOLD the address of the client is not known");
        assertThat(checked).isEmpty();
    }

    @Test
    void ID_2_the_null_sender_is_checked_by_HELO() {
        String request = with(request("a", ""), "helo_name", "helo.example");

        assertThat(ask(with(request, "client_address", "192.0.2.1")).get(0))
                .contains("x-rmx=pass")
                .endsWith("smtp.helo=helo.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "HELO", "VRFY", "ETRN"})
    void before_MAIL_FROM_nothing_is_checked(String state) {
        answers = answers(ReceiverPolicy.enforcing());

        assertThat(ask(with(request("a", ""), "protocol_state", state))).containsExactly("DUNNO");
        assertThat(checked).isEmpty();
    }

    @Test
    void after_the_header_section_a_message_is_held_or_refused_but_gets_no_field() {
        String end = with(request("a", "joe@spf.example"), "protocol_state", "END-OF-MESSAGE");
        assertThat(ask(end)).containsExactly("DUNNO");
        assertThat(ask(with(end, "sender", "joe@down.example"))).allMatch(action -> action.startsWith("HOLD "));
        answers = answers(ReceiverPolicy.enforcing());
        assertThat(ask(end)).allMatch(action -> action.startsWith("550 5.7.23 "));
    }

    /** {@link #ask} demands that each response is one line of printable ASCII. */
    @ParameterizedTest
    @CsvSource({
        "'joe@spf.example', 'a=b\u0000\u00fc\r'",
        "'\"\u0001action=OK\u00fc@spf.example', 'x'",
        "'%s$1\\@spf.example', '\"\\'",
        "'', '\u0000'",
    })
    void HDR_6_no_text_of_a_client_breaks_a_response(String sender, String helo) {
        for (ReceiverPolicy policy : List.of(ReceiverPolicy.transitional(), ReceiverPolicy.enforcing())) {
            answers = answers(policy);
            String request = "request=smtpd_access_policy\nprotocol_state=RCPT\ninstance=a\nclient_address=192.0.2.9\n"
                    + "sender=" + sender + "\nhelo_name=" + helo + "\n\n";
            assertThat(ask(request, request, request, request)).hasSize(4);
        }
    }

    @Test
    void HDR_3_and_SMTP_3_no_line_is_too_long() {
        answers = answers(ReceiverPolicy.transitional());
        String domain = ("a".repeat(60) + ".").repeat(4) + "example";
        String request = with(request("a", "b".repeat(5000) + "@" + domain), "helo_name", "c".repeat(60_000));

        assertThat(ask(request, request, request)).hasSize(3).allMatch(action -> action.length() <= 1010);
        assertThat(checked).as("too long to remember").hasSize(3);
    }

    @Test
    void a_fault_of_our_own_defers_and_the_next_request_checks_again() {
        broken = true;
        assertThat(ask(request("a", "joe@example.org")))
                .containsExactly("451 4.3.0 cannot check the sender now, try again later");
        assertThat(log).singleElement().asString().contains("broken");

        broken = false;
        assertThat(ask(request("a", "joe@example.org"))).allMatch(action -> action.startsWith("PREPEND "));
    }

    @Test
    void a_connection_that_breaks_the_protocol_is_closed_after_the_answers_before() throws IOException {
        assertThat(ask(request("a", "joe@example.org"), "nonsense\n\n", request("b", "joe@example.org")))
                .hasSize(1);
        assertThat(log).containsExactly("closed a connection: a line is not name=value");
    }
}
