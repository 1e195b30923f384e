package dev.rmx.resolver;

import java.time.Duration;

/**
 * What a check over DNS may cost.
 *
 * @param deadline how long it may take ([LIM-3])
 * @param queries how many queries it may send, those after aliases and retries included ([LIM-5])
 */
record CheckLimits(Duration deadline, int queries) {}
