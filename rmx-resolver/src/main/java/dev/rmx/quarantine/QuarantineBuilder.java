package dev.rmx.quarantine;

import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.receive.ReceiverPolicy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Builds a {@link Quarantine}. Not safe to share between threads. */
public final class QuarantineBuilder {
    private final Function<RmxQuery, CompletableFuture<RmxVerdict>> check;
    private final QuarantineStore store;
    private final ReleaseHandler handler;
    private QuarantineSettings settings = QuarantineSettings.DEFAULT;
    private ReceiverPolicy policy = ReceiverPolicy.transitional();
    private RandomGenerator random = new Random(); // Java's default generator is in a module that images may lack
    private InstantSource clock = InstantSource.system();
    private BooleanSupplier cutOff = () -> false;
    private Duration checkLimit = Checks.LIMIT;

    QuarantineBuilder(
            Function<RmxQuery, CompletableFuture<RmxVerdict>> check, QuarantineStore store, ReleaseHandler handler) {
        this.check = Objects.requireNonNull(check, "check");
        this.store = Objects.requireNonNull(store, "store");
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    /**
     * Sets the settings. Default: {@link QuarantineSettings#DEFAULT}.
     *
     * @param settings the settings
     * @return this
     */
    public QuarantineBuilder settings(QuarantineSettings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
        return this;
    }

    /**
     * Sets the policy, which says how long decided messages are held ([DISP-5]). Default:
     * {@link ReceiverPolicy#transitional}.
     *
     * @param policy the policy
     * @return this
     */
    public QuarantineBuilder policy(ReceiverPolicy policy) {
        this.policy = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Sets the clock of the checks, for {@link RmxVerdict#retryAfter} only; all other times are by the store's
     * clock. Default: the system clock.
     *
     * @param clock the clock
     * @return this
     */
    public QuarantineBuilder clock(InstantSource clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Sets how to learn that no name server answers at all. While this is true, the time of held messages stands
     * still ([TEMP-7]). Default: time never stands still.
     *
     * @param cutOff whether we are cut off from DNS, such as {@code checker.health()::isCutOff}; called by one
     *     thread, must not block
     * @return this
     */
    public QuarantineBuilder cutOff(BooleanSupplier cutOff) {
        this.cutOff = Objects.requireNonNull(cutOff, "cutOff");
        return this;
    }

    /**
     * Sets the source of jitter for pauses. Default: a {@link Random}.
     *
     * @param random the generator; several threads use it, one at a time
     * @return this
     */
    public QuarantineBuilder random(RandomGenerator random) {
        this.random = Objects.requireNonNull(random, "random");
        return this;
    }

    /** Sets the time limit of a recheck, for tests. */
    QuarantineBuilder checkLimit(Duration limit) {
        this.checkLimit = limit;
        return this;
    }

    /**
     * Builds the quarantine, and starts it.
     *
     * @return a quarantine; close it before its store
     */
    public Quarantine build() {
        Pauses pauses = new Pauses(settings.firstPause(), settings.longestPause(), random);
        ReleaseLoop loop = new ReleaseLoop(check, checkLimit, store, handler, settings, pauses, clock, cutOff);
        return new Quarantine(store, settings.longestHold(), policy, pauses, clock, loop);
    }
}
