package dev.rmx;

/** What a mechanism of an SPF record that asks DNS can come to ([SPF-4]). */
enum SpfMatch {
    /** It matches. */
    YES,
    /** It does not match. */
    NO,
    /** It does not match, and is void: its own question has no record ([SPF-3]). */
    VOID,
    /** It does not match, and may be void. */
    NO_OR_VOID,
    /** It matches or does not. */
    OPEN,
    /** It matches, does not match, or is void as well. */
    OPEN_OR_VOID,
    /** As {@link #OPEN_OR_VOID}, or there are too many MX records. */
    OPEN_MX,
    /** There are too many MX records: permerror (RFC 7208 §4.6.4). */
    TOO_MANY
}
