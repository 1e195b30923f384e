/** Zones, servers and checkers as parameters of JUnit 5 tests; what resolvers and quarantine stores have to do, as tests. */
package dev.rmx.testkit.junit;
