package dev.rmx.record;

import java.util.Locale;
import java.util.Optional;

/** The nine types of RMX entries, with their code on the wire and their tag in text. */
public enum RmxEntryType {
    /** An IPv4 prefix. */
    IPV4(1, true, false),
    /** An IPv6 prefix. */
    IPV6(2, true, false),
    /** The addresses of a name's A or AAAA records. */
    HOST(3, true, true),
    /** The address prefix list at a name (RFC 3123). */
    APL(4, true, true),
    /** Clients with a confirmed PTR name at or below a domain. */
    DOMAIN(5, true, true),
    /** No client: the domain sends no mail. */
    UNUSED(6, false, false),
    /** The entries of the full sender address's record. */
    FULL(7, false, true),
    /** Clients for which a name made from their address has an A record. */
    MAPPED(8, true, true),
    /** The addresses of the subject's mail exchanges. */
    MX(9, true, true);

    private static final RmxEntryType[] BY_CODE = values();

    private final int code;
    private final boolean negatable;
    private final boolean needsDns;
    private final String tag = name().toLowerCase(Locale.ROOT);

    RmxEntryType(int code, boolean negatable, boolean needsDns) {
        this.code = code;
        this.negatable = negatable;
        this.needsDns = needsDns;
    }

    /**
     * The type with a wire code.
     *
     * @param code any number
     * @return the type; empty unless the code is 1 to 9
     */
    public static Optional<RmxEntryType> ofCode(int code) {
        return code >= 1 && code <= BY_CODE.length ? Optional.of(withCode(code)) : Optional.empty();
    }

    /** The type with a code of 1 to 9. */
    static RmxEntryType withCode(int code) {
        return BY_CODE[code - 1];
    }

    /**
     * The type with a mnemonic tag.
     *
     * @param tag a tag in any case, without the colon
     * @return the type; empty if there is none with that tag
     */
    public static Optional<RmxEntryType> ofTag(String tag) {
        for (RmxEntryType type : BY_CODE) {
            if (type.isTaggedBy(tag)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** Ignores the case of ASCII letters only: no letter outside ASCII matches one, whatever its upper case. */
    private boolean isTaggedBy(String candidate) {
        if (candidate.length() != tag.length()) {
            return false;
        }
        for (int i = 0; i < tag.length(); i++) {
            char c = candidate.charAt(i);
            char lowerCase = c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
            if (lowerCase != tag.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The code of the type on the wire, and in text as a number.
     *
     * @return 1 to 9
     */
    public int code() {
        return code;
    }

    /**
     * The tag of the type in canonical text.
     *
     * @return the tag in lower case, without the colon
     */
    public String tag() {
        return tag;
    }

    /**
     * Whether an entry of this type may be negated ([REC-2]).
     *
     * @return false for {@code unused} and {@code full}
     */
    public boolean isNegatable() {
        return negatable;
    }

    /**
     * Whether an entry of this type needs DNS ([LIM-1]).
     *
     * @return false for {@code ipv4}, {@code ipv6} and {@code unused}
     */
    public boolean needsDns() {
        return needsDns;
    }
}
