package dev.rmx.spf;

import java.util.Locale;

/** The results of SPF (RFC 7208 §2.6). */
public enum SpfResult {
    /** The client may send for the domain. */
    PASS,
    /** The client may not send for the domain. */
    FAIL,
    /** The client probably may not send for the domain. */
    SOFTFAIL,
    /** The domain says nothing of the client. */
    NEUTRAL,
    /** The domain publishes no SPF record. */
    NONE,
    /** What is published cannot be used. */
    PERMERROR,
    /** DNS could not be asked. */
    TEMPERROR;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The word as header fields have it, such as {@code softfail}. */
    @Override
    public String toString() {
        return text;
    }
}
