/**
 * JUnit 5 support: zones, servers and checkers as test parameters, and the contracts of resolvers and quarantine stores
 * as tests.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.rmx.testkit.junit;

import org.jspecify.annotations.NullMarked;
