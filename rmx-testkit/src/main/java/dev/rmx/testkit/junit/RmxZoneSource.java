package dev.rmx.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a JUnit 5 test its own DNS data, as master-file text or as a resource:
 *
 * <pre>{@code
 * @Test
 * @RmxZoneSource("""
 *     example.org. IN RMX ipv4:192.0.2.1
 *     """)
 * void sender_is_authorized(RmxChecker checker) {
 *     assertEquals(RmxResult.PASS, checker.check("192.0.2.1", "joe@example.org").result());
 * }
 * }</pre>
 *
 * <p>The test and its {@code @BeforeEach} and {@code @AfterEach} methods can take these parameters:
 *
 * <ul>
 *   <li>{@link dev.rmx.testkit.RmxZone}: the zone;
 *   <li>{@link dev.rmx.testkit.RmxDnsServer}: a server on loopback that serves the zone, for this test only;
 *   <li>{@link dev.rmx.resolver.RmxChecker}: a checker that asks this server every time: half a second for each
 *       attempt, no cache, no failure memory.
 * </ul>
 *
 * <p>JUnit closes server and checker after the test. An annotation on a class applies to every test in it without its
 * own.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RmxExtension.class)
public @interface RmxZoneSource {
    /**
     * The zone as master-file text, in the form that {@link dev.rmx.testkit.RmxZone#parse} reads.
     *
     * @return the text; empty if {@link #resource} is given
     */
    String value() default "";

    /**
     * The resource with the zone's text, in UTF-8.
     *
     * @return a name for {@link Class#getResource} of the test class; empty if {@link #value} is given
     */
    String resource() default "";
}
