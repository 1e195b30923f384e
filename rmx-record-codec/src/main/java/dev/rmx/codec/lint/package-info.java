/**
 * Advice for publishers, without DNS ([LINT-1], [LINT-2]): {@link dev.rmx.codec.lint.RecordLint} reads the text of RMX
 * and SPF records, and finds what is wrong, has no effect, or is hardly meant.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.rmx.codec.lint;

import org.jspecify.annotations.NullMarked;
