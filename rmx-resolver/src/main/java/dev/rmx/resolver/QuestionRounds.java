package dev.rmx.resolver;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Does work that needs answers of DNS, in rounds: each round does the work from its start, with more answers than the
 * round before, until none is missing ([EVAL-1]). The questions of a round are asked together, and no thread blocks
 * while they are open. Each is asked once. One beyond the limit or the deadline is not asked: it has failed, and is
 * never absent ([LOOK-2]).
 *
 * <p>Used by one piece of work at a time.
 */
final class QuestionRounds {
    /** The most evaluations of all expansions together. */
    static final int EVALUATIONS = 200_000;

    private static final DnsAnswer LATE =
            new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "no answer by the deadline");

    private final RmxResolver resolver;
    private final int most;
    private final QueryBudget budget;
    private final long deadline;
    private final Map<DnsQuestion, DnsAnswer> answers = new LinkedHashMap<>();
    private final Set<DnsQuestion> missing = new LinkedHashSet<>();
    private volatile Collection<GuardedCall> open = List.of();
    private boolean over;
    private int evaluations;

    /** Ends a round: an answer is missing. */
    private static final class MissingAnswer extends RuntimeException {
        private static final long serialVersionUID = 1;

        MissingAnswer() {
            super("an answer is missing", null, false, false);
        }
    }

    /**
     * Makes rounds that have asked nothing yet.
     *
     * @param most how many questions are asked
     * @param queries how many queries are sent, including those after aliases and retries
     * @param deadline how long questions are asked from now on
     */
    QuestionRounds(RmxResolver resolver, int most, int queries, Duration deadline) {
        this.resolver = resolver;
        this.most = most;
        this.budget = new QueryBudget(queries);
        this.deadline = System.nanoTime() + deadline.toNanos();
    }

    /** The answer to a question. If it is missing, the round ends, and the next one has it. */
    DnsAnswer ask(DnsQuestion question) {
        DnsAnswer answer = answers.get(question);
        if (answer == null) {
            missing.add(question);
            throw new MissingAnswer();
        }
        return answer;
    }

    /** Has questions asked together with the next one that is missing. */
    void start(Collection<DnsQuestion> questions) {
        for (DnsQuestion question : questions) {
            if (!answers.containsKey(question)) {
                missing.add(question);
            }
        }
    }

    /** Goes on if all of these are answered, and otherwise ends the round. */
    void require(Collection<DnsQuestion> questions) {
        start(questions);
        questions.forEach(this::ask);
    }

    /** Whether there is time and room for one evaluation more ([LIM-3], [LIM-4]). */
    boolean goesOn() {
        return evaluations++ < EVALUATIONS && !isPastDeadline();
    }

    /** All answers so far. */
    Map<DnsQuestion, DnsAnswer> answers() {
        return Collections.unmodifiableMap(answers);
    }

    /** Does the work, and waits for answers until the deadline; on an interrupt, what is open has failed. */
    <T> T await(Supplier<T> work) {
        Optional<T> done = attempt(work);
        while (done.isEmpty()) {
            Map<DnsQuestion, GuardedCall> calls = askMissing();
            calls.forEach((question, call) -> answers.put(question, await(call)));
            done = attempt(work);
        }
        return done.get();
    }

    /** Does the work on threads of an executor; cancelling the result tells the resolver that nobody waits. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only gives up what is open
    <T> CompletableFuture<T> async(Supplier<T> work, Executor executor) {
        CompletableFuture<T> result = new CompletableFuture<>();
        result.whenComplete(
                (done, failure) -> open.forEach(call -> call.giveUp().run()));
        executor.execute(() -> round(work, executor, result));
        return result;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stage only starts the next round
    private <T> void round(Supplier<T> work, Executor executor, CompletableFuture<T> result) {
        try {
            Optional<T> done = attempt(work);
            if (done.isPresent()) {
                result.complete(done.get());
                return;
            }
            Map<DnsQuestion, GuardedCall> calls = askMissing();
            open = List.copyOf(calls.values());
            if (result.isDone()) { // cancelled before these were known
                open.forEach(call -> call.giveUp().run());
                return;
            }
            CompletableFuture.allOf(
                            calls.values().stream().map(GuardedCall::answer).toArray(CompletableFuture[]::new))
                    .whenCompleteAsync(
                            (all, failure) -> {
                                open = List.of();
                                calls.forEach((question, call) ->
                                        answers.put(question, call.answer().join()));
                                round(work, executor, result);
                            },
                            executor);
        } catch (RuntimeException | Error fault) { // whoever waits must hear of it
            result.completeExceptionally(fault);
        }
    }

    private <T> Optional<T> attempt(Supplier<T> work) {
        missing.clear();
        try {
            return Optional.of(work.get());
        } catch (MissingAnswer e) {
            return Optional.empty();
        }
    }

    /** Asks the missing questions, up to the limit and the deadline. */
    private Map<DnsQuestion, GuardedCall> askMissing() {
        Map<DnsQuestion, GuardedCall> calls = new LinkedHashMap<>();
        for (DnsQuestion question : missing) {
            if (answers.size() + calls.size() < most && !isPastDeadline()) { // [LIM-3]
                calls.put(question, GuardedCall.of(resolver, question, budget));
            } else {
                over = true;
            }
        }
        missing.removeAll(calls.keySet());
        missing.forEach(question -> answers.put(question, notAsked()));
        return calls;
    }

    private DnsAnswer notAsked() {
        return isPastDeadline()
                ? LATE
                : new DnsAnswer.Failed(
                        DnsAnswer.Failed.Kind.BUDGET_SPENT, "no more than " + most + " questions are asked");
    }

    private DnsAnswer await(GuardedCall call) {
        CompletableFuture<DnsAnswer> answer = call.answer();
        try {
            return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            call.giveUp().run();
            return LATE; // [LIM-3]
        } catch (InterruptedException e) {
            call.giveUp().run();
            Thread.currentThread().interrupt();
            return new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, "the caller was interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fault in a lookup", e.getCause());
        }
    }

    /** Whether the deadline has passed. */
    boolean isPastDeadline() {
        return System.nanoTime() - deadline >= 0;
    }

    /** Whether a question was not asked, since there were too many or there was no time. */
    boolean isOver() {
        return over;
    }

    /** All addresses found so far. */
    Set<IpAddress> addresses() {
        Set<IpAddress> addresses = new LinkedHashSet<>();
        answers.forEach((question, answer) -> {
            if (answer instanceof DnsAnswer.Found found && found.data() instanceof DnsData.Addresses hosts) {
                addresses.addAll(hosts.addresses());
            }
        });
        return addresses;
    }

    /** The names of PTR answers that have more than a number of them. */
    List<DomainName> withMoreNamesThan(int names) {
        List<DomainName> owners = new ArrayList<>();
        answers.forEach((question, answer) -> {
            if (answer instanceof DnsAnswer.Found found
                    && found.data() instanceof DnsData.Names all
                    && all.names().size() > names) {
                owners.add(question.name());
            }
        });
        return owners;
    }
}
