/**
 * Files of recorded checks, which replay without DNS. Needs Jackson.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.rmx.testkit.replay;

import org.jspecify.annotations.NullMarked;
