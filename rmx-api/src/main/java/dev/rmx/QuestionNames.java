package dev.rmx;

import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Builds the names that a check asks about. A name that would be over 255 octets is empty. */
final class QuestionNames {
    private static final String RMX_LABEL = "_rmx";
    private static final String SMTP_CLIENT_LABEL = "_smtp-client";
    private static final DomainName IN_ADDR_ARPA = DomainName.parse("in-addr.arpa");
    private static final DomainName IP6_ARPA = DomainName.parse("ip6.arpa");

    private QuestionNames() {}

    /** The name of the TXT encoding of a subject's record ([LOOK-1]); empty if it would be too long ([LOOK-4]). */
    static Optional<DomainName> txt(DomainName subject) {
        return subject.prepend(List.of(RMX_LABEL)); // [TXT-1], [LOOK-4]
    }

    /** The name of a client's PTR records (RFC 1035 §3.5, RFC 3596 §2.5). */
    static DomainName reverse(IpAddress client) {
        List<String> labels = clientLabels(client);
        Collections.reverse(labels);
        return (client.family() == IpFamily.IPV4 ? IN_ADDR_ARPA : IP6_ARPA)
                .prepend(labels)
                .orElseThrow();
    }

    /** The name of a client's DMP records for a subject ([DMP-1]). */
    static Optional<DomainName> dmp(IpAddress client, DomainName subject) {
        List<String> labels = clientLabels(client);
        Collections.reverse(labels);
        labels.add(client.family() == IpFamily.IPV4 ? "in-addr" : "ip6");
        labels.add(SMTP_CLIENT_LABEL);
        return subject.prepend(labels);
    }

    /** The name of a subject's own DMP record ([DMP-2]). */
    static Optional<DomainName> dmp(DomainName subject) {
        return subject.prepend(List.of(SMTP_CLIENT_LABEL));
    }

    /** The client's name below the data of a {@code mapped} entry ([ENT-mapped]). */
    static Optional<DomainName> mapped(IpAddress client, DomainName data) {
        return data.prepend(clientLabels(client));
    }

    /** The length that {@link #mapped} would have on the wire, in octets; over 255 if there is no such name. */
    static int mappedLength(IpAddress client, DomainName data) {
        int length = data.wireLength();
        if (client.family() == IpFamily.IPV6) {
            return length + 64; // 32 nibbles, each with a length octet
        }
        for (byte octet : client.octets()) {
            int value = octet & 0xff;
            length += value < 10 ? 2 : value < 100 ? 3 : 4;
        }
        return length;
    }

    /** The client in reading order: four decimal octets, or 32 nibbles. */
    static List<String> clientLabels(IpAddress client) {
        List<String> labels = new ArrayList<>(32);
        for (byte octet : client.octets()) {
            int value = octet & 0xff;
            if (client.family() == IpFamily.IPV4) {
                labels.add(Integer.toString(value));
            } else {
                labels.add(Integer.toHexString(value >> 4));
                labels.add(Integer.toHexString(value & 0xf));
            }
        }
        return labels;
    }

    /** The name of a full sender address's record ([ENT-full-name]). Different local parts never share a name. */
    static Optional<DomainName> fullAddress(String localPart, DomainName subject) {
        if (localPart.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer octets;
        try {
            octets = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(localPart));
        } catch (CharacterCodingException e) {
            return Optional.empty(); // a lone surrogate has no UTF-8 form, so it can have no record
        }
        List<String> labels = new ArrayList<>();
        StringBuilder label = new StringBuilder();
        while (octets.hasRemaining()) {
            byte octet = octets.get();
            if (octet == '.' && endsLabel(label, octets)) { // [ENT-full-name]
                labels.add(label.toString());
                label.setLength(0);
            } else if ((octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9') || octet == '-') {
                label.append((char) octet);
            } else {
                label.append('=') // [ENT-full-name]
                        .append(Character.forDigit((octet >> 4) & 0xf, 16))
                        .append(Character.forDigit(octet & 0xf, 16));
            }
        }
        labels.add(label.toString());
        labels.add(RMX_LABEL); // [ENT-full-name]
        return subject.prepend(labels);
    }

    /** Whether a dot between {@code label} and {@code rest} ends the label; otherwise it belongs to the label. */
    private static boolean endsLabel(StringBuilder label, ByteBuffer rest) {
        return label.length() > 0 && rest.hasRemaining() && rest.get(rest.position()) != '.'; // [ENT-full-name]
    }
}
