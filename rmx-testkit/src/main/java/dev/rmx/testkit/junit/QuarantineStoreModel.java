package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.ALL;
import static dev.rmx.testkit.junit.HeldMessages.now;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Claimed;
import dev.rmx.quarantine.QuarantineStore.Held;
import dev.rmx.quarantine.QuarantineStore.Wait;
import dev.rmx.quarantine.QuarantineTurn;
import dev.rmx.testkit.junit.Span.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        TURN,
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
                    Stream.of(
                            Kind.ADD,
                            Kind.ADD,
                            Kind.ADD,
                            Kind.CLAIM,
                            Kind.CLAIM,
                            Kind.AWAIT,
                            Kind.TURN,
                            Kind.PASS_TIME))
            .toList();

    private final List<QuarantineStore> stores;
    private final LeaseRules.PassTime passTime;
    private final ModelArguments random;
    private final ModelState state = new ModelState();
    private String last = "nothing";
    /** The earliest time of the calls since the last comparison. */
    private Instant before = Instant.MIN;

    private QuarantineStoreModel(List<QuarantineStore> stores, LeaseRules.PassTime passTime, long seed) {
        this.stores = stores;
        this.passTime = passTime;
        this.random = new ModelArguments(new Random(seed));
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
        return random.anyOf(stores);
    }

    private void call(QuarantineStore store) throws Exception {
        Kind kind = random.anyOf(KINDS);
        last = kind.name().toLowerCase(Locale.ROOT);
        switch (kind) {
            case ADD -> add(store);
            case ADD_DECIDED -> addDecided(store);
            case CLAIM -> claim(store, random.room());
            case CLAIM_QUESTION -> claim(store, random.question(), random.upTo(5));
            case DECIDE -> decide(store);
            case AWAIT -> await(store);
            case RETRY -> retry(store);
            case GIVE_BACK -> giveBack(store);
            case DONE -> done(store);
            case TURN -> turn(store);
            case RELEASE -> release(store);
            case RETRY_NOW -> retryNow(store);
            case REMOVE -> remove(store);
            case RENEW -> renew(store);
            case REPORT -> report(store);
            case PASS_TIME -> passTime(store, random.steps(8));
        }
    }

    // adding

    private void add(QuarantineStore store) throws QuarantineException {
        Wait wait = random.someWait();
        Duration longest = random.steps(80);
        long id = store.add(HeldMessages.QUERY, random.reference(), wait, longest);
        Span now = sinceBefore();
        state.questions.waitFor(wait.question(), now.plus(wait.pause()));
        added(
                id,
                now,
                new ModelRow(HeldMessages.find(store, id), state.until(now, longest), wait.question(), null, now));
    }

    private void addDecided(QuarantineStore store) throws QuarantineException {
        Decision decision = random.decision();
        Duration pause = random.steps(10);
        long id = store.add(HeldMessages.QUERY, random.reference(), decision, pause);
        Span now = sinceBefore();
        added(id, now, new ModelRow(HeldMessages.find(store, id), now, null, decision, now.plus(pause)));
    }

    private void added(long id, Span now, ModelRow row) {
        assertTrue(now.contains(row.since), () -> "add: since is " + row.since + ", and should be within " + now);
        assertEquals(null, state.rows.put(id, row), "add gave an id twice");
    }

    // claiming

    private void claim(QuarantineStore store, int most) throws QuarantineException {
        state.claim(store, most, store.claim(most));
    }

    private void claim(QuarantineStore store, DnsQuestion question, int most) throws QuarantineException {
        Claimed claimed = store.claim(question, most);
        state.claim(store, question, most, HeldMessages.ids(claimed.messages()), Span.at(claimed.now()));
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
            for (DnsQuestion question : ModelArguments.QUESTIONS) {
                claim(store, question, ALL);
            }
        }
    }

    private void renew(QuarantineStore store) throws QuarantineException {
        List<Long> ids = someIds();
        Set<Long> renewed = store.renew(ids);
        Span now = sinceBefore();
        List<ModelRow> own = state.own(store, ids);
        assertEquals(own.stream().map(row -> row.id).collect(Collectors.toSet()), renewed, "renew");
        own.forEach(row -> row.lease(store, now));
    }

    // deciding

    private void decide(QuarantineStore store) throws QuarantineException {
        Map<Long, Decision> decisions = random.of(someIds(), random::decision);
        Map<Long, Decision> actual = store.decide(decisions);
        assertEquals(state.decide(store, decisions, sinceBefore()), actual, "decide");
    }

    private void release(QuarantineStore store) throws QuarantineException {
        long id = anyId();
        Decision decision = random.decision();
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
        Map<Long, Wait> waits = random.of(someIds(), random::someWait);
        store.await(waits);
        state.await(store, waits, sinceBefore());
    }

    private void retry(QuarantineStore store) throws QuarantineException {
        Map<Long, Duration> pauses = random.of(someIds(), () -> random.steps(10));
        store.retry(pauses);
        state.retry(store, pauses, sinceBefore());
    }

    private void giveBack(QuarantineStore store) throws QuarantineException {
        List<Long> ids = someIds();
        store.giveBack(ids);
        Span now = sinceBefore();
        state.own(store, ids).forEach(row -> row.giveBack(now));
    }

    private void done(QuarantineStore store) throws QuarantineException {
        List<Long> ids = someIds();
        store.done(ids);
        state.done(store, ids);
    }

    /** Several of these at once: each message ends in one way. */
    private void turn(QuarantineStore store) throws QuarantineException {
        Map<Integer, List<Long>> ends = someIds().stream().collect(Collectors.groupingBy(id -> random.upTo(3)));
        List<Long> done = ends.getOrDefault(0, List.of());
        Map<Long, Duration> retries = random.of(ends.getOrDefault(1, List.of()), () -> random.steps(10));
        Map<Long, Decision> decisions = random.of(ends.getOrDefault(2, List.of()), random::decision);
        Map<Long, Wait> waits = random.of(ends.getOrDefault(3, List.of()), random::someWait);
        int most = random.room();
        Map<DnsQuestion, Integer> mostOf = random.of(random.someQuestions(), () -> random.upTo(5));

        QuarantineTurn.Result result = store.turn(new QuarantineTurn(done, retries, decisions, waits, most, mostOf));

        Span now = new Span(before, result.now());
        state.done(store, done);
        state.retry(store, retries, now);
        assertEquals(state.decide(store, decisions, now), result.standing(), "turn: the decisions that stand");
        state.await(store, waits, now);
        state.claim(store, most, new Claimed(result.now(), result.due()));
        Map<DnsQuestion, List<Long>> claimed = result.ofQuestions().stream()
                .collect(Collectors.groupingBy(
                        message -> message.waitsFor().orElseThrow(),
                        Collectors.mapping(HeldMessage::id, Collectors.toList())));
        assertTrue(mostOf.keySet().containsAll(claimed.keySet()), () -> "turn: claimed are messages of " + claimed);
        Span later =
                new Span(result.now(), sinceBefore().to()); // a store without a turn of its own asks its clock twice
        mostOf.forEach((question, some) ->
                state.claim(store, question, some, claimed.getOrDefault(question, List.of()), later));
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

    private List<Long> someIds() {
        return random.ids(state.rows.keySet());
    }

    private long anyId() {
        return random.id(state.rows.keySet());
    }
}
