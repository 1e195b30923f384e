/**
 * A {@link dev.rmx.resolver.RmxResolver} based on dnsjava, and RMX as a record type for dnsjava's own tools.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.rmx.resolver.dnsjava;

import org.jspecify.annotations.NullMarked;
