package dev.rmx.resolver;

import java.time.Duration;

/**
 * The limits of one check over DNS.
 *
 * @param deadline how long it may take ([LIM-3])
 * @param queries how many queries it may send, including queries after aliases and retries ([LIM-5])
 */
record CheckLimits(Duration deadline, int queries) {}
