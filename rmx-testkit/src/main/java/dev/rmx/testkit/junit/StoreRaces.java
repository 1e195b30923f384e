package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.PASS;
import static dev.rmx.testkit.junit.HeldMessages.QUERY;
import static dev.rmx.testkit.junit.HeldMessages.REFERENCE;
import static dev.rmx.testkit.junit.HeldMessages.RELEASED;

import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Wait;
import dev.rmx.receive.Finding;
import dev.rmx.testkit.junit.Race.Call;
import dev.rmx.testkit.junit.Race.Fault;
import dev.rmx.testkit.junit.Race.Kind;
import dev.rmx.testkit.junit.Race.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/** The pairs of calls that race, and what must have become of the message in either order. */
final class StoreRaces {
    private static final Duration PAUSE = Duration.ofMinutes(5);
    private static final Decision OTHER =
            new Decision(Finding.of(PASS.outcome(), "another reason"), Decision.Source.TIME);

    private static final String NOTHING = "nothing";

    private StoreRaces() {}

    // the calls

    private static final Call ADD = (store, message) ->
            store.add(QUERY, REFERENCE, new Wait(message.question(), Duration.ZERO), HeldMessages.LONGEST);
    private static final Call ADD_DECIDED = (store, message) -> HeldMessages.addDecided(store, 0);
    private static final Call CLAIM =
            (store, message) -> store.claim(message.question(), 1).messages();
    private static final Call CLAIM_DUE = (store, message) -> store.claim(1).messages();
    private static final Call DECIDE = (store, message) -> store.decide(Map.of(message.id(), PASS));
    private static final Call DECIDE_OTHERWISE = (store, message) -> store.decide(Map.of(message.id(), OTHER));
    private static final Call RELEASE = (store, message) -> store.release(message.id(), RELEASED);
    private static final Call RELEASE_OTHERWISE = (store, message) -> store.release(message.id(), OTHER);
    private static final Call REMOVE = (store, message) -> store.remove(message.id());
    private static final Call RENEW = (store, message) -> store.renew(List.of(message.id()));
    private static final Call AWAIT = (store, message) -> await(store, message, message.id());
    private static final Call AWAIT_TWIN = (store, message) -> await(store, message, message.twin());
    private static final Call RETRY = (store, message) -> {
        store.retry(Map.of(message.id(), PAUSE));
        return NOTHING;
    };
    private static final Call GIVE_BACK = (store, message) -> {
        store.giveBack(List.of(message.id()));
        return NOTHING;
    };
    private static final Call DONE = (store, message) -> {
        store.done(List.of(message.id()));
        return NOTHING;
    };

    private static Object await(QuarantineStore store, Race.Message message, long id) throws Exception {
        store.await(Map.of(id, new Wait(message.question(), PAUSE)));
        return NOTHING;
    }

    // what must have become of the message

    private static final Fault THERE = (first, second, after) -> after.isPresent() ? null : "the message is lost";

    private static final Fault GONE = (first, second, after) -> after.isPresent() ? "the message came back" : null;

    private static final Fault REMOVED = (first, second, after) ->
            !second.equals(true) ? "remove did not find the message" : GONE.in(first, second, after);

    private static @Nullable String removedOnce(Object first, Object second, Optional<HeldMessage> after) {
        return first.equals(second) ? "not one of them removed it" : GONE.in(first, second, after);
    }

    private static @Nullable String decidedOnce(Object first, Object second, Optional<HeldMessage> after) {
        Optional<Decision> stands = after.flatMap(HeldMessage::decision);
        if (stands.isEmpty()) {
            return "the decision is lost";
        }
        boolean agree = Stream.of(first, second)
                .flatMap(standing -> ((Map<?, ?>) standing).values().stream())
                .allMatch(stands.get()::equals);
        return agree ? null : "two decisions of one message";
    }

    private static @Nullable String decidedOrReleased(Object first, Object second, Optional<HeldMessage> after) {
        if (second.equals(true)) {
            String wrong = released(first, second, after);
            return wrong != null ? wrong : decidedOnce(first, Map.of(), after);
        }
        return after.flatMap(HeldMessage::decision).equals(Optional.of(PASS))
                ? decidedOnce(first, Map.of(), after)
                : "the decision is lost";
    }

    private static @Nullable String releasedOnce(Object first, Object second, Optional<HeldMessage> after) {
        if (first.equals(second)) {
            return "not one of them released it";
        }
        return isReleased(after, first.equals(true) ? RELEASED : OTHER);
    }

    private static @Nullable String isReleased(Optional<HeldMessage> after, Decision decision) {
        if (!after.flatMap(HeldMessage::decision).equals(Optional.of(decision))) {
            return "the operator's decision is lost";
        }
        if (after.flatMap(HeldMessage::waitsFor).isPresent()) {
            return "it waits for a question, and is decided";
        }
        return attempts(after) == 0 ? null : "the attempts of a question are those of a decided message";
    }

    private static @Nullable String released(Object first, Object second, Optional<HeldMessage> after) {
        return second.equals(true) ? isReleased(after, RELEASED) : "release did not find it";
    }

    private static int attempts(Optional<HeldMessage> after) {
        return after.map(HeldMessage::attempts).orElse(-1);
    }

    private static @Nullable String retried(Object first, Object second, Optional<HeldMessage> after) {
        if (!after.flatMap(HeldMessage::decision).equals(Optional.of(PASS))) {
            return "the decision is lost";
        }
        return attempts(after) == 1 ? null : "the attempts should be 1";
    }

    private static Fault attempted(int times) {
        return (first, second, after) -> attempts(after) == times
                ? null
                : "the question should have " + times + " attempts, and has " + attempts(after);
    }

    /** Races on leases and questions, where it can matter which store object makes a call. */
    private static final List<Race> ON_LEASES = List.of(
            new Race("claim and claim", Kind.WAITING, Lease.NONE, CLAIM, CLAIM, THERE),
            new Race("claim and claim of what is due", Kind.WAITING, Lease.NONE, CLAIM, CLAIM_DUE, THERE),
            new Race("two claims of what is due", Kind.WAITING, Lease.NONE, CLAIM_DUE, CLAIM_DUE, THERE),
            new Race("two claims of what is decided", Kind.DECIDED, Lease.NONE, CLAIM_DUE, CLAIM_DUE, THERE),
            new Race("decide and release", Kind.WAITING, Lease.KEPT, DECIDE, RELEASE, StoreRaces::decidedOrReleased),
            new Race("await and release", Kind.WAITING, Lease.GIVEN_BACK, AWAIT, RELEASE, StoreRaces::released),
            new Race("await and remove", Kind.WAITING, Lease.GIVEN_BACK, AWAIT, REMOVE, REMOVED),
            new Race("await and claim", Kind.WAITING, Lease.GIVEN_BACK, AWAIT, CLAIM, attempted(1)),
            new Race("await and add", Kind.WAITING, Lease.GIVEN_BACK, AWAIT, ADD, attempted(1)),
            new Race("retry and release", Kind.DECIDED, Lease.GIVEN_BACK, RETRY, RELEASE, StoreRaces::retried),
            new Race("retry and remove", Kind.DECIDED, Lease.GIVEN_BACK, RETRY, REMOVE, REMOVED),
            new Race("retry and renew", Kind.DECIDED, Lease.GIVEN_BACK, RETRY, RENEW, StoreRaces::retried),
            new Race("giveBack and claim", Kind.WAITING, Lease.GIVEN_BACK, GIVE_BACK, CLAIM, THERE));

    private static final List<Race> OTHERS = List.of(
            new Race("add and add", Kind.WAITING, Lease.NONE, ADD, ADD, THERE),
            new Race("two adds of what is decided", Kind.DECIDED, Lease.NONE, ADD_DECIDED, ADD_DECIDED, THERE),
            new Race("add and claim", Kind.WAITING, Lease.NONE, ADD, CLAIM, THERE),
            new Race("add and remove", Kind.WAITING, Lease.NONE, ADD, REMOVE, REMOVED),
            new Race("claim and release", Kind.WAITING, Lease.NONE, CLAIM, RELEASE, StoreRaces::released),
            new Race("claim and remove", Kind.WAITING, Lease.NONE, CLAIM, REMOVE, REMOVED),
            new Race("await and await", Kind.TWINS, Lease.GIVEN_BACK, AWAIT, AWAIT_TWIN, attempted(2)),
            new Race("decide and decide", Kind.WAITING, Lease.KEPT, DECIDE, DECIDE_OTHERWISE, StoreRaces::decidedOnce),
            new Race("decide and remove", Kind.WAITING, Lease.KEPT, DECIDE, REMOVE, REMOVED),
            new Race("giveBack and renew", Kind.WAITING, Lease.GIVEN_BACK, GIVE_BACK, RENEW, THERE),
            new Race("done and release", Kind.WAITING, Lease.KEPT, DONE, RELEASE, GONE),
            new Race(
                    "release and release",
                    Kind.WAITING,
                    Lease.NONE,
                    RELEASE,
                    RELEASE_OTHERWISE,
                    StoreRaces::releasedOnce),
            new Race("release and remove", Kind.WAITING, Lease.NONE, RELEASE, REMOVE, REMOVED),
            new Race("remove and remove", Kind.WAITING, Lease.NONE, REMOVE, REMOVE, StoreRaces::removedOnce));

    /** All races, with two threads that use one store object. */
    static Stream<DynamicTest> ofThreads(Supplier<QuarantineStore> store, LeaseRules.PassTime passTime) {
        return Stream.concat(ON_LEASES.stream(), OTHERS.stream())
                .map(race -> DynamicTest.dynamicTest(race.name(), () -> race.run(store.get(), store.get(), passTime)));
    }

    /** The races on leases, with two store objects. */
    static Stream<DynamicTest> ofTwo(Supplier<QuarantineStore> store, Maker another, LeaseRules.PassTime passTime) {
        return ON_LEASES.stream()
                .map(race ->
                        DynamicTest.dynamicTest(race.name(), () -> race.run(store.get(), another.make(), passTime)));
    }

    /** Creates the second thread's store object. */
    interface Maker {
        QuarantineStore make() throws Exception;
    }
}
