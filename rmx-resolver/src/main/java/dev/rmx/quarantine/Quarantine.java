package dev.rmx.quarantine;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.quarantine.QuarantineStore.Wait;
import dev.rmx.resolver.internal.DaemonThreads;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Holds messages that cannot be decided because DNS cannot be asked, until it answers ([TEMP-3]):
 *
 * <pre>{@code
 * Quarantine quarantine = Quarantine.builder(checker::checkAsync, store, (message, decision) -> {
 *     switch (decision.outcome().result()) {
 *         case PASS, NONE -> queue.deliver(message.reference());
 *         case FAIL -> queue.bounce(message.reference(), decision.reason());
 *         case TEMPERROR -> queue.deliverMarked(message.reference()); // its time is up
 *     }
 * }).build();
 *
 * RmxVerdict verdict = checker.check(query);
 * if (verdict.result() == RmxResult.TEMPERROR) {
 *     quarantine.hold(verdict, MessageReference.of(queueId));
 * }
 * }</pre>
 *
 * <p>It tries again by itself, at intervals that grow. The first comes at the verdict's {@link RmxVerdict#retryAfter} at the earliest, but no
 * more than five minutes later. Messages wait for the {@linkplain RmxVerdict#failedQuestion question to DNS} that failed. One of them is
 * checked again for all, so a dead name server gets no more questions for a million messages than for one ([TEMP-5]). When it answers, all
 * of them are checked.
 *
 * <p>What it promises, as far as its store is durable:
 *
 * <ul>
 *   <li>Once {@link #hold} has returned, the message comes back to a handler, whatever dies; unless it is {@linkplain #remove removed}.
 *   <li>It comes back when it is decided, or as {@code temperror} when its time is up, and not before. Its decision never changes.
 *   <li>It comes back exactly once, with these exceptions: its handler fails or takes too long; or, while it is on its way, a process, the
 *       store or the network between them stops for longer than a lease, or the store's clock is set forward by more than a lease.
 * </ul>
 *
 * <p>Safe to share between threads. Its threads are daemons named {@code rmx-quarantine-…} and {@code rmx-release-…}, and end with
 * {@link #close}.
 */
public final class Quarantine implements AutoCloseable {
    private final QuarantineStore store;
    private final QuarantineSettings settings;
    private final Pauses pauses;
    private final InstantSource clock;
    private final ReleaseCounters counters = new ReleaseCounters();
    private final ReleaseLoop loop;
    private final Thread thread;
    private volatile boolean closed;

    private Quarantine(Builder builder) {
        this.store = builder.store;
        this.settings = builder.settings;
        this.pauses = new Pauses(settings.firstPause(), settings.longestPause(), builder.random);
        this.clock = builder.clock;
        this.loop = new ReleaseLoop(
                builder.check, store, builder.handler, settings, pauses, clock, builder.cutOff, counters);
        this.thread = new DaemonThreads("rmx-quarantine").newThread(loop::run);
    }

    /**
     * Starts to build a quarantine. It closes none of these.
     *
     * @param check checks held messages again, such as {@code checker::checkAsync}; it does not block
     * @param store keeps them
     * @param handler takes them back
     * @return a builder with default settings
     */
    public static Builder builder(
            Function<RmxQuery, CompletableFuture<RmxVerdict>> check, QuarantineStore store, ReleaseHandler handler) {
        return new Builder(check, store, handler);
    }

    /**
     * Holds a message until DNS can be asked. When this returns, the store has it.
     *
     * @param verdict the verdict that could not be reached: {@code temperror}
     * @param reference what the message's owner knows it by
     * @return the message's id, for {@link #find}, {@link #release} and {@link #remove}
     * @throws IllegalArgumentException if the verdict is another one
     * @throws QuarantineException if the message cannot be kept, or the quarantine is closed: answer {@code 451}, so that the sender tries
     *     again. If it is {@linkplain QuarantineException#inDoubt in doubt}, the message may be kept all the same
     */
    public long hold(RmxVerdict verdict, MessageReference reference) throws QuarantineException {
        return store.add(undecided(verdict).query(), reference, wait(verdict), settings.longestHold());
    }

    /**
     * Holds a message within a transaction of the caller's, in PostgreSQL: it is held exactly if the caller commits ([TEMP-4]). Commit
     * soon: until then, whoever holds a message for the same question to DNS waits.
     *
     * @param connection a connection to the store's database, in a transaction
     * @param verdict as for {@link #hold(RmxVerdict, MessageReference)}
     * @param reference as there
     * @return as there
     * @throws IllegalArgumentException as there
     * @throws QuarantineException as there, or if the store is not in PostgreSQL
     */
    public long hold(Connection connection, RmxVerdict verdict, MessageReference reference) throws QuarantineException {
        return store.add(connection, undecided(verdict).query(), reference, wait(verdict), settings.longestHold());
    }

    /**
     * Holds a message that is decided, for a time ([TEMP-6]): it asks nothing, and comes back with this verdict, then or {@linkplain
     * #release by hand}.
     *
     * @param verdict a verdict for a sender with a domain; any but {@code temperror}
     * @param reference what the message's owner knows it by
     * @param time for how long; more than zero
     * @return the message's id
     * @throws IllegalArgumentException if the verdict is {@code temperror} or without a subject, or the time is zero or less
     * @throws QuarantineException if the message cannot be kept
     */
    public long hold(RmxVerdict verdict, MessageReference reference, Duration time) throws QuarantineException {
        if (verdict.result() == RmxResult.TEMPERROR || verdict.subject().isEmpty()) {
            throw new IllegalArgumentException(
                    "only a message that is decided is held for a time, not one with " + verdict);
        }
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException("a message is held for more than no time, not for " + time);
        }
        requireOpen();
        return store.add(verdict.query(), reference, Decision.of(verdict), time);
    }

    private RmxVerdict undecided(RmxVerdict verdict) throws QuarantineException {
        if (verdict.result() != RmxResult.TEMPERROR) {
            throw new IllegalArgumentException(
                    "only a message that cannot be decided is held until it can be, and not one with " + verdict);
        }
        requireOpen();
        return verdict;
    }

    private void requireOpen() throws QuarantineException {
        if (closed) {
            throw new QuarantineException("the quarantine is closed");
        }
    }

    private Wait wait(RmxVerdict verdict) {
        return new Wait(
                CheckedBatch.question(verdict), pauses.next(0, CheckedBatch.notBefore(verdict, clock.instant())));
    }

    /**
     * Messages that are held, in the order of their ids.
     *
     * @param after only those with greater ids; 0 for all
     * @param most how many at most
     * @return the messages
     * @throws QuarantineException if the store cannot be asked
     */
    public List<HeldMessage> list(long after, int most) throws QuarantineException {
        return store.list(after, most);
    }

    /**
     * A message that is held.
     *
     * @param id the message
     * @return the message; empty if it was handed back or removed
     * @throws QuarantineException if the store cannot be asked
     */
    public Optional<HeldMessage> find(long id) throws QuarantineException {
        return store.find(id);
    }

    /**
     * Has a message handed back now, with a decision by hand. A message that was decided before keeps its decision ([TEMP-6]).
     *
     * @param id the message
     * @param outcome what is decided
     * @param reason why, for people
     * @return whether this decision stands: the message was held, and nothing was decided of it
     * @throws QuarantineException if the store cannot be asked
     */
    public boolean release(long id, RmxOutcome outcome, String reason) throws QuarantineException {
        Decision decision = new Decision(outcome, Optional.empty(), reason, Decision.Source.OPERATOR);
        boolean released = store.release(id, decision);
        loop.wake();
        return released;
    }

    /**
     * Forgets a message: it is not handed back. A message whose handler has started is still handed back. So may be one that another
     * process has claimed, until it next renews its leases.
     *
     * @param id the message
     * @return whether it was held
     * @throws QuarantineException if the store cannot be asked
     */
    public boolean remove(long id) throws QuarantineException {
        boolean removed = store.remove(id);
        loop.forget(id);
        return removed;
    }

    /**
     * What is held, and what became of the messages that this quarantine handed back.
     *
     * @param held how many messages are held
     * @param oldest since when the oldest of them is; empty if there is none
     * @param retries how many rechecks still gave temperror, since this quarantine was built
     * @param released how many messages it has handed back, by outcome; without those that are 0
     * @param handlerFailures how often the handler failed or took too long
     * @param storeFailures how often the store failed
     */
    public record Counts(
            long held,
            Optional<Instant> oldest,
            long retries,
            Map<RmxOutcome, Long> released,
            long handlerFailures,
            long storeFailures) {
        /**
         * Copies the map.
         *
         * @param held how many messages are held
         * @param oldest since when the oldest of them is
         * @param retries how many rechecks still gave temperror
         * @param released how many messages were handed back, by outcome
         * @param handlerFailures how often the handler failed or took too long
         * @param storeFailures how often the store failed
         */
        public Counts {
            released = Map.copyOf(released);
        }
    }

    /**
     * Counts.
     *
     * @return the counts; what is held is the whole store's, the rest is this object's
     * @throws QuarantineException if the store cannot be asked
     */
    public Counts counts() throws QuarantineException {
        QuarantineStore.Held held = store.held();
        return new Counts(
                held.count(),
                held.oldest(),
                counters.retries.sum(),
                counters.released(),
                counters.handlerFailures.sum(),
                counters.storeFailures.sum());
    }

    /** Looks at the store now, without waiting for the next poll. */
    void wake() {
        loop.wake();
    }

    /**
     * Stops handing messages back. Messages whose handlers have not started go back to the store at once. Then this waits for the
     * handlers that have, for as long as a handler may take; an interrupt does not end the wait.
     */
    @Override
    public void close() {
        closed = true;
        loop.close();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // handlers come to their end all the same: what they have taken is to be noted
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Builds a {@link Quarantine}. Not safe to share between threads. */
    public static final class Builder {
        private final Function<RmxQuery, CompletableFuture<RmxVerdict>> check;
        private final QuarantineStore store;
        private final ReleaseHandler handler;
        private QuarantineSettings settings = QuarantineSettings.DEFAULT;
        private RandomGenerator random = RandomGenerator.getDefault();
        private InstantSource clock = InstantSource.system();
        private BooleanSupplier cutOff = () -> false;

        private Builder(
                Function<RmxQuery, CompletableFuture<RmxVerdict>> check,
                QuarantineStore store,
                ReleaseHandler handler) {
            this.check = Objects.requireNonNull(check, "check");
            this.store = Objects.requireNonNull(store, "store");
            this.handler = Objects.requireNonNull(handler, "handler");
        }

        /**
         * Sets how it works; {@link QuarantineSettings#DEFAULT} if not called.
         *
         * @param settings the settings
         * @return this
         */
        public Builder settings(QuarantineSettings settings) {
            this.settings = Objects.requireNonNull(settings, "settings");
            return this;
        }

        /**
         * Sets the clock of the checks, by which {@link RmxVerdict#retryAfter} is reckoned; the system's if not called. For everything else
         * the store's clock counts.
         *
         * @param clock the clock
         * @return this
         */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Sets how to know that no name server answers at all. While that is so, no message's time runs out ([TEMP-7]). If this is not
         * called, time always runs.
         *
         * @param cutOff whether we are cut off from DNS, such as {@code checker.health()::isCutOff}; called by one thread, and does not block
         * @return this
         */
        public Builder cutOff(BooleanSupplier cutOff) {
            this.cutOff = Objects.requireNonNull(cutOff, "cutOff");
            return this;
        }

        /**
         * Sets where the jitter of pauses comes from; the default generator if not called.
         *
         * @param random used by several threads, one at a time
         * @return this
         */
        public Builder random(RandomGenerator random) {
            this.random = Objects.requireNonNull(random, "random");
            return this;
        }

        /**
         * Builds the quarantine, and starts it.
         *
         * @return a quarantine, to be closed before its store is
         */
        public Quarantine build() {
            Quarantine quarantine = new Quarantine(this);
            quarantine.thread.start();
            return quarantine;
        }
    }
}
