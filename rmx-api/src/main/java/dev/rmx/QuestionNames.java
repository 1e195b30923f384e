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

/** The names that a check asks about, made from the query. A name that gets too long does not exist. */
final class QuestionNames {
    private static final String RMX_LABEL = "_rmx";
    private static final DomainName IN_ADDR_ARPA = DomainName.parse("in-addr.arpa");
    private static final DomainName IP6_ARPA = DomainName.parse("ip6.arpa");

    private QuestionNames() {}

    /** Where the TXT encoding of a subject's record stands ([LOOK-1]); empty if the name gets too long ([LOOK-4]). */
    static Optional<DomainName> txt(DomainName subject) {
        return subject.prepend(List.of(RMX_LABEL));
    }

    /** Where a client's reverse names stand (RFC 1035 §3.5, RFC 3596 §2.5). */
    static DomainName reverse(IpAddress client) {
        List<String> labels = clientLabels(client);
        Collections.reverse(labels);
        return (client.family() == IpFamily.IPV4 ? IN_ADDR_ARPA : IP6_ARPA)
                .prepend(labels)
                .orElseThrow();
    }

    /** Where a client stands below the data of a {@code mapped} entry ([ENT-mapped]). */
    static Optional<DomainName> mapped(IpAddress client, DomainName data) {
        return data.prepend(clientLabels(client));
    }

    /** How long the name of {@link #mapped} is, or would be, in octets on the wire. */
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

    /** A client in reading order: four decimal octets, or 32 nibbles. */
    private static List<String> clientLabels(IpAddress client) {
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

    /**
     * Where the record of a full sender address stands ([ENT-full-name]). The mapping is injective: different local
     * parts never share a name.
     */
    static Optional<DomainName> fullAddress(String localPart, DomainName subject) {
        if (localPart.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer octets;
        try {
            octets = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(localPart));
        } catch (CharacterCodingException e) {
            return Optional.empty(); // a lone surrogate has no UTF-8 form, so no record can be published for it
        }
        List<String> labels = new ArrayList<>();
        StringBuilder label = new StringBuilder();
        while (octets.hasRemaining()) {
            byte octet = octets.get();
            if (octet == '.' && endsLabel(label, octets)) {
                labels.add(label.toString());
                label.setLength(0);
            } else if ((octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9') || octet == '-') {
                label.append((char) octet);
            } else {
                label.append('=')
                        .append(Character.forDigit((octet >> 4) & 0xf, 16))
                        .append(Character.forDigit(octet & 0xf, 16));
            }
        }
        labels.add(label.toString());
        labels.add(RMX_LABEL);
        return subject.prepend(labels);
    }

    /** Whether a dot after {@code label} and before {@code rest} ends the label, or belongs to it. */
    private static boolean endsLabel(StringBuilder label, ByteBuffer rest) {
        return label.length() > 0 && rest.hasRemaining() && rest.get(rest.position()) != '.';
    }
}
