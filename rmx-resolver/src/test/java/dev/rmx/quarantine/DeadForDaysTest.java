package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.resolver.RmxChecker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Name servers are dead for days, while two nodes hold thousands of messages that wait for them ([TEMP-5]). */
class DeadForDaysTest extends QuarantineFixture {
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(8);
    private static final Duration STEP = Duration.ofMinutes(4);
    private static final Duration DAYS = Duration.ofDays(2);
    private static final int SUBJECTS = 10_000;
    private static final int DEAD_DOMAINS = 200;

    private static final DnsAnswer DEAD =
            new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "no response", Instant.MIN);

    /** When either node asked each unanswered question. */
    private final Map<DnsQuestion, ConcurrentLinkedQueue<Instant>> asked = new ConcurrentHashMap<>();

    private final AtomicLong checks = new AtomicLong();
    private final RmxChecker one = node();
    private final RmxChecker other = node();
    private final InMemoryQuarantineStore shared = new InMemoryQuarantineStore(100_000, clock);

    private RmxChecker node() {
        return RmxChecker.builder((question, budget) -> {
                    CompletableFuture<DnsAnswer> answer = dns.resolve(question, budget);
                    if (answer.join() instanceof DnsAnswer.Failed) {
                        asked.computeIfAbsent(question, same -> new ConcurrentLinkedQueue<>())
                                .add(clock.instant());
                    }
                    return answer;
                })
                .clock(clock)
                .build();
    }

    @AfterEach
    void closeNodes() {
        opened.forEach(Quarantine::close);
        one.close();
        other.close();
    }

    private Quarantine open(RmxChecker node) {
        Function<RmxQuery, CompletableFuture<RmxVerdict>> check = query -> {
            checks.incrementAndGet();
            return node.checkAsync(query);
        };
        return open(Quarantine.builder(check, shared, this::take)
                .clock(clock)
                .settings(SETTINGS.withPauses(MINUTE, LONGEST_PAUSE)));
    }

    private void hold(Quarantine quarantine, RmxChecker node, String domain) throws QuarantineException {
        quarantine.hold(node.check(CLIENT, "joe@" + domain), MessageReference.of(domain));
    }

    @Test
    void TEMP_5_a_dead_name_is_asked_for_at_most_twice_an_interval_however_many_messages_wait() throws Exception {
        dns.answer("provider.x", RecordType.A, DEAD);
        List<Quarantine> nodes = List.of(open(one), open(other));
        for (int i = 0; i < SUBJECTS; i++) {
            dns.rmx("s" + i + ".x", "host:provider.x");
            hold(nodes.get(i % 2), i % 2 == 0 ? one : other, "s" + i + ".x");
        }
        for (int i = 0; i < DEAD_DOMAINS; i++) {
            dns.answer("d" + i + ".x", RecordType.RMX, DEAD);
            hold(nodes.get(i % 2), i % 2 == 0 ? one : other, "d" + i + ".x");
        }
        Instant settled = clock.instant().plus(Duration.ofHours(1));

        Instant end = clock.instant().plus(DAYS);
        while (clock.instant().isBefore(end)) {
            List<HeldMessage> due = dueBy(clock.instant().plus(STEP));
            clock.move(STEP);
            awaitAttempts(due);
        }

        assertThat(released).isEmpty();
        assertThat(asked).hasSize(1 + DEAD_DOMAINS);
        asked.forEach((question, instants) -> {
            List<Instant> late = instants.stream()
                    .filter(instant -> instant.isAfter(settled))
                    .toList();
            assertThat(late).as("%s was asked", question).hasSizeGreaterThan(20);
            for (int i = 2; i < late.size(); i++) {
                assertThat(Duration.between(late.get(i - 2), late.get(i)))
                        .as("three times %s", question)
                        .isGreaterThanOrEqualTo(LONGEST_PAUSE);
            }
        });
        long most = (1 + DEAD_DOMAINS) * (DAYS.dividedBy(LONGEST_PAUSE) + 10) * 2;
        assertThat(checks.get()).as("checks").isLessThan(most);
    }

    /** One message for each question that may be asked again by then. */
    private List<HeldMessage> dueBy(Instant then) throws QuarantineException {
        return shared.list(SUBJECTS - 1L, DEAD_DOMAINS + 1).stream()
                .filter(message -> !message.due().isAfter(then))
                .toList();
    }

    /**
     * Waits until a node has asked and postponed each of these questions. If the clock moved earlier, they would be
     * asked late.
     */
    private void awaitAttempts(List<HeldMessage> due) throws Exception {
        List<HeldMessage> waiting = new ArrayList<>(due);
        await(() -> {
            waiting.removeIf(message -> shared.find(message.id())
                    .filter(now -> now.attempts() > message.attempts())
                    .isPresent());
            return waiting.isEmpty();
        });
    }
}
