/**
 * What a mail server needs before and after a check: the envelope sender; the policy that chooses a disposition; SMTP
 * replies; and the header fields {@code Authentication-Results}, {@code X-RMX} and {@code Received-SPF}.
 *
 * <p>All types are immutable values, and safe to share between threads.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.rmx.receive;

import org.jspecify.annotations.NullMarked;
