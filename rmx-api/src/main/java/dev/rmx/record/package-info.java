/**
 * RMX records and their parts: entries, domain names, addresses and prefixes.
 *
 * <p>All types are immutable values, checked when they are made, and safe to share between threads. The
 * {@code toString} of a record and its parts is canonical RMX text ([TEXT-4]), which {@code dev.rmx.codec} reads.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.rmx.record;

import org.jspecify.annotations.NullMarked;
