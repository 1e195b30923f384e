package dev.rmx.codec;

import dev.rmx.text.Printable;

/** Input that is not a valid RMX or SPF record: says what is wrong, and where. */
public final class RmxFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Where the fault is, from 0. */
    private final int offset;
    /** What is wrong. */
    private final String reason;

    private RmxFormatException(String where, int offset, String reason) {
        super(where + ": " + reason);
        this.offset = offset;
        this.reason = reason;
    }

    /** A bad entry of an RMX record's text. */
    static RmxFormatException inEntry(String entry, int offset, String reason) {
        return new RmxFormatException("entry " + Printable.quote(entry) + " at offset " + offset, offset, reason);
    }

    /** A bad term of an SPF record. */
    static RmxFormatException inTerm(String term, int offset, String reason) {
        return new RmxFormatException("term " + Printable.quote(term) + " at offset " + offset, offset, reason);
    }

    /** Bad input without an entry or a term to name. */
    static RmxFormatException at(int offset, String reason) {
        return new RmxFormatException("at offset " + offset, offset, reason);
    }

    /**
     * Where the fault is.
     *
     * @return the offset of the bad entry or term, from 0: in octets of RDATA, in characters of text or hexadecimal;
     *     for input that is too long, the offset of the first octet too many
     */
    public int offset() {
        return offset;
    }

    /**
     * What is wrong, and what would be right. {@link #getMessage} also says where.
     *
     * @return one line of printable ASCII
     */
    public String reason() {
        return reason;
    }
}
