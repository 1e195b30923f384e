/**
 * Reads and writes the formats of RMX and SPF records. Each reader takes any input, and gives a value or throws
 * {@link dev.rmx.codec.RmxFormatException}. {@link dev.rmx.codec.RdataDecoder} reads the RDATA of all types that a
 * check asks for.
 *
 * <ul>
 *   <li>{@link dev.rmx.codec.RmxText}: the text that people write, {@code ipv4:192.0.2.0/24 !mx:};
 *   <li>{@link dev.rmx.codec.RmxWire}: the RDATA that DNS carries;
 *   <li>{@link dev.rmx.codec.RmxTxt}: the text in the strings of a TXT record;
 *   <li>{@link dev.rmx.codec.GenericRdata}: RDATA as {@code \# 3 010818} for name servers that do not know the type;
 *   <li>{@link dev.rmx.codec.SpfText}: the text of SPF records, {@code v=spf1 mx -all}.
 * </ul>
 *
 * @since 0.1.0
 */
@NullMarked
package dev.rmx.codec;

import org.jspecify.annotations.NullMarked;
