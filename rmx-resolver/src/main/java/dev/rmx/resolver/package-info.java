/**
 * Checks over DNS: {@link dev.rmx.resolver.RmxChecker} drives the verifier, asking a {@link
 * dev.rmx.resolver.RmxResolver}, which anyone can implement.
 */
package dev.rmx.resolver;
