package dev.rmx;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a verdict rests on: how long and how surely the answers hold that it used ([RES-2]).
 *
 * @param validUntil when the first of them runs out; null if none was used
 * @param authenticated whether DNSSEC authenticated all of them; false if none was used
 * @param stale whether one of them had run out ([TEMP-2])
 */
record Evidence(@Nullable Instant validUntil, boolean authenticated, boolean stale) {
    /** No answer was used. */
    static final Evidence NONE = new Evidence(null, false, false);
}
