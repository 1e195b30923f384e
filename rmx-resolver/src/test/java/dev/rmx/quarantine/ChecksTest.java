package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.quarantine.CheckedBatch.Checked;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ChecksTest {
    private static final long LIMIT = Checks.LIMIT.toNanos();
    private static final RmxQuery QUERY = EnvelopeSender.parse("joe@a.example").from(IpAddress.parse("192.0.2.1"));
    private static final RmxVerdict VERDICT =
            new RmxVerifier().check(QUERY, question -> new DnsAnswer.Absent(Instant.MAX, false));

    private final List<CompletableFuture<RmxVerdict>> checks = new ArrayList<>();
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final List<Checked> reported = new ArrayList<>();
    private long now;
    private final Checks all =
            new Checks(this::check, Checks.LIMIT, loop::add, reported::add, new ReleaseLog(), () -> now);

    private CompletableFuture<RmxVerdict> check(RmxQuery query) {
        CompletableFuture<RmxVerdict> check = new CompletableFuture<>();
        checks.add(check);
        return check;
    }

    private void runLoop() {
        for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
            task.run();
        }
    }

    private static Checked failed(long id) {
        HeldMessage message = new HeldMessage(
                id,
                QUERY,
                MessageReference.of("m"),
                Instant.EPOCH,
                Instant.MAX,
                Optional.of(new DnsQuestion(DomainName.parse("a.example"), RecordType.RMX)),
                Instant.EPOCH,
                0,
                Optional.empty());
        return Checked.failed(message, false, false);
    }

    @Test
    void a_check_is_reported_on_the_loops_thread() {
        all.start(failed(1));
        checks.get(0).complete(VERDICT);
        assertThat(reported).isEmpty();

        runLoop();
        assertThat(reported).containsExactly(failed(1).with(VERDICT));
    }

    @Test
    void a_check_that_takes_too_long_counts_as_failed_and_is_cancelled() {
        all.start(failed(1));
        now++;
        all.start(failed(2));
        now = LIMIT - 1;
        all.giveUpLate();
        assertThat(reported).isEmpty();

        now++;
        all.giveUpLate();
        assertThat(reported).containsExactly(failed(1));
        assertThat(checks.get(0)).isCancelled();
        assertThat(checks.get(1)).isNotDone();

        runLoop();
        all.giveUpLate();
        assertThat(reported).as("reported once").hasSize(1);
    }

    @Test
    void a_verdict_that_comes_too_late_is_not_that_of_the_next_check() {
        all.start(failed(1));
        checks.get(0).complete(VERDICT);
        now = LIMIT;
        all.giveUpLate();
        all.start(failed(1));
        runLoop();
        assertThat(reported).containsExactly(failed(1));

        checks.get(1).complete(VERDICT);
        runLoop();
        assertThat(reported).containsExactly(failed(1), failed(1).with(VERDICT));
    }
}
