package dev.rmx.testkit.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.testkit.ChildJava;
import dev.rmx.testkit.cli.RmxCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code rmx quarantine} on PostgreSQL, while a mail server uses the same database. */
@Timeout(300)
class OperatorTest {
    @RegisterExtension
    static final SharedPostgres postgres = new SharedPostgres();

    @TempDir
    private Path directory;

    private String url = "";
    private final BlockingQueue<HandedBack> handedBack = new LinkedBlockingQueue<>();

    private record HandedBack(HeldMessage message, Decision decision) {}

    @BeforeEach
    void createTables() throws Exception {
        url = postgres.newSchemaUrl();
        Databases.store(Databases.unpooled(url)).close();
    }

    /** Runs the command as an operator does; returns what it printed. */
    private String rmx(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                ChildJava.command("-cp", ChildJava.classPath(), RmxCommand.class.getName(), "quarantine"));
        command.addAll(List.of("--jdbc", url));
        command.addAll(List.of(words));
        Path err = directory.resolve("err");
        Process process =
                new ProcessBuilder(command).redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(err) + out).isZero();
        return out;
    }

    @Test
    void an_operator_decides_while_a_node_runs() throws Exception {
        try (QuarantineStore store = Databases.store(Databases.unpooled(url));
                Quarantine quarantine = Quarantine.builder(
                                query -> CompletableFuture.completedFuture(Samples.undecided("a.example")),
                                store,
                                (message, decision) -> handedBack.add(new HandedBack(message, decision)))
                        .build()) {
            long first = quarantine.hold(Samples.undecided("a.example"), MessageReference.of("A1"));
            long second = quarantine.hold(Samples.undecided("a.example"), MessageReference.of("B2"));

            assertThat(rmx("list").lines())
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith(first + "  ").endsWith("  A1"),
                            line -> assertThat(line).startsWith(second + "  ").endsWith("  B2"));
            rmx("--reason", "we know them", "release", String.valueOf(first));
            HandedBack released = handedBack.take();
            assertThat(released.message().id()).isEqualTo(first);
            assertThat(released.decision().outcome()).isEqualTo(RmxOutcome.NO_RMX);
            assertThat(released.decision().reason()).isEqualTo("we know them");

            rmx("remove", String.valueOf(second));
            assertThat(quarantine.find(second)).isEmpty();
            assertThat(handedBack).isEmpty();
        }
    }
}
