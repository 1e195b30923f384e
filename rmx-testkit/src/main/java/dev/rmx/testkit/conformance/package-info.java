/**
 * Conformance vectors: test cases in JSON for implementers in any language, and code that runs them against this
 * library or another implementation. The README next to the files describes their format.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.rmx.testkit.conformance;

import org.jspecify.annotations.NullMarked;
