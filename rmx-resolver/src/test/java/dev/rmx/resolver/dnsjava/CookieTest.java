package dev.rmx.resolver.dnsjava;

import static dev.rmx.resolver.dnsjava.RawServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;

/** DNS cookies (RFC 7873): who must send them, and what follows if one is missing or foreign. */
class CookieTest extends WithRawServer {
    private static Message withCookie(Message query, Message response) {
        List<EDNSOption> options = query.getOPT().getOptions(EDNSOption.Code.COOKIE);
        byte[] client = ((CookieOption) options.get(0)).getClientCookie();
        CookieOption cookie = new CookieOption(client, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        response.addRecord(new OPTRecord(1232, 0, 0, 0, cookie), Section.ADDITIONAL);
        return response;
    }

    @Test
    void LOOK_6_a_server_that_has_sent_a_cookie_must_send_it_again_or_is_asked_over_TCP() {
        AtomicInteger queries = new AtomicInteger();
        serve(query -> {
            boolean forged = queries.incrementAndGet() == 3;
            Message response = answer(query, forged ? "victim.example. RMX unused:" : GRANT);
            return List.of((forged ? response : withCookie(query, response)).toWire());
        });
        try (DnsjavaResolver resolver = resolver()) {
            for (int i = 0; i < 4; i++) {
                assertGranted(ask(resolver).join());
            }
        }
        assertThat(server.tcpQueries).hasSize(1);
        assertThat(((CookieOption) server.udpQueries
                                .get(1)
                                .getOPT()
                                .getOptions(EDNSOption.Code.COOKIE)
                                .get(0))
                        .getServerCookie())
                .isPresent();
        assertThat(((CookieOption) server.udpQueries
                                .get(3)
                                .getOPT()
                                .getOptions(EDNSOption.Code.COOKIE)
                                .get(0))
                        .getServerCookie())
                .as("forgotten")
                .isEmpty();
    }

    @Test
    void LOOK_5_a_datagram_with_a_foreign_cookie_is_no_response() {
        serve(query -> {
            Message forged = answer(query, "victim.example. RMX unused:");
            forged.addRecord(
                    new OPTRecord(1232, 0, 0, 0, new CookieOption(new byte[] {9, 9, 9, 9, 9, 9, 9, 9})),
                    Section.ADDITIONAL);
            return List.of(
                    forged.toWire(), withCookie(query, answer(query, GRANT)).toWire());
        });
        assertGranted(ask());
        assertThat(server.tcpQueries).isEmpty();
    }

    @Test
    void LOOK_6_BADCOOKIE_is_asked_again_with_the_new_cookie_and_then_over_TCP() {
        serve(query -> {
            Message refusal = withCookie(query, answer(query));
            byte[] octets = refusal.toWire();
            octets[3] = (byte) ((octets[3] & 0xf0) | (23 & 0xf));
            // the upper bits of the code are in the OPT record's TTL, which stands 15 octets and the cookie's before
            // the end
            octets[octets.length - (2 + 4 + 16) - 4] = 23 >> 4;
            return List.of(octets);
        });
        assertGranted(ask());
        assertThat(server.udpQueries).hasSize(2);
        assertThat(server.tcpQueries).hasSize(1);
    }
}
