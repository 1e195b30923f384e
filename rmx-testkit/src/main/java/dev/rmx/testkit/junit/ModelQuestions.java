package dev.rmx.testkit.junit;

import dev.rmx.dns.DnsQuestion;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The questions that messages wait for, according to the rules.
 *
 * <p>The rules leave two things open, which the model learns from the store: when the store forgets a question without
 * messages; and whether a claim with little room reached a question that is due.
 */
final class ModelQuestions {
    private final Map<DnsQuestion, Asked> known = new HashMap<>();
    /** Questions without messages that the store may still know, with the most attempts they can have. */
    private final Map<DnsQuestion, Integer> leftOver = new HashMap<>();

    /** A question's state as far as the model knows it: one of these due times, attempts within these bounds. */
    record Asked(List<Span> dues, int leastAttempts, int mostAttempts) {
        Asked(Span due, int attempts) {
            this(List.of(due), attempts, attempts);
        }

        Span.Answer isDue(Instant now) {
            Set<Span.Answer> answers = dues.stream().map(due -> due.isOver(now)).collect(Collectors.toSet());
            return answers.size() == 1 ? answers.iterator().next() : Span.Answer.PERHAPS;
        }
    }

    Asked get(DnsQuestion question) {
        return Objects.requireNonNull(known.get(question), () -> "the model does not know " + question);
    }

    Set<DnsQuestion> all() {
        return Set.copyOf(known.keySet());
    }

    /** A message begins to wait for a question. */
    void waitFor(DnsQuestion question, Span due) {
        if (known.containsKey(question)) {
            return;
        }
        Integer attempts = leftOver.remove(question);
        if (attempts == null) {
            known.put(question, new Asked(due, 0));
        } else {
            known.put(question, new Asked(List.of(due, new Span(Instant.MIN, Instant.MAX)), 0, attempts));
        }
    }

    /** The question was asked and not answered. */
    void put(DnsQuestion question, Span due) {
        Asked asked = known.get(question);
        if (asked != null) {
            known.put(question, new Asked(List.of(due), asked.leastAttempts + 1, asked.mostAttempts + 1));
        } else {
            leftOver.merge(question, 0, (attempts, zero) -> attempts + 1);
        }
    }

    /**
     * A message begins to wait for a question that this {@code await} named: unless new, the store knows it already.
     */
    void waitForNamed(DnsQuestion question, Span due) {
        if (!known.containsKey(question)) {
            int attempts = leftOver.getOrDefault(question, 0);
            leftOver.remove(question);
            known.put(question, new Asked(List.of(due), 0, attempts));
        }
    }

    /** A claim reached a question that is due; if not {@code surely}, it may have. */
    void claimed(DnsQuestion question, Instant now, boolean surely) {
        Asked asked = get(question);
        Span later = Span.at(now.plus(HeldMessages.MINUTE));
        List<Span> dues = surely
                ? List.of(later)
                : Stream.concat(asked.dues.stream(), Stream.of(later)).toList();
        known.put(question, new Asked(dues, asked.leastAttempts, asked.mostAttempts));
    }

    /** Takes over what the store shows. */
    void learn(DnsQuestion question, Instant due, int attempts) {
        known.put(question, new Asked(Span.at(due), attempts));
    }

    /** Makes every question due now. */
    void askNow(Span now) {
        all().forEach(question -> askNow(question, now));
    }

    /** Makes a question due now. */
    void askNow(DnsQuestion question, Span now) {
        Asked asked = get(question);
        known.put(
                question,
                new Asked(
                        asked.dues.stream().map(due -> due.atMost(now)).toList(),
                        asked.leastAttempts,
                        asked.mostAttempts));
    }

    /** Drops the questions that no message waits for. */
    void retain(Collection<DnsQuestion> waitedFor) {
        for (DnsQuestion question : all()) {
            if (!waitedFor.contains(question)) {
                leftOver.put(question, get(question).mostAttempts);
                known.remove(question);
            }
        }
    }
}
