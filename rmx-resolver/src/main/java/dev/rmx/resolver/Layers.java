package dev.rmx.resolver;

import org.jspecify.annotations.Nullable;

/**
 * The layers above the user's resolver. From the outside in: cache, stale data, failure memory, in-flight limit,
 * listeners, health, deadline, resolver.
 *
 * @param health what the health layer has learned
 * @param limit the in-flight limit
 * @param memory the failure memory, if there is one
 * @param belowCache the layer that the cache asks
 * @param cache the cache, if there is one
 */
record Layers(
        DnsHealth health,
        InFlightLimit limit,
        @Nullable FailureMemory memory,
        RmxResolver belowCache,
        @Nullable CachingResolver cache) {

    /** The outermost layer, which checks ask. */
    RmxResolver top() {
        return cache == null ? belowCache : cache;
    }

    CheckerLoad load(int checks) {
        return new CheckerLoad(
                checks,
                limit.underWay(),
                limit.waiting(),
                cache == null ? 0 : cache.size(),
                cache == null ? 0 : cache.octets(),
                memory == null ? 0 : memory.size());
    }
}
