package dev.rmx.resolver;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The questions of one lint: each is asked once, at most so many, within one deadline. A question beyond that has
 * failed, and is never absent ([LOOK-2]). Thread-safe.
 */
final class LintQuestions implements RmxResolver {
    private final RmxResolver resolver;
    private final int most;
    private final long end;
    private final QueryBudget budget;
    private final Map<DnsQuestion, GuardedCall> calls = new LinkedHashMap<>();
    private boolean over;

    LintQuestions(RmxResolver resolver, int most, Duration deadline) {
        this.resolver = resolver;
        this.most = most;
        this.end = System.nanoTime() + deadline.toNanos();
        this.budget = new QueryBudget(2 * most); // aliases and retries
    }

    /** Starts to ask, unless the question was asked before. Another budget does not count. */
    @Override
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget another) {
        return call(question).answer().copy();
    }

    private synchronized GuardedCall call(DnsQuestion question) {
        GuardedCall known = calls.get(question);
        if (known != null) {
            return known;
        }
        if (calls.size() >= most || timeLeft() <= 0) {
            over = true;
            DnsAnswer notAsked = new DnsAnswer.Failed(
                    DnsAnswer.Failed.Kind.BUDGET_SPENT, "lint asks no more than " + most + " questions");
            return new GuardedCall(CompletableFuture.completedFuture(notAsked), () -> {});
        }
        GuardedCall call = GuardedCall.of(resolver, question, budget).ofTheTypeOf(question);
        calls.put(question, call);
        return call;
    }

    /** Asks, and waits for the answer until the deadline. */
    DnsAnswer ask(DnsQuestion question) {
        try {
            return call(question).answer().get(timeLeft(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "no answer before the deadline");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, "lint was interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fault in the lookup of " + question, e.getCause());
        }
    }

    /** Starts to ask several questions, so that their answers arrive together. */
    void start(Collection<DnsQuestion> questions) {
        questions.forEach(this::call);
    }

    long timeLeft() {
        return end - System.nanoTime();
    }

    /** Whether a question was not asked, since there were too many or there was no time. */
    synchronized boolean isOver() {
        return over;
    }

    /** All addresses found so far. */
    Set<IpAddress> addresses() {
        Set<IpAddress> addresses = new LinkedHashSet<>();
        known().forEach((question, answer) -> {
            if (answer instanceof DnsAnswer.Found found && found.data() instanceof DnsData.Addresses hosts) {
                addresses.addAll(hosts.addresses());
            }
        });
        return addresses;
    }

    /** The names of PTR answers that have more than a number of them. */
    List<DomainName> withMoreNamesThan(int names) {
        List<DomainName> owners = new ArrayList<>();
        known().forEach((question, answer) -> {
            if (answer instanceof DnsAnswer.Found found
                    && found.data() instanceof DnsData.Names all
                    && all.names().size() > names) {
                owners.add(question.name());
            }
        });
        return owners;
    }

    private synchronized Map<DnsQuestion, DnsAnswer> known() {
        Map<DnsQuestion, DnsAnswer> known = new LinkedHashMap<>();
        calls.forEach((question, call) -> {
            if (call.answer().isDone()) {
                known.put(question, call.answer().join());
            }
        });
        return known;
    }

    /** Gives up all that is still open. {@link #close} does nothing, since several checkers use this. */
    void giveUp() {
        List<GuardedCall> open;
        synchronized (this) {
            open = List.copyOf(calls.values());
        }
        open.stream()
                .filter(call -> !call.answer().isDone())
                .forEach(call -> call.giveUp().run());
    }
}
