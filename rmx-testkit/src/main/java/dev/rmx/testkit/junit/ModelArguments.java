package dev.rmx.testkit.junit;

import dev.rmx.RmxOutcome;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineStore.Wait;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Random arguments for calls to a store. */
final class ModelArguments {
    static final List<DnsQuestion> QUESTIONS =
            List.of(HeldMessages.QUESTION, HeldMessages.OTHER_QUESTION, HeldMessages.question("c.example"));
    private static final Duration STEP = Duration.ofMinutes(30);

    private final Random random;

    ModelArguments(Random random) {
        this.random = random;
    }

    <T> T anyOf(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    int upTo(int most) {
        return random.nextInt(most + 1);
    }

    /** How many messages to claim: a few, or all. */
    int room() {
        return random.nextBoolean() ? upTo(5) : HeldMessages.ALL;
    }

    Duration steps(int most) {
        return STEP.multipliedBy(random.nextInt(most));
    }

    DnsQuestion question() {
        return anyOf(QUESTIONS);
    }

    List<DnsQuestion> someQuestions() {
        return QUESTIONS.stream().filter(question -> random.nextBoolean()).toList();
    }

    Wait someWait() {
        return new Wait(question(), steps(10));
    }

    MessageReference reference() {
        byte[] reference = new byte[random.nextInt(4)];
        random.nextBytes(reference);
        return MessageReference.of(reference);
    }

    Decision decision() {
        return HeldMessages.decision(
                anyOf(List.of(RmxOutcome.values())),
                random.nextBoolean() ? Optional.of("mechanism " + random.nextInt(9)) : Optional.empty(),
                "reason " + random.nextInt(9),
                anyOf(List.of(Decision.Source.values())));
    }

    /** Up to seven ids. */
    List<Long> ids(Collection<Long> held) {
        return random.longs(random.nextInt(8), 0, Long.MAX_VALUE)
                .mapToObj(any -> id(held))
                .distinct()
                .toList();
    }

    /** Mostly the id of a message that exists. */
    long id(Collection<Long> held) {
        return held.isEmpty() || random.nextInt(10) == 0
                ? random.nextInt(1_000_000) + 1_000_000_000L
                : anyOf(List.copyOf(held));
    }

    /** An argument for each of these. */
    <K, V> Map<K, V> of(Collection<K> keys, Supplier<V> value) {
        Map<K, V> arguments = new LinkedHashMap<>();
        keys.forEach(key -> arguments.put(key, value.get()));
        return arguments;
    }
}
