package dev.rmx.testkit.cli;

import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request of Postfix's policy delegation protocol (SMTPD_POLICY_README): lines {@code name=value}, ended by an empty
 * line. Postfix sends no line feed and no NUL in a value; all else in HELO name and sender is the client's.
 *
 * @param state the stage of the SMTP session, such as {@code RCPT}
 * @param instance names the message: all requests about it have the same; empty if Postfix does not say
 * @param client the address of the SMTP client; {@code unknown} or empty if Postfix does not know it
 * @param helo the client's HELO name
 * @param sender the envelope sender without its angle brackets and without quotes; empty for the null sender
 * @param saslUser the name with which the client authenticated itself; empty if it did not
 */
record PolicydRequest(String state, String instance, String client, String helo, String sender, String saslUser) {
    /** The longest line, in octets. */
    static final int LONGEST_LINE = 64 * 1024;
    /** The longest request, in octets. */
    static final int LONGEST_REQUEST = 1024 * 1024;

    private static final String TYPE = "smtpd_access_policy";
    private static final Set<String> USED =
            Set.of("request", "protocol_state", "instance", "client_address", "helo_name", "sender", "sasl_username");
    private static final Set<String> WITHOUT_SENDER = Set.of("CONNECT", "EHLO", "HELO", "VRFY", "ETRN");

    /**
     * Reads the next request.
     *
     * @return the request; empty if the connection ends before it
     * @throws ProtocolException if it breaks the protocol or a limit
     */
    static Optional<PolicydRequest> read(InputStream in) throws IOException {
        Map<String, String> attributes = new HashMap<>(); // only those used: what a client sends takes little memory
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octets = 0;
        while (true) {
            int octet = in.read();
            if (octet < 0 && octets == 0) {
                return Optional.empty();
            }
            if (octet < 0) {
                throw new EOFException("the connection ends within a request");
            }
            if (++octets > LONGEST_REQUEST) {
                throw new ProtocolException("a request is longer than " + LONGEST_REQUEST + " octets");
            }
            if (octet != '\n') {
                line.write(octet);
                if (line.size() > LONGEST_LINE) {
                    throw new ProtocolException("a line is longer than " + LONGEST_LINE + " octets");
                }
            } else if (line.size() == 0) {
                return Optional.of(of(attributes));
            } else {
                put(attributes, line.toString(StandardCharsets.UTF_8)); // RFC 6531; other octets become U+FFFD
                line.reset();
            }
        }
    }

    private static void put(Map<String, String> attributes, String line) throws ProtocolException {
        int equals = line.indexOf('=');
        if (equals < 1) {
            throw new ProtocolException("a line is not name=value");
        }
        String name = line.substring(0, equals);
        if (USED.contains(name)) {
            attributes.putIfAbsent(name, line.substring(equals + 1));
        }
    }

    private static PolicydRequest of(Map<String, String> attributes) throws ProtocolException {
        if (!TYPE.equals(attributes.get("request"))) {
            throw new ProtocolException("a request is not of the type request=" + TYPE);
        }
        return new PolicydRequest(
                attributes.getOrDefault("protocol_state", ""),
                attributes.getOrDefault("instance", ""),
                attributes.getOrDefault("client_address", ""),
                attributes.getOrDefault("helo_name", ""),
                attributes.getOrDefault("sender", ""),
                attributes.getOrDefault("sasl_username", ""));
    }

    /** Whether MAIL FROM has come, so that an empty sender is the null sender. */
    boolean hasSender() {
        return !WITHOUT_SENDER.contains(state);
    }

    /** Whether the client authenticated itself. */
    boolean isSubmitted() {
        return !saslUser.isEmpty();
    }

    /** Whether the header section is over, so that no field can be added. */
    boolean isAfterHeader() {
        return state.equals("END-OF-MESSAGE");
    }

    /** The client's address; empty if Postfix does not know it. */
    Optional<IpAddress> address() {
        try {
            return Optional.of(IpAddress.parse(client));
        } catch (IllegalArgumentException e) { // such as "unknown"
            return Optional.empty();
        }
    }

    /**
     * The envelope sender. Postfix has removed the quotes of the local part, so a quote or an angle bracket in it means
     * nothing: the last {@code @} ends it ([ID-3]).
     */
    EnvelopeSender envelopeSender() {
        if (sender.isEmpty()) {
            return EnvelopeSender.parse("<>").withHelo(helo); // [ID-2]
        }
        int at = sender.lastIndexOf('@');
        Optional<DomainName> domain =
                at < 0 ? Optional.empty() : DomainName.parseSubject(sender.substring(at + 1)); // [ID-4]
        return new EnvelopeSender(domain, domain.map(name -> sender.substring(0, at)), false, Optional.of(helo));
    }
}
