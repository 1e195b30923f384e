package dev.rmx.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a JUnit 5 test DNS data of its own, as master-file text or as a resource:
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
 * <p>The test, its {@code @BeforeEach} and {@code @AfterEach} methods can have as parameters
 *
 * <ul>
 *   <li>{@link dev.rmx.testkit.RmxZone}: the zone;
 *   <li>{@link dev.rmx.testkit.RmxDnsServer}: a server on loopback that serves it, of this test alone;
 *   <li>{@link dev.rmx.resolver.RmxChecker}: a checker that asks that server each time, with half a second for
 *       each attempt, and without cache or memory of failures.
 * </ul>
 *
 * <p>Server and checker are closed after the test. On a class, the annotation holds for every test without one of its own.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RmxExtension.class)
public @interface RmxZoneSource {
    /**
     * The zone as master-file text, as {@link dev.rmx.testkit.RmxZone#parse} takes it.
     *
     * @return the text; empty if {@link #resource} is given
     */
    String value() default "";

    /**
     * The resource that holds the zone's text in UTF-8.
     *
     * @return a name as {@link Class#getResource} of the test class takes it; empty if {@link #value} is given
     */
    String resource() default "";
}
