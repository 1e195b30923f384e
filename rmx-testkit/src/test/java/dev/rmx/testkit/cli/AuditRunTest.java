package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.record.DomainName;
import dev.rmx.resolver.AuditedDomain;
import dev.rmx.resolver.DomainAudit;
import dev.rmx.testkit.RmxZone;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How an audit goes through its input. */
@Timeout(120)
@SuppressWarnings("FutureReturnValueIgnored") // a stage of a test completes another
class AuditRunTest {
    private static final DomainAudit AUDIT = DomainAudit.of(RmxZone.parse("").resolver());

    private final List<String> lines = new ArrayList<>();
    private final AuditRun.Lined taken = new AuditRun.Lined() {
        @Override
        public void accept(String line) {
            lines.add(line);
        }

        @Override
        public boolean flush() {
            return true;
        }
    };

    private static AuditRun run(
            BiFunction<DomainName, Executor, CompletableFuture<AuditedDomain>> audit, int parallel) {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        return new AuditRun(
                new RmxCommand.Streams(InputStream.nullInputStream(), nowhere, nowhere),
                audit,
                new DomainSet(),
                parallel);
    }

    private static Reader domains(int count) {
        return new StringReader(
                IntStream.range(0, count).mapToObj(i -> "d" + i + ".example\n").collect(Collectors.joining()));
    }

    @Test
    void no_more_domains_are_under_way_than_allowed() {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        int status = run(
                        (domain, executor) -> {
                            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                            return AUDIT.auditAsync(domain, executor)
                                    .whenComplete((done, fault) -> underWay.decrementAndGet());
                        },
                        7)
                .run(domains(3_000), taken, () -> false);

        assertThat(status).isZero();
        assertThat(lines).hasSize(3_000).doesNotHaveDuplicates();
        assertThat(most.get()).isBetween(1, 7);
    }

    @Test
    void a_domain_that_takes_long_holds_up_no_other() {
        CompletableFuture<AuditedDomain> slow = new CompletableFuture<>();
        int status = run(
                        (domain, executor) -> {
                            if (domain.toString().equals("d0.example")) {
                                return slow;
                            }
                            CompletableFuture<AuditedDomain> audited = AUDIT.auditAsync(domain, executor);
                            if (domain.toString().equals("d99.example")) {
                                audited.thenAccept(done -> slow.complete(AUDIT.audit(DomainName.parse("d0.example"))));
                            }
                            return audited;
                        },
                        2)
                .run(domains(100), taken, () -> false);

        assertThat(status).isZero();
        assertThat(lines).hasSize(100);
        assertThat(lines.indexOf(line("d0.example"))).isGreaterThan(90);
    }

    private String line(String domain) {
        return lines.stream()
                .filter(line -> line.startsWith(AuditLine.START + domain))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void TEMP_7_an_audit_that_is_cut_off_ends_and_can_be_gone_on_with() {
        assertThatThrownBy(() ->
                        run((domain, executor) -> new CompletableFuture<>(), 10).run(domains(100), taken, () -> true))
                .isInstanceOfSatisfying(
                        BadInputException.class,
                        bad -> assertThat(bad.exitCode()).isEqualTo(75))
                .hasMessage("no name server answers any more; 0 domains are done");
    }

    @Test
    void a_fault_names_the_domain() {
        assertThatThrownBy(() -> run(
                                (domain, executor) -> domain.toString().equals("d7.example")
                                        ? CompletableFuture.failedFuture(new IllegalStateException("a bug"))
                                        : AUDIT.auditAsync(domain, executor),
                                3)
                        .run(domains(10), taken, () -> false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("d7.example")
                .hasMessageContaining("a bug");
    }

    @Test
    void an_input_that_cannot_be_read_to_its_end_exits_66() {
        Reader broken = new Reader() {
            @Override
            public int read(char[] buffer, int from, int count) throws IOException {
                throw new IOException("the disk is gone");
            }

            @Override
            public void close() {}
        };
        assertThatThrownBy(() -> run(AUDIT::auditAsync, 3).run(broken, taken, () -> false))
                .isInstanceOfSatisfying(
                        BadInputException.class,
                        bad -> assertThat(bad.exitCode()).isEqualTo(66))
                .hasMessage("reading failed: the disk is gone");
    }

    @Test
    void an_output_that_cannot_be_written_ends_the_audit() {
        AuditRun.Lined full = new AuditRun.Lined() {
            @Override
            public void accept(String line) {
                lines.add(line);
            }

            @Override
            public boolean flush() {
                return lines.isEmpty();
            }
        };
        assertThat(run(AUDIT::auditAsync, 3).run(domains(100_000), full, () -> false))
                .isEqualTo(74);
        assertThat(lines.size()).isLessThan(1_000);
    }

    @Test
    void the_set_of_domains_knows_each_of_very_many() {
        DomainSet set = new DomainSet();
        for (int i = 0; i < 100_000; i++) {
            assertThat(set.add(DomainName.parse("d" + i + ".example"))).isTrue();
        }
        for (int i = 0; i < 100_000; i += 7) {
            assertThat(set.add(DomainName.parse("D" + i + ".example."))).isFalse();
        }
    }
}
