/**
 * Metrics for Micrometer: {@link dev.rmx.resolver.metrics.RmxMetrics}. Only this package needs {@code
 * io.micrometer:micrometer-core}, which an application adds itself.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.rmx.resolver.metrics;

import org.jspecify.annotations.NullMarked;
