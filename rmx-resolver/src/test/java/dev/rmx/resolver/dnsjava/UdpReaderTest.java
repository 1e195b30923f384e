package dev.rmx.resolver.dnsjava;

import static dev.rmx.resolver.dnsjava.RawServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.HeldTimer;
import dev.rmx.resolver.QueryBudget;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxListener;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.internal.InPlace;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Message;

/** Who reads responses: a caller that waits, or the reader's own thread. Time-outs are so long that none passes. */
@Timeout(120)
class UdpReaderTest {
    private static final String CLIENT = "192.0.2.1";
    private static final Duration LONG = Duration.ofSeconds(60);

    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch silent = new CountDownLatch(1);
    private final HeldTimer timer = new HeldTimer();
    private final RawServer server = new RawServer(this::respond, query -> List.of());
    private final DnsjavaResolver resolver = DnsjavaResolver.builder()
            .servers(server.address())
            .timeout(LONG)
            .attempts(1)
            .scheduler(timer)
            .build();

    @SuppressWarnings("unchecked") // a resolver gives a view of a resolver
    private final InPlace<RmxResolver> inPlace = (InPlace<RmxResolver>) Objects.requireNonNull(InPlace.of(resolver));

    private final AtomicInteger names = new AtomicInteger();

    @BeforeAll
    static void register() {
        RmxDnsRecord.register();
    }

    /** Names that begin with "never" get no response, and those with "held" only when the test says so. */
    private List<byte[]> respond(Message query) {
        String name = query.getQuestion().getName().toString().toLowerCase(Locale.ROOT);
        if (name.startsWith("never")) {
            silent.countDown();
            return List.of();
        }
        if (name.startsWith("held")) {
            try {
                held.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        return List.of(answer(query, name + " RMX ipv4:" + CLIENT).toWire());
    }

    @AfterEach
    void close() {
        held.countDown();
        resolver.close();
        server.close();
    }

    private CompletableFuture<DnsAnswer> ask(String name) {
        DnsQuestion question =
                new DnsQuestion(DomainName.parse(name + names.incrementAndGet() + ".example"), RecordType.RMX);
        return inPlace.inPlace().resolve(question, new QueryBudget(QueryBudget.DEFAULT_QUERIES));
    }

    /** Asks until the own thread has given up reading, as a caller that checks one sender after the other does. */
    private InPlace.Reading startReading() {
        InPlace.Reading reading = inPlace.startReading();
        while (reading == null) {
            ask("n").join();
            reading = inPlace.startReading();
        }
        return reading;
    }

    @Test
    void a_caller_that_waits_alone_reads_by_itself() throws Exception {
        InPlace.Reading reading = startReading();
        try {
            CompletableFuture<Thread> thread = ask("n").thenApply(answer -> Thread.currentThread());
            reading.until(thread);
            assertThat(thread.join()).isSameAs(Thread.currentThread());
        } finally {
            reading.stop();
        }
    }

    @Test
    void only_one_caller_reads_at_a_time() {
        InPlace.Reading reading = startReading();
        assertThat(inPlace.startReading()).isNull();
        reading.stop();
    }

    @Test
    void what_is_in_flight_when_a_caller_stops_is_read_by_the_own_thread() throws Exception {
        InPlace.Reading reading = startReading();
        CompletableFuture<DnsAnswer> own = ask("n");
        CompletableFuture<Thread> others = ask("held").thenApply(answer -> Thread.currentThread());
        reading.until(own);
        reading.stop();
        held.countDown();
        assertThat(others.join().getName()).startsWith("rmx-dns-udp");
    }

    @Test
    void a_caller_also_reads_responses_to_others() throws Exception {
        InPlace.Reading reading = startReading();
        try {
            List<CompletableFuture<DnsAnswer>> others =
                    IntStream.range(0, 200).mapToObj(i -> ask("n")).toList();
            for (CompletableFuture<DnsAnswer> other : others) {
                reading.until(other);
                assertThat(other).isCompletedWithValueMatching(DnsAnswer.Found.class::isInstance);
            }
        } finally {
            reading.stop();
        }
    }

    @Test
    void LIM_3_reading_ends_when_another_thread_completes_what_the_caller_waits_for() throws Exception {
        InPlace.Reading reading = startReading();
        try {
            CompletableFuture<DnsAnswer> open = ask("never");
            CompletableFuture<String> deadline = new CompletableFuture<>();
            new Thread(() -> deadline.complete("passed")).start();
            reading.until(deadline);
            assertThat(deadline).isCompleted();
            assertThat(open).isNotDone();
        } finally {
            reading.stop();
        }
    }

    @Test
    void an_interrupt_ends_reading_and_closes_no_port() throws Exception {
        InPlace.Reading reading = startReading();
        CompletableFuture<DnsAnswer> other = ask("held");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> reading.until(other)).isInstanceOf(InterruptedException.class);
        reading.stop();
        held.countDown();
        assertThat(other.join()).isInstanceOf(DnsAnswer.Found.class);
    }

    @Test
    void LIM_3_closing_ends_reading() throws Exception {
        InPlace.Reading reading = startReading();
        CompletableFuture<DnsAnswer> open = ask("never");
        new Thread(resolver::close).start();
        reading.until(open);
        reading.stop();
        assertThat(open.join()).isInstanceOf(DnsAnswer.Failed.class);
    }

    @Test
    void a_fault_in_what_follows_from_one_response_loses_no_other() throws Exception {
        InPlace.Reading reading = startReading();
        try {
            CompletableFuture<Object> bad = ask("n").thenApply(answer -> {
                throw new StackOverflowError("planted");
            });
            CompletableFuture<DnsAnswer> good = ask("n");
            reading.until(bad);
            reading.until(good);
            assertThat(bad).isCompletedExceptionally();
            assertThat(good.join()).isInstanceOf(DnsAnswer.Found.class);
        } finally {
            reading.stop();
        }
    }

    /** As after a long pause of the JVM: the time-out has passed, and the response is there. */
    @Test
    void LOOK_2_a_response_that_waits_to_be_read_counts_although_its_time_has_passed() throws Exception {
        InPlace.Reading reading = startReading(); // and does not read yet
        try {
            CompletableFuture<DnsAnswer> answered = ask("n");
            CompletableFuture<DnsAnswer> unanswered = ask("never");
            silent.await(); // so the response to the first is sent
            timer.pass(LONG);
            while (!((UdpReader) reading).hasTasks()) {
                Thread.onSpinWait();
            }
            reading.until(answered);
            assertThat(answered.join()).isInstanceOf(DnsAnswer.Found.class);
            reading.until(unanswered);
            assertThat(unanswered.join()).isInstanceOf(DnsAnswer.Failed.class);
        } finally {
            reading.stop();
        }
    }

    @Test
    void blocking_checks_of_many_threads_and_asynchronous_ones_all_end() throws Exception {
        try (RmxChecker checker = RmxChecker.builder(resolver).build()) {
            Set<RmxResult> results = ConcurrentHashMap.newKeySet();
            List<Thread> callers = IntStream.range(0, 20)
                    .mapToObj(thread -> new Thread(() -> {
                        for (int i = 0; i < 50; i++) {
                            String sender = "joe@n" + thread + "-" + i + ".example";
                            CompletableFuture<RmxVerdict> async = checker.checkAsync(CLIENT, "a" + sender);
                            results.add(checker.check(CLIENT, sender).result());
                            results.add(async.join().result());
                        }
                    }))
                    .toList();
            callers.forEach(Thread::start);
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(results).containsExactly(RmxResult.PASS);
        }
    }

    @Test
    void code_of_the_user_runs_on_no_thread_that_reads() throws Exception {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        RmxListener listener = new RmxListener() {
            @Override
            public void answered(DnsQuestion question, DnsAnswer answer, Duration time) {
                threads.add(name());
            }
        };
        try (RmxChecker checker =
                RmxChecker.builder(resolver).listener(listener).withoutCache().build()) {
            for (int i = 0; i < 20; i++) {
                checker.check(CLIENT, "joe@n.example");
            }
        }
        assertThat(threads).isNotEmpty().noneMatch(name -> name.startsWith("rmx-dns-udp"));
    }

    @Test
    void LIM_4_many_checks_that_share_a_response_go_on_on_no_thread_that_reads() {
        try (RmxChecker checker = RmxChecker.builder(resolver)
                .withoutCache()
                .withoutFailureMemory()
                .callbacks(Runnable::run)
                .build()) {
            List<CompletableFuture<String>> stages = IntStream.range(0, 100)
                    .mapToObj(
                            i -> checker.checkAsync(CLIENT, "joe@held.example").thenApply(verdict -> name()))
                    .toList();
            held.countDown();
            assertThat(stages).extracting(CompletableFuture::join).noneMatch(name -> name.startsWith("rmx-dns-udp"));
        }
    }

    @Test
    void stages_of_the_user_run_on_no_thread_that_reads() throws Exception {
        try (RmxChecker checker = RmxChecker.builder(resolver).build()) {
            DnsQuestion question = new DnsQuestion(DomainName.parse("held.example"), RecordType.RMX);
            List<CompletableFuture<String>> stages = List.of(
                    resolver.resolve(question).thenApply(answer -> name()),
                    checker.resolver().resolve(question).thenApply(answer -> name()),
                    checker.checkAsync(CLIENT, "joe@held.example").thenApply(verdict -> name()));
            held.countDown();
            for (CompletableFuture<String> stage : stages) {
                assertThat(stage.join()).doesNotStartWith("rmx-dns-udp");
            }
        }
    }

    private static String name() {
        return Thread.currentThread().getName();
    }

    @Test
    void callbacks_run_where_the_caller_wants_and_elsewhere_if_that_refuses() {
        AtomicInteger tasks = new AtomicInteger();
        try (RmxChecker checker = RmxChecker.builder(resolver)
                .callbacks(task -> {
                    if (tasks.getAndIncrement() > 0) {
                        throw new RejectedExecutionException("planted");
                    }
                    task.run();
                })
                .build()) {
            CompletableFuture<RmxVerdict> first = checker.checkAsync(CLIENT, "joe@held1.example");
            CompletableFuture<RmxVerdict> second = checker.checkAsync(CLIENT, "joe@held2.example");
            held.countDown();
            assertThat(first.join().result()).isEqualTo(RmxResult.PASS);
            assertThat(second.join().result()).isEqualTo(RmxResult.PASS);
            assertThat(tasks).hasValue(2);
        }
    }
}
