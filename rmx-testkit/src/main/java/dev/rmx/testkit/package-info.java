/**
 * Zones in memory, and a DNS server on loopback that serves them, for tests without a network.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.rmx.testkit;

import org.jspecify.annotations.NullMarked;
