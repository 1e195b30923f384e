/**
 * What a mail server needs before and after a check: the envelope sender; the policy that chooses a disposition; SMTP
 * replies; and the header fields {@code X-RMX} and {@code Authentication-Results}.
 *
 * <p>All types are immutable values, and safe to share between threads.
 */
package dev.rmx.receive;
