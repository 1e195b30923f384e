/**
 * The model of SPF records (RFC 7208): terms, modifiers and macro strings, immutable and validated once ([SPF-1]).
 *
 * @since 0.1.0
 */
@NullMarked
package dev.rmx.spf;

import org.jspecify.annotations.NullMarked;
