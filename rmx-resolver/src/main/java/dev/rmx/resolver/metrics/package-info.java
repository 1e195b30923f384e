/**
 * Metrics for Micrometer: {@link dev.rmx.resolver.metrics.RmxMetrics}. Only this package needs {@code
 * io.micrometer:micrometer-core}, which an application adds itself.
 */
package dev.rmx.resolver.metrics;
