package dev.rmx;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long and how surely a verdict holds, from the answers that it used ([RES-2]).
 *
 * @param validUntil when the first answer expires; null if none was used
 * @param authenticated whether DNSSEC authenticated all answers; false if none was used
 * @param stale whether an answer had expired ([TEMP-2])
 */
record Evidence(@Nullable Instant validUntil, boolean authenticated, boolean stale) {
    static final Evidence NONE = new Evidence(null, false, false);
}
