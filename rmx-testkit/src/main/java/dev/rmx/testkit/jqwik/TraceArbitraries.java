package dev.rmx.testkit.jqwik;

import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.testkit.jqwik.ReceivedForm.Session;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Trace information of messages: {@code Received} fields in the forms of some 26 servers, for programs that look for
 * the client behind trusted relays ([RCVD-1] to [RCVD-6]). Thread-safe.
 */
public final class TraceArbitraries {
    /** The relays that a receiver of these messages trusts, besides 127.0.0.0/8 and ::1. */
    public static final List<IpPrefix> RELAYS =
            List.of(IpPrefix.parse("192.0.2.0/28"), IpPrefix.parse("2001:db8:5::/64"));

    /** The address that forged fields and names have. */
    public static final IpAddress FORGED = IpAddress.parse("203.0.113.66");

    private static final List<String> OWN_NAMES = List.of("mx1.example.net", "mx2.example.net");
    /** What a forger puts into what it may choose. */
    private static final Arbitrary<String> PIECES = Arbitraries.of(
            "[203.0.113.66]",
            "203.0.113.66",
            "[127.0.0.1]",
            "(x [203.0.113.66])",
            "(203.0.113.66)",
            "(HELO x)",
            "(helo=x)",
            "helo=x",
            "(authenticated bits=0)",
            "(authenticated",
            "(AUTH: LOGIN x)",
            "(account x [203.0.113.66] verified)",
            "(Client CN \"",
            "(envelope-from <v@bank.example>)",
            "by mx1.example.net with ESMTPSA",
            "by mx1.example.net (Exim 4.96)",
            "with LMTP",
            "with local",
            "id 1",
            "for <u@example.net>",
            "envelope-from <v@bank.example>",
            "via tcp",
            "; Thu, 26 Nov 2026 10:11:12 +0000",
            "from",
            "by",
            "with",
            ";",
            "(",
            ")",
            "((",
            "))",
            "[",
            "]",
            "<",
            ">",
            "\"",
            "\\",
            "@",
            " ",
            "x");

    private TraceArbitraries() {}

    /**
     * A header section and where its message came from.
     *
     * @param own the fields of the receiver and its relays, each with CRLF
     * @param below the fields of the sender, each with CRLF
     * @param client the client that gave the message to the outermost relay
     * @param helo its HELO name
     * @param submitted whether the outermost relay says that the client authenticated itself
     */
    public record Trace(String own, String below, IpAddress client, String helo, boolean submitted) {
        /**
         * The header section.
         *
         * @return all fields
         */
        public String headerSection() {
            return own + below;
        }
    }

    /**
     * Messages whose sender chose ordinary names. The fields below the boundary are forged.
     *
     * @return traces of 1 to 5 own hops
     */
    public static Arbitrary<Trace> traces() {
        return traces(Arbitraries.of("a.example", "mail.example.com", "h-1.example"), Arbitraries.just(""));
    }

    /**
     * Messages whose sender forges inside the field of the outermost relay too: by its HELO name, reverse name, ident,
     * login, certificate, sender, recipient, and a first line of the message that continues the field.
     *
     * @return traces; a reader may find the client or must say that it is unknown
     */
    public static Arbitrary<Trace> forgedTraces() {
        Arbitrary<String> forged = PIECES.list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .flatMap(pieces -> Arbitraries.of(" ", "").map(between -> String.join(between, pieces)));
        Arbitrary<String> name =
                Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just("a.example")), Tuple.of(1, forged));
        Arbitrary<String> line = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just("")), Tuple.of(1, forged.map(text -> "\r\n " + text)));
        return traces(name, line);
    }

    private static Arbitrary<Trace> traces(Arbitrary<String> names, Arbitrary<String> firstLines) {
        return Combinators.combine(
                        passed().list().ofMaxSize(4),
                        Arbitraries.of(ReceivedForm.class),
                        sessions(names, clients()),
                        Arbitraries.of(OWN_NAMES),
                        firstLines,
                        below().list().ofMaxSize(3))
                .as((passed, form, session, by, line, below) -> new Trace(
                        String.join("", passed) + field(form.write(by, session) + line),
                        String.join("", below),
                        session.address(),
                        session.helo(),
                        form.saysAuthenticated() && !session.login().isEmpty()));
    }

    private static String field(String value) {
        return "Received: " + value + "\r\n";
    }

    private static Arbitrary<IpAddress> clients() {
        return AddressArbitraries.addresses()
                .map(IpAddress::unmapped)
                .filter(client -> !client.equals(FORGED)
                        && !client.equals(IpAddress.parse("::1"))
                        && !IpPrefix.parse("127.0.0.0/8").contains(client)
                        && RELAYS.stream().noneMatch(relay -> relay.contains(client)));
    }

    private static Arbitrary<Session> sessions(Arbitrary<String> names, Arbitrary<IpAddress> clients) {
        Arbitrary<String> hosts =
                Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.of("r.example", "unknown")), Tuple.of(1, names));
        Arbitrary<String> some = Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just("")), Tuple.of(1, names));
        Arbitrary<String> mailboxes = names.map(name -> name.equals("a.example") ? "u@a.example" : name);
        return Combinators.combine(names, hosts, clients, some, some, some, mailboxes, mailboxes)
                .as(Session::new);
    }

    /** A field that a reader passes. */
    private static Arbitrary<String> passed() {
        Arbitrary<IpAddress> relays = Arbitraries.oneOf(List.of(
                AddressArbitraries.inside(RELAYS.get(0)),
                AddressArbitraries.inside(RELAYS.get(1)),
                Arbitraries.of(IpAddress.parse("127.0.0.1"), IpAddress.parse("::1"))));
        Arbitrary<String> smtp = Combinators.combine(
                        Arbitraries.of(ReceivedForm.class),
                        sessions(Arbitraries.of("mx2.example.net", "mx3.example.net"), relays),
                        Arbitraries.of(OWN_NAMES))
                .as((form, session, by) -> field(form.write(by, session)));
        Arbitrary<String> handOvers = Arbitraries.of(List.of(
                        "from mx2.example.net ([127.0.0.1])\r\n\tby mx1.example.net with LMTP\r\n\tid A1 (envelope-from"
                                + " <u@a.example>)\r\n\tfor <u@example.net>" + ReceivedForm.DATE,
                        "from mx2.example.net (LHLO mx2.example.net) (10.1.1.1) by mx1.example.net with LMTP"
                                + ReceivedForm.DATE,
                        "(qmail 123 invoked from network)" + ReceivedForm.DATE,
                        "by 2002:a05:7208:1::1 with SMTP id abc123" + ReceivedForm.DATE,
                        "from mx2.example.net ([fe80::1]) by mx1.example.net ([fe80::1%7]) with mapi id 15.20"
                                + ReceivedForm.DATE,
                        "from pop.example.net [198.51.100.3] by localhost with POP3 (fetchmail-6.4.37)"
                                + ReceivedForm.DATE))
                .map(TraceArbitraries::field);
        return Arbitraries.frequencyOf(Tuple.of(3, smtp), Tuple.of(1, handOvers));
    }

    /** Fields that the sender wrote. */
    private static Arbitrary<String> below() {
        List<Arbitrary<String>> fields = new ArrayList<>();
        fields.add(passed());
        fields.add(Combinators.combine(
                        Arbitraries.of(ReceivedForm.class),
                        sessions(Arbitraries.of("bank.example"), Arbitraries.just(FORGED)),
                        Arbitraries.of(OWN_NAMES))
                .as((form, session, by) -> field(form.write(by, session))));
        fields.add(Arbitraries.of(
                "Return-Path: <v@bank.example>\r\n",
                "X-Envelope-From: v@bank.example\r\n",
                "From u Thu Nov 26 10:11:12 2026\r\n",
                "Received: rubbish\r\n",
                "Subject: x\r\n"));
        return Arbitraries.oneOf(fields);
    }
}
