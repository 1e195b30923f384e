package dev.rmx.quarantine;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.internal.DaemonThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Holds messages that cannot be decided because DNS cannot be asked, until it answers ([TEMP-3]):
 *
 * <pre>{@code
 * Quarantine quarantine = Quarantine.builder(checker, store, (message, decision) -> {
 *     switch (decision.outcome().result()) {
 *         case PASS, NONE -> queue.deliver(message.reference());
 *         case FAIL -> queue.bounce(message.reference(), decision.reason());
 *         case TEMPERROR -> queue.deliverMarked(message.reference()); // its time is up
 *     }
 * }).build();
 *
 * RmxVerdict verdict = checker.check(client, mailFrom, helo);
 * if (verdict.result() == RmxResult.TEMPERROR) {
 *     quarantine.hold(verdict, MessageReference.of(queueId));
 * }
 * }</pre>
 *
 * <p>It tries again by itself, at intervals that grow, and not before the verdict's {@link RmxVerdict#retryAfter}, unless that is
 * further away than the longest pause and than five minutes. One message of a domain is tried for all; when the domain answers again,
 * all of them are looked at.
 *
 * <p>What it promises, as far as its store is durable:
 *
 * <ul>
 *   <li>Once {@link #hold} has returned, the message comes back to a handler, whatever dies; unless it is {@linkplain #remove removed}.
 *   <li>It comes back when it is decided, or as {@code temperror} when its time is up, and not before; and always with the same
 *       decision.
 *   <li>It comes back once, unless the handler fails or takes too long, or a process, the store or the network between them dies or
 *       stands still for longer than a lease while it is on its way, or the store's clock is set forward by as much.
 * </ul>
 *
 * <p>If this clock is set back after a message was held, its time is up later by as much.
 *
 * <p>Safe to share between threads. Its threads are daemons named {@code rmx-quarantine-…} and {@code rmx-release-…}, and end with
 * {@link #close}.
 */
public final class Quarantine implements AutoCloseable {
    /** For how long a message is held at most, unless said otherwise: four days. */
    public static final Duration LONGEST_HOLD = Duration.ofDays(4);

    private final QuarantineStore store;
    private final Duration longestHold;
    private final Pauses pauses;
    private final InstantSource clock;
    private final ReleaseCounters counters = new ReleaseCounters();
    private final ReleaseLoop loop;
    private final Thread thread;
    private volatile boolean closed;

    private Quarantine(Builder builder) {
        this.store = builder.store;
        this.longestHold = builder.longestHold;
        this.pauses = builder.pauses();
        this.clock = builder.clock;
        this.loop = new ReleaseLoop(builder.checker, store, builder.handler, builder, counters);
        this.thread = new DaemonThreads("rmx-quarantine").newThread(loop::run);
    }

    /**
     * Starts to build a quarantine. It closes none of these.
     *
     * @param checker checks held messages again
     * @param store keeps them
     * @param handler takes them back
     * @return a builder with default settings
     */
    public static Builder builder(RmxChecker checker, QuarantineStore store, ReleaseHandler handler) {
        return new Builder(checker, store, handler);
    }

    /**
     * Holds a message. When this returns, the store has it.
     *
     * @param verdict the verdict that could not be reached: {@code temperror}
     * @param reference what the message's owner knows it by
     * @return the message's id, for {@link #find}, {@link #release} and {@link #remove}
     * @throws IllegalArgumentException if the verdict is another one
     * @throws QuarantineException if the message cannot be kept, or the quarantine is closed: answer {@code 451}, so that the sender
     *     tries again. If the connection to the store broke at the wrong moment, it can have been kept all the same
     */
    public long hold(RmxVerdict verdict, MessageReference reference) throws QuarantineException {
        if (verdict.result() != RmxResult.TEMPERROR) {
            throw new IllegalArgumentException(
                    "only a message that cannot be decided is held, and not one with " + verdict);
        }
        if (closed) {
            throw new QuarantineException("the quarantine is closed");
        }
        Instant now = clock.instant();
        Instant until = now.plus(longestHold);
        Instant due = pauses.next(now, 0, verdict.retryAfter().orElse(Instant.MIN));
        return store.add(verdict.query(), reference, now, until, due.isBefore(until) ? due : until);
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
     * Decides on a message by hand, and has it handed back.
     *
     * @param id the message
     * @param outcome what is decided
     * @param reason why, for people
     * @return whether it was held, and nothing was decided of it
     * @throws QuarantineException if the store cannot be asked
     */
    public boolean release(long id, RmxOutcome outcome, String reason) throws QuarantineException {
        Decision decision = new Decision(outcome, Optional.empty(), reason, Decision.Source.OPERATOR);
        boolean released = store.release(id, decision, clock.instant());
        loop.wake();
        return released;
    }

    /**
     * Forgets a message: it is not handed back. One that is just being handed back still is, and so may be one that another process
     * has on its way, until it renews its leases.
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
     * What is held, and what has become of what was.
     *
     * @param held how many messages are held
     * @param oldest since when the oldest of them is; empty if there is none
     * @param retries how often a message was looked at again in vain, since this quarantine was built
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
         * @param retries how often a message was looked at again in vain
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

    /** Looks at the store now, and not only when it is time. */
    void wake() {
        loop.wake();
    }

    /**
     * Stops handing messages back. Handlers that have begun may go on to the end of their time, for which this waits, also where its
     * thread is interrupted; what else was taken from the store is given back to it first.
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
        private final RmxChecker checker;
        private final QuarantineStore store;
        private final ReleaseHandler handler;
        private Duration longestHold = LONGEST_HOLD;
        private Duration firstPause = Duration.ofSeconds(30);
        private Duration longestPause = Duration.ofMinutes(10);
        Duration pollEvery = Duration.ofSeconds(1);
        private RandomGenerator random = RandomGenerator.getDefault();
        InstantSource clock = InstantSource.system();
        int handlers = 4;
        Duration handlerLimit = Duration.ofMinutes(1);
        int mostInFlight = 500;

        private Builder(RmxChecker checker, QuarantineStore store, ReleaseHandler handler) {
            this.checker = Objects.requireNonNull(checker, "checker");
            this.store = Objects.requireNonNull(store, "store");
            this.handler = Objects.requireNonNull(handler, "handler");
        }

        /**
         * Sets for how long a message is held at most; {@link #LONGEST_HOLD} if not called.
         *
         * @param longest more than zero
         * @return this
         * @throws IllegalArgumentException if it is zero or less
         */
        public Builder longestHold(Duration longest) {
            this.longestHold = positive(longest, "time to hold a message");
            return this;
        }

        /**
         * Sets how long to wait before a message is looked at again: the first pause, and twice as long each time up to the
         * longest; 30 seconds to 10 minutes if not called. Up to a quarter is added at random.
         *
         * @param first more than zero
         * @param longest not shorter than the first
         * @return this
         * @throws IllegalArgumentException if a pause is out of range
         */
        public Builder pauses(Duration first, Duration longest) {
            if (longest.compareTo(positive(first, "first pause")) < 0) {
                throw new IllegalArgumentException(
                        "the longest pause is not shorter than the first, unlike " + longest);
            }
            this.firstPause = first;
            this.longestPause = longest;
            return this;
        }

        /**
         * Sets how messages are handed back; 4 at once, for a minute each, if not called.
         *
         * @param most how many at once; 1 or more. A handler that ignores being interrupted keeps its place until it returns; when all
         *     places are taken so, messages are left to other processes
         * @param limit how long one may take; more than zero
         * @return this
         * @throws IllegalArgumentException if a value is out of range
         */
        public Builder handlers(int most, Duration limit) {
            if (most < 1) {
                throw new IllegalArgumentException("1 message or more is handed back at once, not " + most);
            }
            this.handlers = most;
            this.handlerLimit = positive(limit, "time for a handler");
            return this;
        }

        /**
         * Sets how many messages are on their way at once, from the store through a check to the handler; 500 if not called.
         *
         * @param most 1 or more
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder mostInFlight(int most) {
            if (most < 1) {
                throw new IllegalArgumentException("1 message or more is in flight, not " + most);
            }
            this.mostInFlight = most;
            return this;
        }

        /**
         * Sets how often the store is asked what is due, and leases are renewed; each second if not called. The store's {@linkplain
         * QuarantineStore#leaseTime leases} have to last for several times as long.
         *
         * @param interval more than zero
         * @return this
         * @throws IllegalArgumentException if it is zero or less
         */
        public Builder pollEvery(Duration interval) {
            this.pollEvery = positive(interval, "interval");
            return this;
        }

        /**
         * Sets the clock by which messages are due; the system's if not called. Leases and the time of a handler do not depend on it.
         *
         * @param clock the clock
         * @return this
         */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
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

        Pauses pauses() {
            return new Pauses(firstPause, longestPause, random);
        }

        private static Duration positive(Duration duration, String what) {
            if (duration.isZero() || duration.isNegative()) {
                throw new IllegalArgumentException("the " + what + " is more than zero, not " + duration);
            }
            return duration;
        }

        /**
         * Builds the quarantine, and starts it.
         *
         * @return a quarantine, to be closed before its checker and store are
         */
        public Quarantine build() {
            Quarantine quarantine = new Quarantine(this);
            quarantine.thread.start();
            return quarantine;
        }
    }
}
