/**
 * Checks over DNS. {@link dev.rmx.resolver.RmxChecker} drives the verifier, and asks a {@link
 * dev.rmx.resolver.RmxResolver}, which you can implement.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.rmx.resolver;

import org.jspecify.annotations.NullMarked;
