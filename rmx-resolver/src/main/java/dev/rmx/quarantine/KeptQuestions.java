package dev.rmx.quarantine;

import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The DNS questions that messages in memory wait for, with the time when each may be asked again: what
 * {@link HeldQuestions} is in a database. A question that no message waits for is forgotten.
 */
final class KeptQuestions {
    /** How long a question is not asked again after a message was claimed for it. */
    private static final Duration LEASE = Duration.ofMinutes(1);
    /** Longer than any pause of a question. */
    private static final Duration FURTHEST = Duration.ofDays(2);

    private final Map<DnsQuestion, Asked> questions = new HashMap<>();
    private final TreeSet<Asked> byDue =
            new TreeSet<>(Comparator.<Asked, Instant>comparing(one -> one.due).thenComparing(one -> one.question));

    private static final class Asked {
        final DnsQuestion question;
        final TreeMap<Long, KeptMessage> free = new TreeMap<>();
        /** How many messages wait for it, including leased ones. */
        int waiting;

        Instant due;
        int attempts;

        Asked(DnsQuestion question, Instant due) {
            this.question = question;
            this.due = due;
        }
    }

    /** Makes a leased message wait for a question. If the question is new, it is due at this time. */
    void add(KeptMessage message, DnsQuestion question, Instant due) {
        Asked asked = questions.get(question);
        if (asked == null) {
            asked = new Asked(question, due);
            questions.put(question, asked);
            byDue.add(asked);
        }
        asked.waiting++;
        message.question = question;
    }

    /** Makes a message that cannot be claimed wait for no question. */
    void remove(KeptMessage message) {
        if (message.question != null) {
            leave(message.question);
            message.question = null;
        }
    }

    /** Counts one message less for a question. */
    void leave(DnsQuestion question) {
        Asked asked = asked(question);
        asked.waiting--;
        if (asked.waiting == 0) {
            questions.remove(question);
            byDue.remove(asked);
        }
    }

    private Asked asked(DnsQuestion question) {
        return Objects.requireNonNull(questions.get(question));
    }

    /** Lets a waiting message be claimed. */
    void free(KeptMessage message) {
        asked(Objects.requireNonNull(message.question)).free.put(message.id, message);
    }

    /** Keeps a waiting message from being claimed. */
    void lease(KeptMessage message) {
        asked(Objects.requireNonNull(message.question)).free.remove(message.id);
    }

    /** Gives the first free message of each due question, and postpones these questions by {@link #LEASE}. */
    List<KeptMessage> firstOfDue(Instant now, int most) {
        List<KeptMessage> first = new ArrayList<>();
        for (Asked asked = firstDue(now); asked != null && first.size() < most; asked = firstDue(now)) {
            if (!asked.free.isEmpty()) {
                first.add(asked.free.firstEntry().getValue());
            }
            setDue(asked, now.plus(LEASE));
        }
        return first;
    }

    /**
     * The question that is due first. One with an impossibly late due time counts as due: only a clock set back
     * explains it.
     */
    private @Nullable Asked firstDue(Instant now) {
        if (byDue.isEmpty()) {
            return null;
        }
        if (!byDue.first().due.isAfter(now)) {
            return byDue.first();
        }
        return byDue.last().due.isAfter(now.plus(FURTHEST)) ? byDue.last() : null;
    }

    /** The first free messages of a question. */
    List<KeptMessage> firstOf(DnsQuestion question, int most) {
        Asked asked = questions.get(question);
        return asked == null
                ? List.of()
                : asked.free.values().stream().limit(most).toList();
    }

    /** When a question may be asked again. */
    Instant due(DnsQuestion question) {
        return asked(question).due;
    }

    /** How often a question was asked again without an answer. */
    int attempts(DnsQuestion question) {
        return asked(question).attempts;
    }

    /** Postpones a question whose recheck still gave temperror; an unknown question stays unknown. */
    void putOff(DnsQuestion question, Instant due) {
        Asked asked = questions.get(question);
        if (asked != null) {
            asked.attempts++;
            setDue(asked, due);
        }
    }

    /** Makes a question due at this time, unless it is due earlier. */
    void dueAt(DnsQuestion question, Instant time) {
        dueAt(asked(question), time);
    }

    /** Makes each question due at this time, unless it is due earlier. */
    void allDueAt(Instant time) {
        List.copyOf(byDue).forEach(asked -> dueAt(asked, time));
    }

    private void dueAt(Asked asked, Instant time) {
        if (asked.due.isAfter(time)) {
            setDue(asked, time);
        }
    }

    private void setDue(Asked asked, Instant due) {
        byDue.remove(asked);
        asked.due = due;
        byDue.add(asked);
    }
}
