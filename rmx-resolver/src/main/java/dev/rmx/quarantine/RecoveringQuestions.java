package dev.rmx.quarantine;

import dev.rmx.dns.DnsQuestion;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The questions that DNS answers again, and for which more messages may wait. Used by one thread. */
final class RecoveringQuestions {
    private final Set<DnsQuestion> questions = new LinkedHashSet<>();

    boolean isEmpty() {
        return questions.isEmpty();
    }

    /** Adds the questions that were answered, and removes those that failed once more. */
    void learn(CheckedBatch batch) {
        batch.waits().values().forEach(wait -> questions.remove(wait.question()));
        questions.addAll(batch.answered());
    }

    /** Divides the room for messages among the questions; some get nothing if there is not room for all. */
    Map<DnsQuestion, Integer> shares(int room) {
        Map<DnsQuestion, Integer> shares = new LinkedHashMap<>();
        int of = Math.min(room, questions.size());
        for (DnsQuestion question : questions) {
            if (shares.size() < of) {
                shares.put(question, (room - shares.size() + of - 1) / of);
            }
        }
        return shares;
    }

    /**
     * Removes questions for which fewer messages were claimed than their share: no more wait. The others go to the end,
     * so that each gets its turn.
     */
    void claimed(Map<DnsQuestion, Integer> shares, List<HeldMessage> messages) {
        Map<DnsQuestion, Integer> claimed = new HashMap<>();
        for (HeldMessage message : messages) {
            message.waitsFor().ifPresent(question -> claimed.merge(question, 1, Integer::sum));
        }
        shares.forEach((question, share) -> {
            questions.remove(question);
            if (claimed.getOrDefault(question, 0) >= share) {
                questions.add(question);
            }
        });
    }
}
