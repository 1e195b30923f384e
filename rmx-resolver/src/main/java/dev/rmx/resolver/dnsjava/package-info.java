/** {@link dev.rmx.resolver.RmxResolver} on dnsjava, and RMX as a record type of dnsjava's own tools. */
package dev.rmx.resolver.dnsjava;
