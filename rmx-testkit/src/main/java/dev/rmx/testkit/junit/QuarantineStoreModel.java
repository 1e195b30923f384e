package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.ALL;
import static dev.rmx.testkit.junit.HeldMessages.now;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.RmxOutcome;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Claimed;
import dev.rmx.quarantine.QuarantineStore.Held;
import dev.rmx.quarantine.QuarantineStore.Wait;
import dev.rmx.testkit.junit.Span.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A simple model of the rules. It makes random calls to a store, or to several store objects on the same data, and
 * compares the effects.
 *
 * <p>A store's clock may run by itself. So the model knows a due time only to within the duration of the call, until
 * the store shows it.
 */
final class QuarantineStoreModel {
    private static final int ROUNDS = 12;
    private static final int CALLS = 60;
    private static final Duration STEP = Duration.ofMinutes(30);
    private static final List<DnsQuestion> QUESTIONS =
            List.of(HeldMessages.QUESTION, HeldMessages.OTHER_QUESTION, HeldMessages.question("c.example"));

    private enum Kind {
        ADD,
        ADD_DECIDED,
        CLAIM,
        CLAIM_QUESTION,
        DECIDE,
        AWAIT,
        RETRY,
        GIVE_BACK,
        DONE,
        RELEASE,
        RETRY_NOW,
        REMOVE,
        RENEW,
        REPORT,
        PASS_TIME
    }

    /** Some kinds of calls are more frequent. */
    private static final List<Kind> KINDS = Stream.concat(
                    Stream.of(Kind.values()),
                    Stream.of(Kind.ADD, Kind.ADD, Kind.ADD, Kind.CLAIM, Kind.CLAIM, Kind.AWAIT, Kind.PASS_TIME))
            .toList();

    private final List<QuarantineStore> stores;
    private final LeaseRules.PassTime passTime;
    private final Random random;
    private final ModelState state = new ModelState();
    private String last = "nothing";
    /** The earliest time of the calls since the last comparison. */
    private Instant before = Instant.MIN;

    private QuarantineStoreModel(List<QuarantineStore> stores, LeaseRules.PassTime passTime, long seed) {
        this.stores = stores;
        this.passTime = passTime;
        this.random = new Random(seed);
    }

    /** Runs several rounds of random calls. A failure names the round's seed. */
    static void compare(List<QuarantineStore> stores, LeaseRules.PassTime passTime) throws Exception {
        long first = System.nanoTime();
        for (long seed = first; seed < first + ROUNDS; seed++) {
            try {
                new QuarantineStoreModel(stores, passTime, seed).run();
            } catch (AssertionError e) {
                throw new AssertionError("with seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private void run() throws Exception {
        stores.get(0).report(false);
        passTime.by(Duration.ofDays(1)); // earlier messages are due
        stores.get(0).claim(ALL); // and leave the queue
        before = now(any());
        for (int i = 0; i < CALLS; i++) {
            call(any());
            compareAll();
        }
        any().report(false);
        for (long id : state.rows.keySet()) {
            assertTrue(any().remove(id), "remove");
        }
    }

    private void compareAll() throws QuarantineException {
        List<HeldMessage> listed = any().list(0, ALL);
        Held held = any().held();
        Span now = sinceBefore();
        state.compare(listed, held, now, last);
        before = now.to();
    }

    /** The span of time that holds the calls since the last comparison. */
    private Span sinceBefore() throws QuarantineException {
        return new Span(before, now(any()));
    }

    private QuarantineStore any() {
        return anyOf(stores);
    }

    private void call(QuarantineStore store) throws Exception {
        Kind kind = anyOf(KINDS);
        last = kind.name().toLowerCase(Locale.ROOT);
        switch (kind) {
            case ADD -> add(store);
            case ADD_DECIDED -> addDecided(store);
            case CLAIM -> claim(store, random.nextBoolean() ? random.nextInt(6) : ALL);
            case CLAIM_QUESTION -> claim(store, anyOf(QUESTIONS), random.nextInt(6));
            case DECIDE -> decide(store);
            case AWAIT -> await(store);
            case RETRY -> retry(store);
            case GIVE_BACK -> giveBack(store);
            case DONE -> done(store);
            case RELEASE -> release(store);
            case RETRY_NOW -> retryNow(store);
            case REMOVE -> remove(store);
            case RENEW -> renew(store);
            case REPORT -> report(store);
            case PASS_TIME -> passTime(store, steps(8));
        }
    }

    // adding

    private MessageReference reference() {
        byte[] reference = new byte[random.nextInt(4)];
        random.nextBytes(reference);
        return MessageReference.of(reference);
    }

    private void add(QuarantineStore store) throws QuarantineException {
        Wait wait = wait(anyOf(QUESTIONS));
        Duration longest = steps(80);
        long id = store.add(HeldMessages.QUERY, reference(), wait, longest);
        Span now = sinceBefore();
        state.questions.waitFor(wait.question(), now.plus(wait.pause()));
        added(
                id,
                now,
                new ModelRow(HeldMessages.find(store, id), state.until(now, longest), wait.question(), null, now));
    }

    private void addDecided(QuarantineStore store) throws QuarantineException {
        Decision decision = decision();
        Duration pause = steps(10);
        long id = store.add(HeldMessages.QUERY, reference(), decision, pause);
        Span now = sinceBefore();
        added(id, now, new ModelRow(HeldMessages.find(store, id), now, null, decision, now.plus(pause)));
    }

    private void added(long id, Span now, ModelRow row) {
        assertTrue(now.contains(row.since), () -> "add: since is " + row.since + ", and should be within " + now);
        assertEquals(null, state.rows.put(id, row), "add gave an id twice");
    }

    private Wait wait(DnsQuestion question) {
        return new Wait(question, steps(10));
    }

    private Duration steps(int most) {
        return STEP.multipliedBy(random.nextInt(most));
    }

    // claiming

    private void claim(QuarantineStore store, int most) throws QuarantineException {
        Claimed claimed = store.claim(most);
        assertTrue(claimed.messages().size() <= most, () -> "claim of " + most + " at most gave " + claimed);
        ModelClaim claim = new ModelClaim(
                state.rows, state.questions, row -> state.isTimeUp(row, claimed.now()), claimed.now(), most == ALL);
        claim.check(claimed.messages()).forEach(row -> lease(row, store, Span.at(claimed.now())));
    }

    private void claim(QuarantineStore store, DnsQuestion question, int most) throws QuarantineException {
        Claimed claimed = store.claim(question, most);
        List<ModelRow> ofQuestion = state.rows.values().stream()
                .filter(row -> question.equals(row.question))
                .toList();
        List<Long> expected = ofQuestion.stream()
                .filter(row -> row.isFree(claimed.now()) == Answer.YES)
                .map(row -> row.id)
                .limit(most)
                .toList();
        boolean isSure = ofQuestion.stream().noneMatch(row -> row.isFree(claimed.now()) == Answer.PERHAPS);
        List<Long> actual = HeldMessages.ids(claimed.messages());
        assertTrue(
                !isSure || expected.equals(actual),
                () -> "claim of " + most + " messages of " + question + " gave " + actual + " and not " + expected);
        for (ModelRow row : ofQuestion) {
            if (actual.contains(row.id)) {
                lease(row, store, Span.at(claimed.now()));
            }
        }
    }

    private static void lease(ModelRow row, @Nullable QuarantineStore store, Span now) {
        row.owner = store;
        row.leaseEnd = store == null ? now : now.plus(store.leaseTime());
    }

    private void passTime(QuarantineStore store, Duration time) throws Exception {
        passTime.by(time);
        Instant now = now(store);
        before = now;
        // the store decides what happens to a lease that has run out and that nobody has taken over
        boolean runOut = state.rows.values().stream()
                .anyMatch(row -> row.owner != null && row.leaseEnd.isOver(now) != Answer.NO);
        if (runOut) {
            claim(store, ALL);
            for (DnsQuestion question : QUESTIONS) {
                claim(store, question, ALL);
            }
        }
    }

    private void renew(QuarantineStore store) throws QuarantineException {
        List<Long> ids = someIds();
        Set<Long> renewed = store.renew(ids);
        Span now = sinceBefore();
        Collection<ModelRow> own = own(store, ids);
        assertEquals(own.stream().map(row -> row.id).collect(Collectors.toSet()), renewed, "renew");
        own.forEach(row -> lease(row, store, now));
    }

    private List<ModelRow> own(QuarantineStore store, Collection<Long> ids) {
        return state.rows.values().stream()
                .filter(row -> row.owner == store && ids.contains(row.id))
                .toList();
    }

    // deciding

    private void decide(QuarantineStore store) throws QuarantineException {
        Map<Long, Decision> decisions = new HashMap<>();
        someIds().forEach(id -> decisions.put(id, decision()));
        Map<Long, Decision> actual = store.decide(decisions);
        Span now = sinceBefore();
        Map<Long, Decision> standing = new HashMap<>();
        for (ModelRow row : own(store, decisions.keySet())) {
            if (row.decision == null) {
                row.decide(decisions.getOrDefault(row.id, HeldMessages.PASS), now);
            }
            standing.put(row.id, row.decision);
        }
        assertEquals(standing, actual, "decide");
    }

    private void release(QuarantineStore store) throws QuarantineException {
        long id = anyId();
        Decision decision = decision();
        boolean released = store.release(id, decision);
        Span now = sinceBefore();
        ModelRow row = state.rows.get(id);
        assertEquals(row != null && row.decision == null, released, "release");
        if (row != null && row.decision == null) {
            row.decide(decision, now);
        } else if (row != null) {
            row.due = row.due.atMost(now);
        }
    }

    private void retryNow(QuarantineStore store) throws QuarantineException {
        long id = anyId();
        boolean held = store.retryNow(id);
        Span now = sinceBefore();
        ModelRow row = state.rows.get(id);
        assertEquals(row != null, held, "retryNow");
        if (row != null && row.question != null) {
            state.questions.askNow(row.question, now);
        } else if (row != null) {
            row.due = row.due.atMost(now);
        }
    }

    // giving back

    private void await(QuarantineStore store) throws QuarantineException {
        Map<Long, Wait> waits = new TreeMap<>();
        someIds().forEach(id -> waits.put(id, wait(anyOf(QUESTIONS))));
        store.await(waits);
        Span now = sinceBefore();
        Map<DnsQuestion, Duration> pauses = new HashMap<>();
        for (ModelRow row : own(store, waits.keySet())) {
            Wait wait = waits.getOrDefault(row.id, wait(HeldMessages.QUESTION));
            pauses.merge(wait.question(), wait.pause(), (one, other) -> one.compareTo(other) > 0 ? one : other);
        }
        pauses.forEach((question, pause) -> state.questions.put(question, now.plus(pause)));
        for (ModelRow row : own(store, waits.keySet())) {
            if (row.decision == null) {
                DnsQuestion question =
                        waits.getOrDefault(row.id, wait(HeldMessages.QUESTION)).question();
                row.question = question;
                state.questions.waitForNamed(question, now.plus(pauses.getOrDefault(question, Duration.ZERO)));
            }
            lease(row, null, now);
        }
    }

    private void retry(QuarantineStore store) throws QuarantineException {
        Map<Long, Duration> pauses = new HashMap<>();
        someIds().forEach(id -> pauses.put(id, steps(10)));
        store.retry(pauses);
        Span now = sinceBefore();
        for (ModelRow row : own(store, pauses.keySet())) {
            if (row.decision != null) {
                row.due = now.plus(pauses.getOrDefault(row.id, Duration.ZERO));
                row.attempts++;
            }
            lease(row, null, now);
        }
    }

    private void giveBack(QuarantineStore store) throws QuarantineException {
        List<Long> ids = someIds();
        store.giveBack(ids);
        Span now = sinceBefore();
        own(store, ids).forEach(row -> lease(row, null, now));
    }

    private void done(QuarantineStore store) throws QuarantineException {
        List<Long> ids = someIds();
        store.done(ids);
        own(store, ids).forEach(row -> state.rows.remove(row.id));
    }

    private void remove(QuarantineStore store) throws QuarantineException {
        long id = anyId();
        assertEquals(state.rows.remove(id) != null, store.remove(id), "remove");
    }

    /** Reports a change. Before a cut-off, a minute passes without a report. */
    private void report(QuarantineStore store) throws Exception {
        if (state.cutOffSince != null) {
            store.report(false);
            state.endCutOff(sinceBefore());
            return;
        }
        passTime(store, HeldMessages.MINUTE);
        store.report(true);
        state.cutOffSince = sinceBefore();
    }

    private Decision decision() {
        return HeldMessages.decision(
                anyOf(List.of(RmxOutcome.values())),
                random.nextBoolean() ? Optional.of("mechanism " + random.nextInt(9)) : Optional.empty(),
                "reason " + random.nextInt(9),
                anyOf(List.of(Decision.Source.values())));
    }

    private List<Long> someIds() {
        return random.longs(random.nextInt(8), 0, Long.MAX_VALUE)
                .mapToObj(any -> anyId())
                .distinct()
                .toList();
    }

    /** Mostly the id of a message that exists. */
    private long anyId() {
        return state.rows.isEmpty() || random.nextInt(10) == 0
                ? random.nextInt(1_000_000) + 1_000_000_000L
                : anyOf(List.copyOf(state.rows.keySet()));
    }

    private <T> T anyOf(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
