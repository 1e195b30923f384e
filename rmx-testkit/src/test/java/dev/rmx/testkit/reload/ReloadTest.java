package dev.rmx.testkit.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.testkit.ChildJava;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An application that is closed and dropped leaves nothing behind, neither its own threads nor anything in the JDK's.
 * Runs in its own JVM, because the JDK's threads belong to whatever needs them first.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ReloadTest {
    @Test
    void nothing_is_left_of_a_closed_application() throws Exception {
        Process process = new ProcessBuilder(ChildJava.command(
                        "-XX:SoftRefLRUPolicyMSPerMB=0", // softly reachable objects do not count
                        "-cp",
                        ChildJava.classPath(),
                        Container.class.getName()))
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(process.waitFor()).isZero();
    }
}
