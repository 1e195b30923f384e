/**
 * Files of recorded checks, which replay without DNS. Needs Jackson.
 *
 * @since 0.1.0
 */
package dev.rmx.testkit.replay;
