/**
 * What a mail server needs before and after a check: the envelope sender; the client behind relays; the policy that
 * chooses a disposition; SMTP replies; the header fields {@code Authentication-Results}, {@code X-RMX} and
 * {@code Received-SPF}, forged ones, and those of hosts that you trust.
 *
 * <p>All public types are immutable values, and safe to share between threads.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.rmx.receive;

import org.jspecify.annotations.NullMarked;
