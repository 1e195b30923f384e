/**
 * RMX records and what they are made of: entries, domain names, addresses and prefixes.
 *
 * <p>All types are immutable values, checked once when they are made, and safe to share between threads. Their {@code
 * toString} is the canonical text of the RMX presentation format ([TEXT-4]); parsing it is the codec's work.
 */
package dev.rmx.record;
