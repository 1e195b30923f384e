/** Benchmarks of the library and its peers. JMH sets their fields before they run. */
@NullUnmarked
package dev.rmx.testkit.bench;

import org.jspecify.annotations.NullUnmarked;
