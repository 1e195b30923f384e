package dev.rmx.testkit;

import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The names that a check looks up, built as text. */
final class ReferenceNames {
    private final IpAddress client;
    private final DomainName subject;

    ReferenceNames(IpAddress client, DomainName subject) {
        this.client = client;
        this.subject = subject;
    }

    /** Parses a name built here; empty if it is too long, which is all that can be wrong. */
    private static Optional<DomainName> name(String text) {
        try {
            return Optional.of(DomainName.parse(text));
        } catch (IllegalArgumentException tooLong) {
            return Optional.empty();
        }
    }

    DomainName subject() {
        return subject;
    }

    /** [LOOK-1], [LOOK-4] */
    Optional<DomainName> txt() {
        return name("_rmx." + subject);
    }

    /** [ENT-domain]: 192.0.2.1 is looked up at 1.2.0.192.in-addr.arpa. */
    DomainName reverse() {
        List<String> labels = clientLabels();
        Collections.reverse(labels);
        String zone = client.family() == IpFamily.IPV4 ? "in-addr.arpa" : "ip6.arpa";
        return DomainName.parse(String.join(".", labels) + "." + zone);
    }

    /** [ENT-mapped]: 192.0.2.1 is listed at 192.0.2.1.data. */
    Optional<DomainName> mapped(DomainName data) {
        return name(String.join(".", clientLabels()) + "." + data);
    }

    /** [DMP-1]: 192.0.2.1 is listed at 1.2.0.192.in-addr._smtp-client.subject. */
    Optional<DomainName> dmpClient() {
        List<String> labels = clientLabels();
        Collections.reverse(labels);
        String family = client.family() == IpFamily.IPV4 ? "in-addr" : "ip6";
        return name(String.join(".", labels) + "." + family + "._smtp-client." + subject);
    }

    /** [DMP-2] */
    Optional<DomainName> dmpDomain() {
        return name("_smtp-client." + subject);
    }

    private List<String> clientLabels() {
        String text = client.family() == IpFamily.IPV4
                ? client.toString().replace(".", ",")
                : HexFormat.of().formatHex(client.octets()).replaceAll("(.)(?=.)", "$1,");
        return new ArrayList<>(List.of(text.split(",", -1)));
    }

    /** [ENT-full-name]: {@code John.Doe} at example.org is {@code =4aohn.=44oe._rmx.example.org}. */
    Optional<DomainName> full(String localPart) {
        if (localPart.isEmpty() || !StandardCharsets.UTF_8.newEncoder().canEncode(localPart)) {
            return Optional.empty();
        }
        byte[] octets = localPart.getBytes(StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < octets.length; i++) {
            String octet = String.valueOf((char) (octets[i] & 0xff));
            boolean labelIsEmpty = text.length() == 0 || text.charAt(text.length() - 1) == '.';
            boolean last = i == octets.length - 1;
            if (octet.equals(".") && !labelIsEmpty && !last && octets[i + 1] != '.') {
                text.append('.');
            } else if (octet.matches("[a-z0-9-]")) {
                text.append(octet);
            } else {
                text.append('=').append(HexFormat.of().toHexDigits(octets[i]));
            }
        }
        // presentation format does not escape '='
        return name(text + "._rmx." + subject);
    }
}
