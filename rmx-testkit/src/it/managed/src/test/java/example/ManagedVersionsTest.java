package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rmx.RmxResult;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.testkit.junit.RmxZoneSource;
import org.junit.jupiter.api.Test;

@RmxZoneSource(
        """
        example.org.      IN RMX host:mail.example.org
        mail.example.org. IN A   192.0.2.1
        """)
class ManagedVersionsTest {
    @Test
    void checks_work_with_the_versions_of_the_framework(RmxChecker checker) {
        assertEquals(RmxResult.PASS, checker.check("192.0.2.1", "joe@example.org").result());
        assertEquals(RmxResult.FAIL, checker.check("192.0.2.2", "joe@example.org").result());
    }

    @Test
    void the_framework_has_chosen_the_version() {
        String jar = Caffeine.class.getProtectionDomain().getCodeSource().getLocation().toString();
        assertTrue(jar.endsWith("caffeine-" + System.getProperty("caffeine") + ".jar"), jar);
    }
}
