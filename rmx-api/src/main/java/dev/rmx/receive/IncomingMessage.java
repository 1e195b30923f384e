package dev.rmx.receive;

import dev.rmx.record.DomainName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Prepares a message in octets for delivery: removes forged header fields, and puts the receiver's own on top. */
public final class IncomingMessage {
    private static final String CRLF = "\r\n";
    private static final byte[] MBOX = {'F', 'r', 'o', 'm', ' '};

    private IncomingMessage() {}

    /**
     * Removes the header fields that claim to be this host's ([HDR-4]) from a message that SMTP delivers, and puts this
     * host's own on top.
     *
     * <p>Some readers end a line only at CRLF, others also at a bare CR or LF. So the header section of the result has
     * CRLF only. It ends at the first line that is empty to any reader; without one, the whole message is header
     * section (RFC 5322 §3.5). If the text after a bare CR or LF is no field, it stays part of the field before it.
     * White space at the start is dropped, since the first line would otherwise continue the receiver's field before
     * it. The body is unchanged.
     *
     * @param message the message; not changed
     * @param host this host, with labels of {@code [a-z0-9_-]}
     * @param fields this host's fields, from the top downwards, such as {@link Reception#fields}; may be empty
     * @return the message with those fields and without the claims
     */
    public static byte[] marked(byte[] message, DomainName host, List<HeaderField> fields) {
        return marked(message, HeaderSection.of(message), host, fields, false, false);
    }

    /**
     * Does the same as {@link #marked} for a message in a file. The header section of the result has LF only, if the
     * first line ends with LF. A first line {@code From …} of an mbox stays the first.
     *
     * @param message as there
     * @param host as there
     * @param fields as there
     * @return as there
     */
    public static byte[] markedFile(byte[] message, DomainName host, List<HeaderField> fields) {
        HeaderSection section = HeaderSection.of(message);
        boolean mbox = section.size() > 0 && startsWith(section.octets(0), MBOX) && !section.isField(0);
        return marked(message, section, host, fields, mbox, section.isFile());
    }

    private static byte[] marked(
            byte[] message,
            HeaderSection section,
            DomainName host,
            List<HeaderField> fields,
            boolean afterFirstLine,
            boolean lf) {
        ByteArrayOutputStream marked = new ByteArrayOutputStream(message.length);
        if (afterFirstLine) {
            write(marked, section.octets(0), lf);
        }
        for (HeaderField field : fields) {
            write(marked, field.toString().getBytes(StandardCharsets.US_ASCII), lf);
        }
        for (int i = afterFirstLine ? 1 : 0; i < section.size(); i++) {
            byte[] octets = section.octets(i);
            if (!isClaim(new String(octets, StandardCharsets.UTF_8), host)) {
                write(marked, octets, lf);
            }
        }
        if (section.hasEnd()) {
            write(marked, new byte[0], lf);
            marked.write(message, section.bodyStart(), message.length - section.bodyStart());
        }
        return marked.toByteArray();
    }

    /** Writes a field or another line, which is folded with CRLF, and the end of its line. */
    private static void write(ByteArrayOutputStream to, byte[] octets, boolean lf) {
        if (!lf) {
            to.writeBytes(octets);
            to.writeBytes(CRLF.getBytes(StandardCharsets.US_ASCII));
            return;
        }
        for (byte octet : octets) {
            if (octet != '\r') {
                to.write(octet);
            }
        }
        to.write('\n');
    }

    private static boolean startsWith(byte[] octets, byte[] start) {
        return octets.length >= start.length && Arrays.equals(octets, 0, start.length, start, 0, start.length);
    }

    private static boolean isClaim(String field, DomainName host) {
        int colon = field.indexOf(':');
        return colon >= 0 && ForgedFields.isClaim(field.substring(0, colon), field.substring(colon + 1), host);
    }
}
