/**
 * Generators for property tests with jqwik. {@link dev.rmx.testkit.jqwik.RmxDomain} makes {@code @ForAll RmxRecord}
 * work. The classes named {@code …Arbitraries} offer the same generators and more, to combine in your own.
 * {@link dev.rmx.testkit.jqwik.RmxWorld} is a whole check with all answers of DNS. All generators shrink to readable
 * values.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.rmx.testkit.jqwik;

import org.jspecify.annotations.NullMarked;
