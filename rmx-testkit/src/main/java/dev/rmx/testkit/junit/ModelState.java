package dev.rmx.testkit.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Claimed;
import dev.rmx.quarantine.QuarantineStore.Held;
import dev.rmx.quarantine.QuarantineStore.Wait;
import dev.rmx.testkit.junit.Span.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a store should hold according to the rules, and since when it is cut off from DNS; what calls change in it. */
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

    /** The messages of these that are leased to a store object. */
    List<ModelRow> own(QuarantineStore store, Collection<Long> ids) {
        return rows.values().stream()
                .filter(row -> row.owner == store && ids.contains(row.id))
                .toList();
    }

    // the effects of calls

    /** Returns the decisions that stand. */
    Map<Long, Decision> decide(QuarantineStore store, Map<Long, Decision> decisions, Span now) {
        Map<Long, Decision> standing = new HashMap<>();
        for (ModelRow row : own(store, decisions.keySet())) {
            if (row.decision == null) {
                row.decide(Objects.requireNonNull(decisions.get(row.id)), now);
            }
            standing.put(row.id, row.decision);
        }
        forgetQuestions();
        return standing;
    }

    void await(QuarantineStore store, Map<Long, Wait> waits, Span now) {
        List<ModelRow> own = own(store, waits.keySet());
        Map<DnsQuestion, Duration> pauses = new HashMap<>();
        for (ModelRow row : own) {
            Wait wait = Objects.requireNonNull(waits.get(row.id));
            pauses.merge(wait.question(), wait.pause(), (one, other) -> one.compareTo(other) > 0 ? one : other);
        }
        pauses.forEach((question, pause) -> questions.put(question, now.plus(pause)));
        for (ModelRow row : own) {
            if (row.decision == null) {
                row.question = Objects.requireNonNull(waits.get(row.id)).question();
                questions.waitForNamed(row.question, now.plus(Objects.requireNonNull(pauses.get(row.question))));
            }
            row.giveBack(now);
        }
        forgetQuestions();
    }

    void retry(QuarantineStore store, Map<Long, Duration> pauses, Span now) {
        for (ModelRow row : own(store, pauses.keySet())) {
            if (row.decision != null) {
                row.due = now.plus(Objects.requireNonNull(pauses.get(row.id)));
                row.attempts++;
            }
            row.giveBack(now);
        }
    }

    void done(QuarantineStore store, Collection<Long> ids) {
        own(store, ids).forEach(row -> rows.remove(row.id));
        forgetQuestions();
    }

    /** Checks a claim of what is due. */
    void claim(QuarantineStore store, int most, Claimed claimed) {
        Instant now = claimed.now();
        assertTrue(claimed.messages().size() <= most, () -> "claim of " + most + " at most gave " + claimed);
        ModelClaim claim = new ModelClaim(rows, questions, row -> isTimeUp(row, now), now, most == HeldMessages.ALL);
        claim.check(claimed.messages()).forEach(row -> row.lease(store, Span.at(now)));
    }

    /** Checks a claim of messages that wait for a question. */
    void claim(QuarantineStore store, DnsQuestion question, int most, List<Long> claimed, Span now) {
        List<ModelRow> ofQuestion = rows.values().stream()
                .filter(row -> question.equals(row.question))
                .toList();
        List<Long> expected = ofQuestion.stream()
                .filter(row -> row.isFree(now.from()) == Answer.YES)
                .map(row -> row.id)
                .limit(most)
                .toList();
        boolean isSure = ofQuestion.stream().noneMatch(row -> row.isFree(now.from()) == Answer.PERHAPS);
        assertTrue(
                !isSure || expected.equals(claimed),
                () -> "claim of " + most + " messages of " + question + " gave " + claimed + " and not " + expected);
        for (ModelRow row : ofQuestion) {
            if (claimed.contains(row.id)) {
                row.lease(store, now);
            }
        }
    }

    /** Drops the questions that no message waits for. */
    private void forgetQuestions() {
        questions.retain(rows.values().stream()
                .filter(row -> row.question != null)
                .map(row -> row.question)
                .toList());
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
        forgetQuestions();
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
