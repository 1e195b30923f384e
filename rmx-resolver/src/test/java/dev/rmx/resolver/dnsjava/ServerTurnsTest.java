package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.HeldTimer;
import dev.rmx.resolver.QueryBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The turns of servers that a test controls. */
@Timeout(60)
class ServerTurnsTest {
    private static final ResponseReader.Reading ANSWER = new ResponseReader.Reading.Hopeless("stands for an answer");

    private final HeldTimer timer = new HeldTimer();
    private final ResolverThreads threads = new ResolverThreads(timer);
    private final AtomicInteger reads = new AtomicInteger();

    @AfterEach
    void close() {
        threads.close();
    }

    private static final class Server {
        final List<CompletableFuture<ResponseMessage>> exchanges = new ArrayList<>();
        final List<Runnable> icmp = new ArrayList<>();
        final NameServer server = new NameServer("fake", this::send, false, false, System::nanoTime);

        private synchronized CompletableFuture<ResponseMessage> send(
                Query query, QueryBudget budget, Runnable unreachable) {
            CompletableFuture<ResponseMessage> exchange = new CompletableFuture<>();
            exchanges.add(exchange);
            icmp.add(unreachable);
            return exchange;
        }

        synchronized int asked() {
            return exchanges.size();
        }

        synchronized CompletableFuture<ResponseMessage> last() {
            return exchanges.get(exchanges.size() - 1);
        }

        synchronized void unreachable() {
            icmp.get(icmp.size() - 1).run();
        }

        void awaitAsked(int times) {
            while (asked() < times) {
                Thread.onSpinWait();
            }
        }
    }

    private CompletableFuture<ResponseReader.Reading> ask(int attempts, Server... servers) {
        return new ServerTurns(
                        Arrays.stream(servers).map(server -> server.server).toList(),
                        attempts,
                        new Query(DomainName.parse("x.example"), 1, 0, false),
                        new QueryBudget(100),
                        (server, response) -> {
                            if (reads.incrementAndGet() == 1) {
                                throw new IllegalStateException("a fault of the reader");
                            }
                            return ANSWER;
                        },
                        threads)
                .start();
    }

    private static ResponseMessage message() {
        try {
            return ResponseMessage.parse(new byte[12]);
        } catch (NoAnswerException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void LOOK_5_an_ICMP_error_on_the_last_turn_does_not_end_the_wait_at_once() throws Exception {
        reads.set(1);
        Server silent = new Server();
        Server last = new Server();
        CompletableFuture<ResponseReader.Reading> reading = ask(1, silent, last);
        silent.last().completeExceptionally(NoAnswerException.timedOut());
        last.awaitAsked(1);
        last.unreachable();
        timer.awaitTask(); // the wait has started
        assertThat(reading).isNotDone();
        last.last().complete(message());
        assertThat(reading.join()).isEqualTo(ANSWER);
    }

    private static DnsAnswer.Failed.Kind kind(ResponseReader.Reading reading) {
        return ((ResponseReader.Reading.Unusable) reading).why().kind();
    }

    @Test
    void LOOK_6_the_question_fails_if_nothing_comes_after_an_ICMP_error_on_the_last_turn() throws Exception {
        Server silent = new Server();
        Server last = new Server();
        CompletableFuture<ResponseReader.Reading> reading = ask(1, silent, last);
        silent.last().completeExceptionally(NoAnswerException.timedOut());
        last.awaitAsked(1);
        last.unreachable();
        timer.awaitTask();
        timer.pass(Duration.ofMillis(200));
        assertThat(kind(reading.join())).isEqualTo(DnsAnswer.Failed.Kind.UNREACHABLE);
        assertThatThrownBy(
                        last.last()
                                ::join) // cancelled by the thread that ended the reading, perhaps after join() saw it
                .as("given up")
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void LOOK_2_a_bug_in_reading_a_response_still_ends_the_question() {
        Server one = new Server();
        Server other = new Server();
        CompletableFuture<ResponseReader.Reading> reading = ask(1, one, other);
        one.last().complete(message());
        other.awaitAsked(1);
        other.last().complete(message());
        assertThat(reading.join()).isEqualTo(ANSWER);
    }

    @Test
    void LIM_3_a_question_that_could_not_be_sent_can_be_asked_again() {
        AtomicInteger asked = new AtomicInteger();
        SharedQueries queries = new SharedQueries(
                (question, budget) -> {
                    if (asked.incrementAndGet() == 1) {
                        throw new OutOfMemoryError("unable to create native thread"); // the JDK's message
                    }
                    return CompletableFuture.completedFuture(ANSWER);
                },
                Runnable::run);
        DnsQuestion question = new DnsQuestion(DomainName.parse("x.example"), RecordType.A);
        assertThat(queries.ask(question, new QueryBudget(1))).isCompletedExceptionally();
        assertThat(queries.ask(question, new QueryBudget(1)).join()).isEqualTo(ANSWER);
    }

    @Test
    void LIM_4_a_response_that_many_wait_for_reaches_them_on_another_thread() {
        List<Runnable> elsewhere = new ArrayList<>();
        CompletableFuture<ResponseReader.Reading> response = new CompletableFuture<>();
        SharedQueries queries = new SharedQueries((question, budget) -> response, elsewhere::add);
        DnsQuestion question = new DnsQuestion(DomainName.parse("x.example"), RecordType.A);
        List<CompletableFuture<ResponseReader.Reading>> many = Stream.generate(
                        () -> queries.ask(question, new QueryBudget(1)))
                .limit(100)
                .toList();
        response.complete(ANSWER);

        assertThat(many).noneMatch(CompletableFuture::isDone);
        elsewhere.remove(0).run();
        assertThat(many).allMatch(CompletableFuture::isDone);
    }
}
