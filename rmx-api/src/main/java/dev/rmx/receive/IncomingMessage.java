package dev.rmx.receive;

import dev.rmx.record.DomainName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Removes forged header fields from a message in octets, before the receiver puts its own on top. */
public final class IncomingMessage {
    private static final Pattern FIELD = Pattern.compile("[!-9;-~]++[ \t]*+:");

    private static final byte[] CRLF = {'\r', '\n'};

    /** The fields of the header section, without their final line break, and lines there that are no field. */
    private final List<StringBuilder> fields = new ArrayList<>();

    private final byte[] message;
    private int at;

    private IncomingMessage(byte[] message) {
        this.message = message;
    }

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
        IncomingMessage incoming = new IncomingMessage(message);
        incoming.readHeaderSection();
        ByteArrayOutputStream kept = new ByteArrayOutputStream(message.length);
        for (StringBuilder field : incoming.fields) {
            byte[] octets = field.toString().getBytes(StandardCharsets.ISO_8859_1);
            if (!isClaim(new String(octets, StandardCharsets.UTF_8), host)) {
                kept.writeBytes(octets);
                kept.writeBytes(CRLF);
            }
        }
        if (incoming.at < message.length) {
            kept.writeBytes(CRLF);
            int body = incoming.at + (incoming.isCrlf(incoming.at) ? 2 : 1);
            kept.write(message, body, message.length - body);
        }
        return kept.toByteArray();
    }

    private static boolean isClaim(String field, DomainName host) {
        int colon = field.indexOf(':');
        return colon >= 0 && ForgedFields.isClaim(field.substring(0, colon), field.substring(colon + 1), host);
    }

    /** Reads up to the empty line. */
    private void readHeaderSection() {
        boolean bare = false;
        while (at < message.length && !isBreak(at)) {
            int start = at;
            while (at < message.length && !isBreak(at)) {
                at++;
            }
            add(new String(message, start, at - start, StandardCharsets.ISO_8859_1), bare);
            bare = !isCrlf(at);
            at += bare ? 1 : 2;
        }
        at = Math.min(at, message.length);
    }

    private void add(String line, boolean afterBareBreak) {
        StringBuilder last = fields.isEmpty() ? new StringBuilder() : fields.get(fields.size() - 1);
        if (fields.isEmpty()) {
            String text = line.replaceFirst("^[ \t]++", "");
            if (!text.isEmpty()) {
                fields.add(new StringBuilder(text));
            }
        } else if (line.startsWith(" ") || line.startsWith("\t")) {
            last.append("\r\n").append(line);
        } else if (afterBareBreak
                && !FIELD.matcher(line).lookingAt()
                && FIELD.matcher(last).lookingAt()) {
            last.append("\r\n ").append(line);
        } else {
            fields.add(new StringBuilder(line));
        }
    }

    private boolean isBreak(int index) {
        return message[index] == '\r' || message[index] == '\n';
    }

    private boolean isCrlf(int index) {
        return index + 1 < message.length && message[index] == '\r' && message[index + 1] == '\n';
    }
}
