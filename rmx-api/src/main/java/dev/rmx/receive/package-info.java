/**
 * What a mail server brings to a check, and what it does with the verdict: the envelope sender; the policy that makes a disposition of
 * a verdict; SMTP replies; and the header fields {@code X-RMX} and {@code Authentication-Results}.
 *
 * <p>All types are immutable values, and safe to share between threads.
 */
package dev.rmx.receive;
