package dev.rmx.resolver;

import dev.rmx.RmxExpansion;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lists what domains say of every client address, over DNS ([LINT-4]). It asks each question at most once, so all of
 * its expansions are of one moment. It has one deadline and one budget of queries; questions beyond them fail, which
 * the expansion names.
 *
 * <pre>{@code
 * RmxExpander expander = new RmxExpander(checker.resolver(), Duration.ofSeconds(20));
 * RmxExpansion expansion = expander.expand(new RmxVerifier(), DomainName.parse("example.org"));
 * expansion.addresses(RmxResult.PASS).ranges().forEach(System.out::println);
 * }</pre>
 *
 * <p>For one thread.
 */
public final class RmxExpander {
    /** How many queries an expander sends, including queries after aliases and retries. */
    public static final int QUERIES = 2_000;

    private static final DnsAnswer LATE =
            new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "no answer by the deadline");

    private final RmxResolver resolver;
    private final QueryBudget budget = new QueryBudget(QUERIES);
    private final long deadline;
    private final Map<DnsQuestion, DnsAnswer> answers = new HashMap<>();

    /**
     * Begins, with the first question still to ask.
     *
     * @param resolver answers the questions, such as {@link RmxChecker#resolver}
     * @param deadline how long all expansions may take from now on ([LIM-3])
     */
    public RmxExpander(RmxResolver resolver, Duration deadline) {
        this.resolver = resolver;
        this.deadline = System.nanoTime() + deadline.toNanos();
    }

    /**
     * Lists what a domain says now.
     *
     * @param verifier the forms to look for, and the limits
     * @param subject the domain
     * @return a complete expansion
     * @throws IllegalArgumentException if the domain is a name that [ID-4] rules out
     */
    public RmxExpansion expand(RmxVerifier verifier, DomainName subject) {
        return expand(verifier, subject, Map.of());
    }

    /**
     * Lists what a domain would say now if DNS gave some answers.
     *
     * @param verifier the forms to look for, and the limits
     * @param subject the domain
     * @param given the answers that take the place of those of DNS
     * @return a complete expansion
     * @throws IllegalArgumentException as {@link #expand(RmxVerifier, DomainName)}, or if an answer's data is not of
     *     its question's type
     */
    public RmxExpansion expand(RmxVerifier verifier, DomainName subject, Map<DnsQuestion, DnsAnswer> given) {
        while (true) {
            Map<DnsQuestion, DnsAnswer> known = new HashMap<>(answers);
            known.putAll(given);
            RmxExpansion expansion = verifier.expand(subject, known);
            if (expansion.questions().isEmpty()) {
                return expansion;
            }
            Map<DnsQuestion, GuardedCall> calls = new LinkedHashMap<>();
            for (DnsQuestion question : expansion.questions()) {
                calls.put(question, ask(question));
            }
            calls.forEach((question, call) -> answers.put(question, await(call)));
        }
    }

    /**
     * The answer to a question. All expansions use the same.
     *
     * @param question the question, asked now if it was not asked before
     * @return the answer
     */
    public DnsAnswer answer(DnsQuestion question) {
        return answers.computeIfAbsent(question, unasked -> await(ask(unasked)));
    }

    /**
     * The answers to the questions asked so far. With them {@link RmxVerifier#expand} gives each expansion again, without
     * DNS.
     *
     * @return a copy
     */
    public Map<DnsQuestion, DnsAnswer> answers() {
        return Map.copyOf(answers);
    }

    private GuardedCall ask(DnsQuestion question) {
        return isPastDeadline() // [LIM-3]
                ? new GuardedCall(CompletableFuture.completedFuture(LATE), () -> {})
                : GuardedCall.of(resolver, question, budget).ofTheTypeOf(question);
    }

    /** Whether the deadline has passed. */
    boolean isPastDeadline() {
        return System.nanoTime() - deadline >= 0;
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
            return new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, "the expansion was interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fault in a lookup", e.getCause());
        }
    }
}
