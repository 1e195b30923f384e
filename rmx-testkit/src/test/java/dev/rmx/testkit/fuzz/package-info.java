/**
 * Harnesses for a coverage-guided fuzzer, one for each decoder and parser of the library. Each has a method
 * {@code fuzzerTestOneInput} and its own assertion. Profile {@code fuzz} runs one of them with Jazzer;
 * {@link dev.rmx.testkit.fuzz.CorpusTest} replays the kept inputs.
 */
package dev.rmx.testkit.fuzz;
