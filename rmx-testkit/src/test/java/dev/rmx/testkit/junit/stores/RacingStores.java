package dev.rmx.testkit.junit.stores;

import dev.rmx.quarantine.QuarantineStore;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Stores that go wrong when two threads call them at once: they read first, and write the result later. */
final class RacingStores {
    private static final String RACE = "two_calls_at_once_have_the_effect_of_one_after_the_other/";

    private RacingStores() {}

    private static Mutant race(
            String fault, String race, String words, BiFunction<Shelf, Duration, QuarantineStore> maker) {
        return new Mutant(fault, RACE + race, race + ".*" + words, maker);
    }

    private static Mutant twoSteps(String method, String race, String words) {
        return race(method + " looks, then writes", race, words, TwoSteps.of(method));
    }

    static Stream<Mutant> all() {
        return Stream.of(
                race("nothing is synchronized", "add and add", "", RacingStores::unsynchronized),
                race("nothing is synchronized", "claim and claim", "", RacingStores::unsynchronized),
                race("nothing is synchronized", "await and await", "", RacingStores::unsynchronized),
                race("nothing is synchronized", "remove and remove", "", RacingStores::unsynchronized),
                twoSteps("add decided", "two adds of what is decided", "add"),
                twoSteps("add", "await and add", "should have 1 attempts, and has 0"),
                twoSteps("claim", "claim and claim", "more than once"),
                twoSteps("claim", "claim and release", "lost"),
                twoSteps("claim", "claim and remove", "came back"),
                twoSteps("claim due", "two claims of what is due", "more than once"),
                twoSteps("claim due", "two claims of what is decided", "more than once"),
                twoSteps("decide", "decide and decide", "two decisions"),
                twoSteps("decide", "decide and release", ""),
                twoSteps("decide", "decide and remove", "came back"),
                twoSteps("await", "await and await", "should have 2 attempts, and has 1"),
                twoSteps("await", "await and claim", ""),
                twoSteps("await", "await and release", "lost"),
                twoSteps("await", "await and remove", "came back"),
                twoSteps("retry", "retry and remove", "came back"),
                twoSteps("giveBack", "giveBack and claim", ""),
                twoSteps("renew", "retry and renew", ""),
                twoSteps("renew", "giveBack and renew", ""),
                twoSteps("release", "release and release", "not one"),
                twoSteps("release", "release and remove", "came back"),
                twoSteps("release", "done and release", "came back"),
                twoSteps("release", "await and release", ""),
                twoSteps("remove", "remove and remove", "not one"));
    }

    private static QuarantineStore unsynchronized(Shelf shelf, Duration leaseTime) {
        return new ShelfStore(shelf, leaseTime) {
            @Override
            Object lock() {
                return new Object(); // a lock that no other call uses
            }
        };
    }
}
