/**
 * DNS as the verifier sees it: questions, and answers as typed, decoded data. Absent, failed and malformed are three
 * different answers; nothing turns one into another ([LOOK-2]).
 *
 * @since 0.1.0
 */
@NullMarked
package dev.rmx.dns;

import org.jspecify.annotations.NullMarked;
