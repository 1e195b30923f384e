package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.receive.EnvelopeSender;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicydRequestTest {
    private static final String TYPE = "request=smtpd_access_policy\n";

    private static InputStream octets(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static PolicydRequest read(String text) throws IOException {
        return PolicydRequest.read(octets(text)).orElseThrow();
    }

    @Test
    void requests_follow_each_other_until_the_end() throws Exception {
        InputStream in = octets(PolicydClient.request("1", "192.0.2.1", "joe@example.org") + TYPE + "\n");

        assertThat(PolicydRequest.read(in))
                .contains(new PolicydRequest("RCPT", "1", "192.0.2.1", "mail.example.com", "joe@example.org", ""));
        assertThat(PolicydRequest.read(in)).contains(new PolicydRequest("", "", "", "", "", ""));
        assertThat(PolicydRequest.read(in)).isEmpty();
    }

    @Test
    void a_value_may_hold_anything_but_a_line_feed() throws Exception {
        assertThat(read(TYPE + "helo_name= a=b\u0000\t\u00fc\r\nhelo_name=second\n\n")
                        .helo())
                .isEqualTo(" a=b\u0000\t\u00fc\r");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "protocol_state=RCPT\n\n",
                "request=junk\n\n",
                "request = smtpd_access_policy\n\n",
                TYPE + "no equals sign\n\n",
                TYPE + "=value\n\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
            })
    void what_is_not_the_protocol_is_refused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void a_request_that_breaks_off_is_no_request() {
        assertThatThrownBy(() -> read(TYPE)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> read(TYPE + "sender=joe")).isInstanceOf(EOFException.class);
    }

    @Test
    void lines_and_requests_have_a_limit() throws Exception {
        String longest = "x=" + "a".repeat(PolicydRequest.LONGEST_LINE - 2) + "\n";
        assertThat(read(TYPE + longest + "\n").state()).isEmpty();
        assertThatThrownBy(() -> read(TYPE + "x" + longest + "\n"))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("a line is longer than 65536 octets");

        int most = PolicydRequest.LONGEST_REQUEST - TYPE.length() - 1;
        String lines = longest.repeat(most / longest.length()) + "x=" + "a".repeat(most % longest.length() - 3) + "\n";
        assertThat(lines).hasSize(most);
        assertThat(read(TYPE + lines + "\n").state()).isEmpty();
        assertThatThrownBy(() -> read(TYPE + lines + "x=\n\n"))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("a request is longer than 1048576 octets");
    }

    /** Postfix gives the local part without its quotes, so that a quote in it is part of the name. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', textBlock = """
            joe@example.org,        example.org, joe
            a"b@example.org,        example.org, a"b
            <@example.org,          example.org, <
            a@b@example.org,        example.org, a@b
            '\\@example.org',       example.org, '\\'
            @example.org,           example.org, ''
            jo\u00e9@b\u00fccher.example, xn--bcher-kva.example, jo\u00e9
            """)
    void ID_3_the_last_at_sign_ends_the_local_part(String sender, String domain, String local) throws Exception {
        EnvelopeSender parsed =
                read(TYPE + "sender=" + sender + "\nhelo_name=h\n\n").envelopeSender();

        assertThat(parsed.subject()).hasToString("Optional[" + domain + "]");
        assertThat(parsed.localPart()).contains(local);
        assertThat(parsed.helo()).contains("h");
        assertThat(parsed.isNull()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"joe", "joe@", "joe@[192.0.2.1]", "joe@a..b", "joe@exam\u0000ple.org", "joe@x\uFFFDy.example"})
    void ID_4_other_senders_have_no_subject(String sender) throws Exception {
        EnvelopeSender parsed = read(TYPE + "sender=" + sender + "\n\n").envelopeSender();

        assertThat(parsed.subject()).isEmpty();
        assertThat(parsed.localPart()).isEmpty();
        assertThat(parsed.isNull()).isFalse();
    }

    @Test
    void ID_2_an_empty_sender_is_the_null_sender() throws Exception {
        EnvelopeSender parsed =
                read(TYPE + "sender=\nhelo_name=mail.example.com\n\n").envelopeSender();

        assertThat(parsed).isEqualTo(EnvelopeSender.parse("<>").withHelo("mail.example.com"));
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, true", "2001:db8::1, true", "unknown, false", "'', false", "192.0.2, false"})
    void an_address_that_is_none_is_unknown(String client, boolean known) throws Exception {
        assertThat(read(TYPE + "client_address=" + client + "\n\n").address().isPresent())
                .isEqualTo(known);
    }
}
