/**
 * The check itself: {@link dev.rmx.RmxVerifier} turns a query and the DNS answers known so far into a verdict, or into the
 * questions that it still needs.
 */
package dev.rmx;
