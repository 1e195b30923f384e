package dev.rmx.testkit.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineStore.Held;
import dev.rmx.testkit.junit.Span.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a store should hold according to the rules, and since when it is cut off from DNS. */
final class ModelState {
    final TreeMap<Long, ModelRow> rows = new TreeMap<>();
    final ModelQuestions questions = new ModelQuestions();

    @Nullable
    Span cutOffSince;

    /** The end of the longest hold of a message added now. */
    Span until(Span now, Duration longest) {
        return (cutOffSince == null ? now : cutOffSince).plus(longest);
    }

    Answer isTimeUp(ModelRow row, Instant now) {
        return cutOffSince == null ? row.until.isOver(now) : isOver(row.until, cutOffSince);
    }

    private static Answer isOver(Span until, Span since) {
        Answer atFirst = until.isOver(since.from());
        return atFirst == until.isOver(since.to()) ? atFirst : Answer.PERHAPS;
    }

    void endCutOff(Span now) {
        if (cutOffSince != null) {
            Span since = cutOffSince;
            rows.values().forEach(row -> row.until = row.until.plus(since, now));
            cutOffSince = null;
            questions.askNow(now);
        }
    }

    /** Compares with everything the store lists within a span of time, and learns what the rules leave open. */
    void compare(List<HeldMessage> listed, Held held, Span now, String after) {
        questions.retain(rows.values().stream()
                .filter(row -> row.question != null)
                .map(row -> row.question)
                .toList());
        assertEquals(
                List.copyOf(rows.keySet()), HeldMessages.ids(listed), () -> "after " + after + ", list: the messages");
        for (HeldMessage message : listed) {
            compare(Objects.requireNonNull(rows.get(message.id())), message, now, after);
        }
        Optional<Instant> oldest = listed.stream().map(HeldMessage::since).findFirst();
        assertEquals(new Held(listed.size(), oldest), held, () -> "after " + after + ", held");
    }

    private void compare(ModelRow row, HeldMessage message, Span now, String after) {
        String of = "after " + after + ", of " + row + ": ";
        assertEquals(
                List.of(
                        row.query,
                        row.reference,
                        row.since,
                        Optional.ofNullable(row.question),
                        Optional.ofNullable(row.decision)),
                List.of(message.query(), message.reference(), message.since(), message.waitsFor(), message.decision()),
                () -> of + "query, reference, since, what it waits for, decision");
        if (row.question == null) {
            assertEquals(row.attempts, message.attempts(), () -> of + "attempts");
            assertWithin(of + "due", List.of(row.due), message.due());
            row.due = Span.at(message.due());
            return;
        }
        ModelQuestions.Asked asked = questions.get(row.question);
        assertWithin(of + "due", asked.dues(), message.due());
        assertTrue(
                asked.leastAttempts() <= message.attempts() && message.attempts() <= asked.mostAttempts(),
                () -> of + "attempts of the question are " + message.attempts() + ", and should be from "
                        + asked.leastAttempts() + " to " + asked.mostAttempts());
        questions.learn(row.question, message.due(), message.attempts());
        if (cutOffSince == null) {
            assertWithin(of + "until", List.of(row.until), message.until());
            row.until = Span.at(message.until());
        } else {
            assertWithin(of + "until, while cut off", List.of(row.until.plus(cutOffSince, now)), message.until());
        }
    }

    private static void assertWithin(String what, List<Span> spans, Instant actual) {
        assertTrue(
                spans.stream().anyMatch(span -> span.contains(actual)),
                () -> what + " is " + actual + ", and should be within one of " + new ArrayList<>(spans));
    }
}
