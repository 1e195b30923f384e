package dev.rmx.codec;

/** Input that is not in the format of an RMX record: what is wrong, and where. */
public final class RmxFormatException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_QUOTE = 64;

    /** Where the fault is, from 0. */
    private final int offset;
    /** What is wrong. */
    private final String reason;

    private RmxFormatException(String where, int offset, String reason) {
        super(where + ": " + reason);
        this.offset = offset;
        this.reason = reason;
    }

    /** A text whose entry at {@code offset} is bad. */
    static RmxFormatException inText(String entry, int offset, String reason) {
        return new RmxFormatException("entry " + quote(entry) + " at offset " + offset, offset, reason);
    }

    /** Input that is bad at {@code offset}, where there is no entry to name. */
    static RmxFormatException at(int offset, String reason) {
        return new RmxFormatException("at offset " + offset, offset, reason);
    }

    /**
     * Where the fault is.
     *
     * @return the offset of the entry that is bad, counted from 0: in characters of a text, in octets of RDATA, in
     *     characters of hexadecimal input. What is too long is bad at the first octet too many
     */
    public int offset() {
        return offset;
    }

    /**
     * What is wrong, and what would be right; {@link #getMessage} names the place too.
     *
     * @return one line of printable ASCII
     */
    public String reason() {
        return reason;
    }

    private static String quote(String entry) {
        String shown = entry.length() > LONGEST_QUOTE ? entry.substring(0, LONGEST_QUOTE) + "..." : entry;
        StringBuilder quoted = new StringBuilder("\"");
        shown.chars().forEach(c -> quoted.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
        return quoted.append('"').toString();
    }
}
