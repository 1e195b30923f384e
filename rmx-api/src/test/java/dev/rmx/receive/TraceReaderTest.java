package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxQuery;
import dev.rmx.receive.MessageOrigin.Client;
import dev.rmx.receive.MessageOrigin.NoClient;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpPrefix;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way from the top of a header section down to the client. {@link HopTest} has the forms of single fields. */
class TraceReaderTest {
    private static final TraceReader READER = TraceReader.trusting(List.of(IpPrefix.parse("192.0.2.0/28")));
    private static final String DATE = "; Thu, 26 Nov 2026 10:11:12 +0000";
    private static final String FROM_RELAY =
            "Received: from mx2.example.net (mx2.example.net [192.0.2.2]) by mx1.example.net with ESMTP id 1" + DATE;
    private static final String FROM_CLIENT =
            "Received: from mail.example.com (mail.example.com [198.51.100.7]) by mx2.example.net with ESMTP id 2"
                    + DATE;
    private static final String FORGED =
            "Received: from bank.example (bank.example [203.0.113.1]) by mail.example.com with ESMTP id 3" + DATE;

    private static MessageOrigin read(TraceReader reader, String... fields) {
        String message = String.join("\r\n", fields) + "\r\n\r\nReceived: body";
        return reader.read(HeaderSection.of(message.getBytes(StandardCharsets.UTF_8)));
    }

    private static Client client(TraceReader reader, String... fields) {
        assertThat(read(reader, fields)).isInstanceOf(Client.class);
        return (Client) read(reader, fields);
    }

    private static NoClient noClient(TraceReader reader, String... fields) {
        assertThat(read(reader, fields)).isInstanceOf(NoClient.class);
        return (NoClient) read(reader, fields);
    }

    @Test
    void RCVD_1_the_client_HELO_and_sender_are_found_with_their_fields() {
        Client client = client(
                READER,
                "From alice@example.com Thu Nov 26 10:11:12 2026",
                "Delivered-To: user@example.net",
                "Return-Path: <alice@example.com>",
                FROM_RELAY,
                FROM_CLIENT,
                FORGED,
                "Subject: test");
        assertThat(client.address()).hasToString("198.51.100.7");
        assertThat(client.helo()).contains("mail.example.com");
        assertThat(client.field()).isEqualTo(4);
        assertThat(client.sender().orElseThrow().field()).isEqualTo(2);
        assertThat(client.query())
                .contains(new RmxQuery(client.address(), DomainName.parseSubject("example.com"), Optional.of("alice"))
                        .withHelo("mail.example.com"));
    }

    @Test
    void RCVD_1_an_authenticated_hop_is_submitted_unless_its_client_is_a_trusted_relay() {
        assertThat(noClient(READER, FROM_RELAY, FROM_CLIENT.replace("ESMTP", "ESMTPSA")))
                .isEqualTo(new NoClient(
                        Unchecked.SUBMITTED,
                        "Received, field 2, says that the client authenticated itself",
                        OptionalInt.of(2)));
        assertThat(client(READER, FROM_RELAY.replace("ESMTP", "ESMTPA"), FROM_CLIENT)
                        .field())
                .isEqualTo(2);
    }

    @Test
    void RCVD_2_a_field_that_cannot_be_understood_ends_the_search() {
        assertThat(noClient(READER, FROM_RELAY, "Received: from a by b" + DATE, FROM_CLIENT))
                .isEqualTo(new NoClient(
                        Unchecked.UNKNOWN, "Received, field 2, names no client that can be read", OptionalInt.of(2)));
        assertThat(noClient(READER, "Received: by mx.example.net (Postfix) id 1" + DATE, FROM_CLIENT)
                        .reason())
                .contains("Postfix forwarded it, or hides it");
        assertThat(noClient(READER, FROM_RELAY).field()).isEmpty();
        assertThat(noClient(READER, "Subject: test").why()).isEqualTo(Unchecked.UNKNOWN);
    }

    @Test
    void RCVD_2_loopback_is_trusted_unless_told_otherwise() {
        String filter = "Received: from localhost (localhost [127.0.0.1]) by mx1.example.net with ESMTP id 4" + DATE;
        String filter6 = "Received: from localhost (localhost [IPv6:::1]) by mx1.example.net with ESMTP id 4" + DATE;
        assertThat(client(READER, filter, filter6, FROM_CLIENT).address()).hasToString("198.51.100.7");
        assertThat(client(READER.withoutLoopback(), filter, FROM_CLIENT).address())
                .hasToString("127.0.0.1");
        assertThat(client(TraceReader.trusting(List.of(IpPrefix.parse("::ffff:198.51.100.0/120"))), FROM_CLIENT, FORGED)
                        .address())
                .hasToString("203.0.113.1");
    }

    /** A relay that adds no field would let the sender's own field decide. */
    @Test
    void RCVD_2_each_field_has_one_of_the_names() {
        TraceReader named = READER.named("MX1.example.net", "mx2.example.net.");
        assertThat(client(named, FROM_RELAY, FROM_CLIENT).field()).isEqualTo(2);
        assertThat(noClient(named, FROM_RELAY, FORGED).reason())
                .isEqualTo("Received, field 2, is by \"mail.example.com\", which is none of the relays' names");
        assertThat(noClient(named, FROM_RELAY.replace("by mx1", "by mx3"), FROM_CLIENT)
                        .field())
                .hasValue(1);
        assertThat(noClient(named, FROM_RELAY, "Received: from bob by forged.example with local" + DATE)
                        .why())
                .isEqualTo(Unchecked.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(qmail 123 invoked from network)",
                "by 2002:a05:6402:1::2 with SMTP id x1",
                "from a (a [127.0.0.1]) by localhost with ESMTP id 1",
                "from a [198.51.100.1] by localhost with POP3 (fetchmail-6.4.37)",
                "from mx1.example.net ([192.0.2.9]) by mx1.example.net with LMTP id 1",
            })
    void RCVD_2_forms_without_a_host_of_the_receiver_need_no_name(String handOver) {
        TraceReader named = READER.named("mx1.example.net", "mx2.example.net");
        assertThat(client(named, "Received: " + handOver + DATE, FROM_CLIENT).field())
                .isEqualTo(2);
    }

    @Test
    void RCVD_3_local_ends_the_search_unless_it_is_passed() {
        String local = "Received: by mx1.example.net (Postfix, from userid 1000) id 5" + DATE;
        assertThat(noClient(READER, local, FROM_CLIENT).why()).isEqualTo(Unchecked.LOCAL);
        assertThat(client(READER.passingLocal(), local, FROM_CLIENT).field()).isEqualTo(2);
        // local goes before trusted
        assertThat(noClient(READER, FROM_RELAY.replace("ESMTP", "local"), FROM_CLIENT)
                        .why())
                .isEqualTo(Unchecked.LOCAL);
    }

    @Test
    void RCVD_5_the_senders_field_is_chosen_in_order() {
        String exim = "Received: from mail.example.com ([198.51.100.7]) by mx2.example.net with esmtp (Exim 4.96)"
                + " (envelope-from <exim@example.com>) id 1" + DATE;
        TraceReader reader = READER.senderField("X-Sender");
        assertThat(sender(reader, "Return-Path: <r@example.com>", "X-Sender: <top@example.com>", "x-sender: x", exim))
                .isEqualTo("top 2");
        assertThat(sender(reader, "Return-Path: <r@example.com>", exim, "X-Sender: <below@example.com>"))
                .isEqualTo("exim 2");
        assertThat(sender(
                        READER,
                        "Return-Path: <r@example.com>",
                        FROM_RELAY,
                        "X-Envelope-From: near@example.com",
                        FROM_CLIENT,
                        "Return-Path: <below@example.com>"))
                .isEqualTo("near 3");
        assertThat(client(READER, "Return-Path: <>", FROM_CLIENT)
                        .sender()
                        .orElseThrow()
                        .path()
                        .isNull())
                .isTrue();
        assertThat(client(READER, FROM_CLIENT, "Return-Path: <below@example.com>")
                        .query())
                .isEmpty();
        assertThat(client(READER, "Return-Path: <a@b> <c@example.com>", FROM_CLIENT)
                        .sender())
                .isEmpty();
    }

    private static String sender(TraceReader reader, String... fields) {
        MessageOrigin.Sender sender = client(reader, fields).sender().orElseThrow();
        return sender.path().localPart().orElseThrow() + " " + sender.field();
    }

    @Test
    void RCVD_6_the_first_line_of_DATA_that_continues_the_field_ends_the_search() {
        for (String line : List.of(
                "x",
                "(authenticated bits=0)",
                "(UTC) (UTC)",
                "[203.0.113.1]",
                "; x",
                "(envelope-from <a@bank.example>)")) {
            assertThat(noClient(READER, FROM_CLIENT, " " + line, "Return-Path: <a@bank.example>")
                            .why())
                    .as(line)
                    .isEqualTo(Unchecked.UNKNOWN);
        }
    }

    /** Ten million octets are read, and one field of them is not taken apart. */
    @Test
    void RCVD_1_a_header_section_of_any_length_is_read_once() {
        String[] many = new String[300_000];
        Arrays.fill(many, FROM_RELAY.replace(" id 1", ""));
        assertThat(noClient(READER, many).reason()).isEqualTo("Received, field 251, comes after 250 others");
        many[249] = FROM_CLIENT;
        assertThat(client(READER, many).field()).isEqualTo(250);
        assertThat(noClient(READER, "Received: from " + "(".repeat(10_000_000)).reason())
                .contains("longer than 65536");
    }
}
