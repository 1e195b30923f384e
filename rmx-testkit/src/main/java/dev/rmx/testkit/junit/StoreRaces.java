package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.HORIZON;
import static dev.rmx.testkit.junit.HeldMessages.NOW;
import static dev.rmx.testkit.junit.HeldMessages.PASS;
import static dev.rmx.testkit.junit.HeldMessages.RELEASED;
import static dev.rmx.testkit.junit.HeldMessages.minutes;

import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Retry;
import dev.rmx.testkit.junit.Race.Call;
import dev.rmx.testkit.junit.Race.Fault;
import dev.rmx.testkit.junit.Race.Lease;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/** Which pairs of calls race, and what must have become of the message in whichever order they took effect. */
final class StoreRaces {
    private static final Instant RETRIED = minutes(30);
    private static final Instant POSTPONED = minutes(40);
    private static final Instant FREED = minutes(5);
    private static final Decision OTHER =
            new Decision(PASS.outcome(), Optional.empty(), "another reason", Decision.Source.TIME);

    private static final String NOTHING = "nothing";

    private StoreRaces() {}

    // what takes part

    private static final Call ADD = (store, message) -> HeldMessages.add(store, NOW);
    private static final Call CLAIM = (store, message) -> store.claim(message.subject(), 1);
    private static final Call CLAIM_DUE = (store, message) -> store.claim(NOW, HORIZON, 1);
    private static final Call DECIDE = (store, message) -> store.decide(Map.of(message.id(), PASS));
    private static final Call DECIDE_OTHERWISE = (store, message) -> store.decide(Map.of(message.id(), OTHER));
    private static final Call RELEASE = (store, message) -> store.release(message.id(), RELEASED, FREED);
    private static final Call RELEASE_OTHERWISE = (store, message) -> store.release(message.id(), OTHER, RETRIED);
    private static final Call REMOVE = (store, message) -> store.remove(message.id());
    private static final Call POSTPONE = (store, message) -> store.postpone(message.subject(), POSTPONED, 5, 1);
    private static final Call RENEW = (store, message) -> store.renew(List.of(message.id()));
    private static final Call RETRY = (store, message) -> {
        store.retry(List.of(new Retry(message.id(), RETRIED, 3, false)));
        return NOTHING;
    };
    private static final Call DONE = (store, message) -> {
        store.done(List.of(message.id()));
        return NOTHING;
    };

    // what must have become of the message

    private static final Fault NONE = (first, second, after) -> null;

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
        return first.equals(true) ? isReleased(after, RELEASED, FREED) : isReleased(after, OTHER, RETRIED);
    }

    private static @Nullable String isReleased(Optional<HeldMessage> after, Decision decision, Instant due) {
        if (!after.flatMap(HeldMessage::decision).equals(Optional.of(decision))) {
            return "the operator's decision is lost";
        }
        return after.map(HeldMessage::due).equals(Optional.of(due)) ? null : "it is not due when it was released to";
    }

    private static @Nullable String released(Object first, Object second, Optional<HeldMessage> after) {
        if (!second.equals(true)) {
            return "release did not find it";
        }
        String wrong = isReleased(after, RELEASED, FREED);
        return wrong != null || first instanceof Map<?, ?> || attempts(after) == attemptsAfter(first)
                ? wrong
                : "the attempts are wrong";
    }

    private static int attempts(Optional<HeldMessage> after) {
        return after.map(HeldMessage::attempts).orElse(-1);
    }

    private static int attemptsAfter(Object retryPostponeOrClaim) {
        if (retryPostponeOrClaim.equals(NOTHING)) {
            return 3;
        }
        return retryPostponeOrClaim.equals(1) ? 5 : 0;
    }

    private static @Nullable String retriedOrPostponed(Object first, Object second, Optional<HeldMessage> after) {
        boolean postponed = second.equals(1);
        return isDue(after, postponed ? POSTPONED : RETRIED, postponed ? 5 : 3);
    }

    private static @Nullable String isDue(Optional<HeldMessage> after, Instant due, int attempts) {
        return after.map(HeldMessage::due).equals(Optional.of(due)) && attempts(after) == attempts
                ? null
                : "it should be due at " + due + " after " + attempts + " attempts";
    }

    private static @Nullable String postponedOrClaimed(Object first, Object second, Optional<HeldMessage> after) {
        List<?> claimed = (List<?>) second;
        if (!claimed.isEmpty() && !Optional.of(claimed.get(0)).equals(after)) {
            return "it changed while it was leased";
        }
        return first.equals(1) ? isDue(after, POSTPONED, 5) : isDue(after, NOW, 0);
    }

    /** Those in which leases matter, so that it can matter whose they are. */
    private static final List<Race> ON_LEASES = List.of(
            new Race("claim and claim", Lease.NONE, CLAIM, CLAIM, NONE),
            new Race("claim and claim of what is due", Lease.NONE, CLAIM_DUE, CLAIM_DUE, NONE),
            new Race("decide and release", Lease.KEPT, DECIDE, RELEASE, StoreRaces::decidedOrReleased),
            new Race("retry and release", Lease.GIVEN_BACK, RETRY, RELEASE, StoreRaces::released),
            new Race("retry and remove", Lease.GIVEN_BACK, RETRY, REMOVE, REMOVED),
            new Race("retry and renew", Lease.GIVEN_BACK, RETRY, RENEW, NONE),
            new Race("postpone and claim", Lease.NONE, POSTPONE, CLAIM, StoreRaces::postponedOrClaimed));

    private static final List<Race> OTHERS = List.of(
            new Race("add and add", Lease.NONE, ADD, ADD, NONE),
            new Race("claim and release", Lease.NONE, CLAIM, RELEASE, StoreRaces::released),
            new Race("claim and remove", Lease.NONE, CLAIM, REMOVE, REMOVED),
            new Race("decide and decide", Lease.KEPT, DECIDE, DECIDE_OTHERWISE, StoreRaces::decidedOnce),
            new Race("decide and remove", Lease.KEPT, DECIDE, REMOVE, REMOVED),
            new Race("retry and postpone", Lease.GIVEN_BACK, RETRY, POSTPONE, StoreRaces::retriedOrPostponed),
            new Race("postpone and release", Lease.NONE, POSTPONE, RELEASE, StoreRaces::released),
            new Race("postpone and remove", Lease.NONE, POSTPONE, REMOVE, REMOVED),
            new Race("done and release", Lease.KEPT, DONE, RELEASE, GONE),
            new Race("release and release", Lease.NONE, RELEASE, RELEASE_OTHERWISE, StoreRaces::releasedOnce),
            new Race("release and remove", Lease.NONE, RELEASE, REMOVE, REMOVED),
            new Race("remove and remove", Lease.NONE, REMOVE, REMOVE, StoreRaces::removedOnce));

    /** All races, of two threads that use the same store object. */
    static Stream<DynamicTest> ofThreads(Supplier<QuarantineStore> store) {
        return Stream.concat(ON_LEASES.stream(), OTHERS.stream())
                .map(race -> DynamicTest.dynamicTest(race.name(), () -> race.run(store.get(), store.get())));
    }

    /** Races of two store objects. */
    static Stream<DynamicTest> ofTwo(Supplier<QuarantineStore> store, Maker another) {
        return ON_LEASES.stream()
                .map(race -> DynamicTest.dynamicTest(race.name(), () -> race.run(store.get(), another.make())));
    }

    /** Makes the store object that the second thread uses. */
    interface Maker {
        QuarantineStore make() throws Exception;
    }
}
