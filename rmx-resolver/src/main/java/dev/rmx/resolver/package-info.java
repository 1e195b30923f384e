/**
 * Checks over DNS. {@link dev.rmx.resolver.RmxChecker} drives the verifier, and asks a {@link
 * dev.rmx.resolver.RmxResolver}, which you can implement.
 */
package dev.rmx.resolver;
