package dev.rmx.receive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * The header section of a message in octets, read once, in time that grows with its length.
 *
 * <p>A line ends at CRLF, and also at a bare CR or LF. The section ends at the first empty line; without one, the whole
 * message is header section (RFC 5322 §3.5). A line that begins with white space continues the field before it. So does
 * the text after a bare CR or LF if it is no field; but if the first line ends with LF, as in a file, LF is not bare.
 * White space at the very start is dropped.
 *
 * <p>Lines that are no field, such as the {@code From } line of an mbox, are in no field.
 */
public final class HeaderSection {
    /** The section's octets, with its last line break. */
    private final byte[] octets;

    /** Where each field or other line starts; the first {@link #starts} count. */
    private int[] startsAt = new int[16];

    private int starts;
    /** Which of them are fields; the first {@link #fields} count. */
    private int[] fieldsAt = new int[16];

    private int fields;
    private final int bodyStart;

    private HeaderSection(byte[] message) {
        boolean bare = false;
        boolean lastIsField = false;
        boolean file = endsFirstLineWithLf(message);
        int at = 0;
        while (at < message.length && !isBreak(message, at)) {
            int line = starts > 0 ? at : afterBlanks(message, at);
            boolean isField = isField(message, line);
            boolean continues = starts > 0 ? isBlank(message[at]) : line == message.length || isBreak(message, line);
            if (!continues && !(bare && lastIsField && !isField)) {
                addStart(line, isField);
                lastIsField = isField;
            }
            while (at < message.length && !isBreak(message, at)) {
                at++;
            }
            boolean crlf = isCrlf(message, at);
            bare = !crlf && !(file && at < message.length && message[at] == '\n');
            at += crlf ? 2 : 1;
        }
        int end = Math.min(at, message.length);
        octets = Arrays.copyOf(message, end);
        bodyStart = Math.min(end + (isCrlf(message, end) ? 2 : 1), message.length);
    }

    /**
     * Reads the header section of a message.
     *
     * @param message the message, or its header section alone; not changed
     * @return the header section
     */
    public static HeaderSection of(byte[] message) {
        return new HeaderSection(message);
    }

    /**
     * The fields, top first. The value of each is the text after the colon, without white space at its start, and
     * folded as it came, with CRLF. Octets that are not UTF-8 are read as ISO 8859-1, the whole field one character an
     * octet.
     *
     * @return an unmodifiable list; {@code get} makes the field from its octets each time
     */
    public List<HeaderField> fields() {
        return new Fields();
    }

    /** How many fields and other lines there are. */
    int size() {
        return starts;
    }

    /** A field or other line, top first: folded with CRLF and white space, without its last line break. */
    byte[] octets(int index) {
        int end = index + 1 < starts ? startsAt[index + 1] : octets.length;
        ByteArrayOutputStream text = new ByteArrayOutputStream(end - startsAt[index]);
        int at = startsAt[index];
        while (at < end) {
            int line = at;
            while (at < end && !isBreak(octets, at)) {
                at++;
            }
            text.write(octets, line, at - line);
            at += isCrlf(octets, at) ? 2 : 1;
            if (at < end) {
                text.write('\r');
                text.write('\n');
                if (!isBlank(octets[at])) { // after a bare CR or LF
                    text.write(' ');
                }
            }
        }
        return text.toByteArray();
    }

    /** Whether a field or other line, top first, is a field. */
    boolean isField(int index) {
        return Arrays.binarySearch(fieldsAt, 0, fields, index) >= 0;
    }

    /**
     * Whether the first line ends with LF alone, as in a file. Who wrote that line decides, not the sender below it.
     */
    boolean isFile() {
        return endsFirstLineWithLf(octets);
    }

    private static boolean endsFirstLineWithLf(byte[] message) {
        int at = 0;
        while (at < message.length && !isBreak(message, at)) {
            at++;
        }
        return at < message.length && message[at] == '\n';
    }

    /** Where the body starts in the message: after the empty line, or at the end of the message. */
    int bodyStart() {
        return bodyStart;
    }

    /** Whether an empty line ends the section. */
    boolean hasEnd() {
        return bodyStart > octets.length;
    }

    private void addStart(int start, boolean isField) {
        if (isField) {
            fieldsAt = fields < fieldsAt.length ? fieldsAt : Arrays.copyOf(fieldsAt, 2 * fields);
            fieldsAt[fields++] = starts;
        }
        startsAt = starts < startsAt.length ? startsAt : Arrays.copyOf(startsAt, 2 * starts);
        startsAt[starts++] = start;
    }

    private static int afterBlanks(byte[] message, int start) {
        int at = start;
        while (at < message.length && isBlank(message[at])) {
            at++;
        }
        return at;
    }

    /** Whether a name and a colon stand at {@code start}, with nothing but white space between them. */
    private static boolean isField(byte[] message, int start) {
        int at = start;
        while (at < message.length && message[at] > ' ' && message[at] <= '~' && message[at] != ':') {
            at++;
        }
        int colon = afterBlanks(message, at);
        return at > start && colon < message.length && message[colon] == ':';
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    private static boolean isBreak(byte[] message, int index) {
        return message[index] == '\r' || message[index] == '\n';
    }

    private static boolean isCrlf(byte[] message, int index) {
        return index + 1 < message.length && message[index] == '\r' && message[index + 1] == '\n';
    }

    /** Makes each field only when it is asked for: a section may have millions. */
    private final class Fields extends AbstractList<HeaderField> implements RandomAccess {
        @Override
        public int size() {
            return fields;
        }

        @Override
        public HeaderField get(int index) {
            byte[] octets = octets(fieldsAt[Objects.checkIndex(index, fields)]);
            String text = text(octets);
            int colon = text.indexOf(':');
            int value = afterBlanks(octets, colon + 1); // the name is ASCII
            return new HeaderField(text.substring(0, colon).stripTrailing(), text.substring(value));
        }

        private static String text(byte[] octets) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(octets))
                        .toString();
            } catch (CharacterCodingException e) {
                return new String(octets, StandardCharsets.ISO_8859_1);
            }
        }
    }
}
