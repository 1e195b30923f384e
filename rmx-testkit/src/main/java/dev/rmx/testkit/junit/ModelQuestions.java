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
 * The questions that messages wait for, as the rules have them.
 *
 * <p>The rules leave open two things, which the model learns from the store: how soon it forgets a question that no message waits for any
 * more; and, where a claim has little room, whether it came upon a question that is due.
 */
final class ModelQuestions {
    private final Map<DnsQuestion, Asked> known = new HashMap<>();
    /** Those that no message waits for any more, and that the store may know still, with the most attempts that they can have. */
    private final Map<DnsQuestion, Integer> leftOver = new HashMap<>();

    /** A question: it is due at one of these times, after one of these attempts. */
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

    /** A message comes to wait for a question. */
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

    /** The question was asked in vain. */
    void put(DnsQuestion question, Span due) {
        Asked asked = known.get(question);
        if (asked != null) {
            known.put(question, new Asked(List.of(due), asked.leastAttempts + 1, asked.mostAttempts + 1));
        } else {
            leftOver.merge(question, 0, (attempts, zero) -> attempts + 1);
        }
    }

    /** A message waits for a question that was named in await just now: it is known by then, unless it is new. */
    void waitForNamed(DnsQuestion question, Span due) {
        if (!known.containsKey(question)) {
            int attempts = leftOver.getOrDefault(question, 0);
            leftOver.remove(question);
            known.put(question, new Asked(List.of(due), 0, attempts));
        }
    }

    /** A claim came upon a question that is due; or may have. */
    void claimed(DnsQuestion question, Instant now, boolean surely) {
        Asked asked = get(question);
        Span later = Span.at(now.plus(HeldMessages.MINUTE));
        List<Span> dues = surely
                ? List.of(later)
                : Stream.concat(asked.dues.stream(), Stream.of(later)).toList();
        known.put(question, new Asked(dues, asked.leastAttempts, asked.mostAttempts));
    }

    /** As the store shows it. */
    void learn(DnsQuestion question, Instant due, int attempts) {
        known.put(question, new Asked(Span.at(due), attempts));
    }

    /** All may be asked now. */
    void askNow(Span now) {
        known.replaceAll((question, asked) -> new Asked(
                asked.dues.stream().map(due -> due.atMost(now)).toList(), asked.leastAttempts, asked.mostAttempts));
    }

    /** Nothing but these is waited for any more. */
    void retain(Collection<DnsQuestion> waitedFor) {
        for (DnsQuestion question : all()) {
            if (!waitedFor.contains(question)) {
                leftOver.put(question, get(question).mostAttempts);
                known.remove(question);
            }
        }
    }
}
