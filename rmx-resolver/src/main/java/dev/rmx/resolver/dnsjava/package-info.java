/** A {@link dev.rmx.resolver.RmxResolver} based on dnsjava, and RMX as a record type for dnsjava's own tools. */
package dev.rmx.resolver.dnsjava;
