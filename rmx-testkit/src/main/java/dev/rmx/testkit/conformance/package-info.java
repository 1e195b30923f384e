/**
 * Conformance vectors: cases with what has to come of them, as JSON for implementers in any language, and what runs them
 * against this library or another one. The README beside the files describes their format.
 */
package dev.rmx.testkit.conformance;
