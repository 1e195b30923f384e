/**
 * Generators for property tests with jqwik. {@link dev.rmx.testkit.jqwik.RmxDomain} makes {@code @ForAll RmxRecord} work; the
 * classes named {@code …Arbitraries} have the same generators, and more, for those who compose their own; {@link
 * dev.rmx.testkit.jqwik.RmxWorld} is a whole check with the answers of DNS to it. All of them shrink to what a person can
 * read.
 */
package dev.rmx.testkit.jqwik;
