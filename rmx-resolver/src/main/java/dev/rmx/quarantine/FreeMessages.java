package dev.rmx.quarantine;

import dev.rmx.dns.DnsQuestion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The messages in memory that may be claimed, in the order of claims. A leased message is not among them. */
final class FreeMessages {
    private final KeptQuestions questions;
    /** Decided messages, earliest due first. */
    private final TreeSet<KeptMessage> decided = new TreeSet<>(
            Comparator.<KeptMessage, Instant>comparing(one -> one.due).thenComparing(one -> one.id));
    /** Undecided messages, earliest end of their time first. */
    private final TreeSet<KeptMessage> waiting = new TreeSet<>(
            Comparator.<KeptMessage, Instant>comparing(one -> one.until).thenComparing(one -> one.id));

    private final ClaimShares shares = new ClaimShares();

    FreeMessages(KeptQuestions questions) {
        this.questions = questions;
    }

    /** Adds a message, which is no longer leased. */
    void add(KeptMessage message) {
        message.leased = false;
        if (message.decision != null) {
            decided.add(message);
        } else {
            waiting.add(message);
            questions.free(message);
        }
    }

    /** Removes a message, such as before its due time changes; a leased one is not here. */
    void remove(KeptMessage message) {
        if (message.leased) {
            return;
        }
        if (message.decision != null) {
            decided.remove(message);
        } else {
            waiting.remove(message);
            questions.lease(message);
        }
    }

    /** Leases messages that are due, and those whose time is up by the hold time. */
    List<KeptMessage> claim(int most, Instant now, Instant holdTime) {
        return shares.<KeptMessage, RuntimeException>claim(
                most,
                List.of(
                        some -> lease(questions.firstOfDue(now, some)),
                        some -> lease(first(decided, one -> !one.due.isAfter(now), some)),
                        some -> lease(first(waiting, one -> !one.until.isAfter(holdTime), some))));
    }

    /** Leases messages that wait for these questions. */
    List<KeptMessage> claim(Map<DnsQuestion, Integer> most) {
        List<KeptMessage> claimed = new ArrayList<>();
        most.forEach((question, some) -> claimed.addAll(questions.firstOf(question, some)));
        return lease(claimed);
    }

    private static List<KeptMessage> first(SortedSet<KeptMessage> inOrder, Predicate<KeptMessage> isDue, int most) {
        return inOrder.stream().takeWhile(isDue).limit(most).toList();
    }

    private List<KeptMessage> lease(List<KeptMessage> messages) {
        for (KeptMessage message : messages) {
            remove(message);
            message.leased = true;
        }
        return messages;
    }
}
