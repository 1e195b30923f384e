/**
 * The formats of RMX records, in both directions. Every decoder takes any input, and ends in a value or in {@link
 * dev.rmx.codec.RmxFormatException}.
 *
 * <ul>
 *   <li>{@link dev.rmx.codec.RmxText}: what people write, {@code ipv4:192.0.2.0/24 !mx:};
 *   <li>{@link dev.rmx.codec.RmxWire}: RDATA, what DNS carries;
 *   <li>{@link dev.rmx.codec.RmxTxt}: the text as the strings of a TXT record;
 *   <li>{@link dev.rmx.codec.GenericRdata}: RDATA as {@code \# 3 010818} for name servers that do not know the type.
 * </ul>
 */
package dev.rmx.codec;
