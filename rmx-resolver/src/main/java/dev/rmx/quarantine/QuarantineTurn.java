package dev.rmx.quarantine;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.QuarantineStore.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a {@link Quarantine} tells its store at once: how earlier messages ended, and how many more it has room for. A
 * store that needs one transaction for all of it waits for its disk once. Maps keep the order in which they are given.
 *
 * @param done messages to delete, as for {@link QuarantineStore#done}
 * @param retries messages that no handler took, as for {@link QuarantineStore#retry}
 * @param decisions decisions to store, as for {@link QuarantineStore#decide}
 * @param waits messages that could not be decided, as for {@link QuarantineStore#await}
 * @param most how many messages to claim at most, as for {@link QuarantineStore#claim(int)}
 * @param mostOf how many messages to claim at most for each question, as for {@link QuarantineStore#claim(Map)}
 */
public record QuarantineTurn(
        List<Long> done,
        Map<Long, Duration> retries,
        Map<Long, Decision> decisions,
        Map<Long, Wait> waits,
        int most,
        Map<DnsQuestion, Integer> mostOf) {
    /** Nothing ended, and no room. */
    public static final QuarantineTurn NOTHING =
            new QuarantineTurn(List.of(), Map.of(), Map.of(), Map.of(), 0, Map.of());

    /**
     * What a turn leads to.
     *
     * @param standing the decisions that stand, as from {@link QuarantineStore#decide}
     * @param now the time by the store's clock
     * @param due the claimed messages that are due
     * @param ofQuestions the claimed messages of the questions
     */
    public record Result(
            Map<Long, Decision> standing, Instant now, List<HeldMessage> due, List<HeldMessage> ofQuestions) {
        /**
         * Copies the collections.
         *
         * @param standing the decisions that stand
         * @param now the time by the store's clock
         * @param due the claimed messages that are due
         * @param ofQuestions the claimed messages of the questions
         */
        public Result {
            standing = Map.copyOf(standing);
            due = List.copyOf(due);
            ofQuestions = List.copyOf(ofQuestions);
        }
    }

    /**
     * Copies the collections.
     *
     * @param done messages to delete
     * @param retries messages that no handler took
     * @param decisions decisions to store
     * @param waits messages that could not be decided
     * @param most how many messages to claim
     * @param mostOf how many messages to claim for each question
     * @throws IllegalArgumentException if a message ends in more than one way
     */
    public QuarantineTurn {
        done = done.stream().distinct().toList();
        retries = copy(retries);
        decisions = copy(decisions);
        waits = copy(waits);
        mostOf = copy(mostOf);
        if (ids(done, retries, decisions, waits).size()
                < done.size() + retries.size() + decisions.size() + waits.size()) {
            throw new IllegalArgumentException("a message ends in one way, not several");
        }
    }

    private static Set<Long> ids(
            List<Long> done, Map<Long, Duration> retries, Map<Long, Decision> decisions, Map<Long, Wait> waits) {
        Set<Long> ids = new HashSet<>(done);
        ids.addAll(retries.keySet());
        ids.addAll(decisions.keySet());
        ids.addAll(waits.keySet());
        return ids;
    }

    /** Not {@code Map.copyOf}: names whose hash codes are equal would make that quadratic ([LIM-4]). */
    private static <K, V> Map<K, V> copy(Map<K, V> map) {
        Map<K, V> copy = new LinkedHashMap<>(map);
        copy.forEach((key, value) -> {
            Objects.requireNonNull(key);
            Objects.requireNonNull(value);
        });
        return Collections.unmodifiableMap(copy);
    }

    /**
     * The messages that ended.
     *
     * @return their ids
     */
    public Set<Long> ids() {
        return ids(done, retries, decisions, waits);
    }

    /**
     * Tells whether the store has anything to do.
     *
     * @return true if nothing ended and there is no room
     */
    public boolean isEmpty() {
        return done.isEmpty()
                && retries.isEmpty()
                && decisions.isEmpty()
                && waits.isEmpty()
                && most == 0
                && mostOf.isEmpty();
    }

    /** The same in several turns, without empty ones. */
    List<QuarantineTurn> parts() {
        return Stream.of(done(done), retry(retries), decide(decisions), await(waits), claim(most), claim(mostOf))
                .filter(part -> !part.isEmpty())
                .toList();
    }

    static QuarantineTurn done(Collection<Long> ids) {
        return new QuarantineTurn(List.copyOf(ids), Map.of(), Map.of(), Map.of(), 0, Map.of());
    }

    static QuarantineTurn retry(Map<Long, Duration> retries) {
        return new QuarantineTurn(List.of(), retries, Map.of(), Map.of(), 0, Map.of());
    }

    static QuarantineTurn decide(Map<Long, Decision> decisions) {
        return new QuarantineTurn(List.of(), Map.of(), decisions, Map.of(), 0, Map.of());
    }

    static QuarantineTurn await(Map<Long, Wait> waits) {
        return new QuarantineTurn(List.of(), Map.of(), Map.of(), waits, 0, Map.of());
    }

    static QuarantineTurn claim(int most) {
        return new QuarantineTurn(List.of(), Map.of(), Map.of(), Map.of(), most, Map.of());
    }

    static QuarantineTurn claim(Map<DnsQuestion, Integer> most) {
        return new QuarantineTurn(List.of(), Map.of(), Map.of(), Map.of(), 0, most);
    }
}
