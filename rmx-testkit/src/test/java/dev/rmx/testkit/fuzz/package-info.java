/**
 * Harnesses for a coverage-guided fuzzer, one for each decoder and parser of the library. Each has a method {@code
 * fuzzerTestOneInput} and an assertion of its own; profile {@code fuzz} runs one of them with Jazzer, and {@link
 * dev.rmx.testkit.fuzz.CorpusTest} replays the inputs that were kept.
 */
package dev.rmx.testkit.fuzz;
