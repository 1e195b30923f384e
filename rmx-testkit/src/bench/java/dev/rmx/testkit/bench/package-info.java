/** Benchmarks of the library beside its peers. Their fields are set by JMH before they run. */
@NullUnmarked
package dev.rmx.testkit.bench;

import org.jspecify.annotations.NullUnmarked;
