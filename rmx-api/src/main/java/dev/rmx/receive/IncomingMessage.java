package dev.rmx.receive;

import dev.rmx.record.DomainName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Removes forged header fields from a message in octets, before the receiver puts its own on top. */
public final class IncomingMessage {
    private static final byte[] CRLF = {'\r', '\n'};

    private IncomingMessage() {}

    /**
     * Removes the header fields that claim to be this host's ([HDR-4]). Put your own fields before the result.
     *
     * <p>Some readers end a line only at CRLF, others also at a bare CR or LF. So the header section of the result has
     * CRLF only. It ends at the first line that is empty to any reader; without one, the whole message is header
     * section (RFC 5322 §3.5). If the text after a bare CR or LF is no field, it stays part of the field before it.
     * White space at the start is dropped, since the first line would otherwise continue the receiver's field before
     * it. The body is unchanged.
     *
     * @param message the message; not changed
     * @param host this host, with labels of {@code [a-z0-9_-]}
     * @return the message without those fields
     */
    public static byte[] withoutClaims(byte[] message, DomainName host) {
        HeaderSection section = HeaderSection.of(message);
        ByteArrayOutputStream kept = new ByteArrayOutputStream(message.length);
        for (int i = 0; i < section.size(); i++) {
            byte[] octets = section.octets(i);
            if (!isClaim(new String(octets, StandardCharsets.UTF_8), host)) {
                kept.writeBytes(octets);
                kept.writeBytes(CRLF);
            }
        }
        if (section.hasEnd()) {
            kept.writeBytes(CRLF);
            kept.write(message, section.bodyStart(), message.length - section.bodyStart());
        }
        return kept.toByteArray();
    }

    private static boolean isClaim(String field, DomainName host) {
        int colon = field.indexOf(':');
        return colon >= 0 && ForgedFields.isClaim(field.substring(0, colon), field.substring(colon + 1), host);
    }
}
