/** Zones in memory, and a DNS server on loopback that serves them, for tests without a network. */
package dev.rmx.testkit;
