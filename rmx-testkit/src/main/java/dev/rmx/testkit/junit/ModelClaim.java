package dev.rmx.testkit.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.testkit.junit.Span.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Checks a claim of due messages against the rules. Of the messages that wait for a question, the store may choose any
 * one. A message can be claimed for two reasons at once: its time is up, and its question is due.
 */
final class ModelClaim {
    private final Map<Long, ModelRow> rows;
    private final ModelQuestions questions;
    private final Predicate<ModelRow> timeMayBeUp;
    private final Predicate<ModelRow> timeIsUp;
    private final Instant now;
    private final boolean hasRoom;
    private final List<ModelRow> claimed = new ArrayList<>();

    /**
     * Creates the check of one claim.
     *
     * @param isTimeUp whether a message's time is up
     * @param now the time of the claim
     * @param hasRoom whether the claim had room for every message, several times over
     */
    ModelClaim(
            Map<Long, ModelRow> rows,
            ModelQuestions questions,
            Function<ModelRow, Answer> isTimeUp,
            Instant now,
            boolean hasRoom) {
        this.rows = rows;
        this.questions = questions;
        this.timeIsUp = row -> row.decision == null && isTimeUp.apply(row) == Answer.YES;
        this.timeMayBeUp = row -> row.decision == null && isTimeUp.apply(row) != Answer.NO;
        this.now = now;
        this.hasRoom = hasRoom;
    }

    /** Checks the claimed messages and puts their questions off; returns their rows. */
    List<ModelRow> check(List<HeldMessage> messages) {
        for (HeldMessage message : messages) {
            ModelRow row = rows.get(message.id());
            assertTrue(row != null && row.isFree(now) != Answer.NO, () -> "claim gave what is not free: " + message);
            claimed.add(Objects.requireNonNull(row));
        }
        assertEquals(claimed.size(), new HashSet<>(claimed).size(), "claim: how many different ones");
        checkDecided();
        checkTime();
        checkQuestions();
        for (DnsQuestion question : questions.all()) {
            Answer due = questions.get(question).isDue(now);
            if (due != Answer.NO) {
                boolean surely =
                        (due == Answer.YES && hasRoom) || !byQuestion(question).isEmpty();
                questions.claimed(question, now, surely);
            }
        }
        return claimed;
    }

    private List<ModelRow> left(Predicate<ModelRow> condition) {
        return rows.values().stream()
                .filter(row -> row.isFree(now) == Answer.YES && !claimed.contains(row) && condition.test(row))
                .toList();
    }

    private List<ModelRow> claimed(Predicate<ModelRow> condition) {
        return claimed.stream().filter(condition).toList();
    }

    private void checkDecided() {
        List<ModelRow> some = claimed(row -> row.decision != null);
        for (ModelRow row : some) {
            assertTrue(row.due.isOver(now) != Answer.NO, () -> "claim gave what is not due: " + row);
        }
        List<ModelRow> left = left(row -> row.decision != null && row.due.isOver(now) == Answer.YES);
        checkOrder(some, left, row -> row.due);
    }

    private void checkTime() {
        Predicate<ModelRow> onlyTime = row -> timeMayBeUp.test(row)
                && questions.get(Objects.requireNonNull(row.question)).isDue(now) == Answer.NO;
        checkOrder(claimed(onlyTime), left(timeIsUp), row -> row.until);
    }

    /** The messages that were claimed only because this question is due. */
    private List<ModelRow> byQuestion(DnsQuestion question) {
        return claimed(row -> question.equals(row.question) && !timeMayBeUp.test(row));
    }

    private void checkQuestions() {
        List<Span> dues = new ArrayList<>();
        for (ModelRow row : claimed) {
            if (row.question != null && !timeMayBeUp.test(row)) {
                assertTrue(
                        questions.get(row.question).isDue(now) != Answer.NO,
                        () -> "claim gave what is not due: " + row);
                assertEquals(
                        1, byQuestion(row.question).size(), () -> "claim: how many were claimed for " + row.question);
                dues.addAll(questions.get(row.question).dues());
            }
        }
        assertInOrder(dues);
        for (ModelRow row : left(other -> other.question != null)) {
            DnsQuestion question = Objects.requireNonNull(row.question);
            boolean asked = claimed.stream().anyMatch(other -> question.equals(other.question));
            if (!asked && questions.get(question).isDue(now) == Answer.YES) {
                assertTrue(!hasRoom, () -> "claim gave no message for " + question + ", which is due, but " + claimed);
                checkLeft(dues, questions.get(question).dues().get(0), "claim left out " + question);
            }
        }
    }

    private void checkOrder(Collection<ModelRow> some, List<ModelRow> left, Function<ModelRow, Span> due) {
        List<Span> dues = some.stream().map(due).toList();
        assertInOrder(dues);
        for (ModelRow row : left) {
            assertTrue(!hasRoom, () -> "claim left out " + row + ", which is due, and gave " + claimed);
            checkLeft(dues, due.apply(row), "claim left out " + row);
        }
    }

    private void assertInOrder(List<Span> dues) {
        for (int i = 1; i < dues.size(); i++) {
            assertTrue(
                    !dues.get(i).to().isBefore(dues.get(i - 1).from()),
                    () -> "claim gave what has been due for longest not first, but " + claimed);
        }
    }

    private void checkLeft(Collection<Span> dues, Span left, String what) {
        Instant last =
                dues.stream().map(Span::from).max(Comparator.naturalOrder()).orElse(Instant.MIN);
        assertTrue(!left.to().isBefore(last), () -> what + ", which has been due for longer than some of " + claimed);
    }
}
