/** What a mail server brings to a check: the envelope sender. */
package dev.rmx.receive;
