/** Zones, servers and checkers as parameters of JUnit 5 tests. */
package dev.rmx.testkit.junit;
