package dev.rmx.quarantine;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.quarantine.QuarantineStore.Wait;
import dev.rmx.receive.Finding;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.resolver.internal.DaemonThreads;
import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Holds messages that cannot be decided while DNS does not answer ([TEMP-3]):
 *
 * <pre>{@code
 * Quarantine quarantine = Quarantine.builder(checker::checkAsync, store, (message, decision) -> {
 *     Reception reception = policy.release(decision.report(message.query()), host, Instant.now());
 *     if (reception.disposition() == Disposition.REJECT) {
 *         queue.drop(message.reference());
 *     } else {
 *         queue.deliver(message.reference(), reception.fields());
 *     }
 * }).policy(policy).build();
 *
 * RmxVerdict verdict = checker.check(query);
 * if (policy.receive(verdict, host, Instant.now()).disposition() == Disposition.QUARANTINE) {
 *     quarantine.hold(verdict, MessageReference.of(queueId));
 * }
 * }</pre>
 *
 * <p>The quarantine rechecks by itself, at growing intervals. The first recheck waits at least until the verdict's
 * {@link RmxVerdict#retryAfter}; a time more than five minutes ahead counts as five minutes. Messages wait for the
 * {@linkplain RmxVerdict#failedQuestion DNS question} that failed. One message is rechecked for all that wait for the
 * same question, so a dead name server gets no more queries for a million messages than for one ([TEMP-5]). When it
 * answers, all of them are checked.
 *
 * <p>Its promises, provided that the store is durable:
 *
 * <ul>
 *   <li>Once {@link #hold} has returned, the message is handed back to a handler, whatever crashes, unless it is
 *       {@linkplain #remove removed}.
 *   <li>It is handed back when it is decided, or with {@code temperror} when its time is up, not before. Its decision
 *       never changes.
 *   <li>It is handed back exactly once. It may be handed back more than once if its handler fails or takes too long; or
 *       if, while it is in flight, a process, the store or the network between them stops for longer than a lease, or
 *       the store's clock is set forward by more than a lease.
 * </ul>
 *
 * <p>Safe to share between threads. Its threads are daemons named {@code rmx-quarantine-…} and {@code rmx-release-…},
 * and end with {@link #close}.
 */
public final class Quarantine implements AutoCloseable {
    private final QuarantineStore store;
    private final Duration longestHold;
    private final ReceiverPolicy policy;
    private final Pauses pauses;
    private final InstantSource clock;
    private final ReleaseLoop loop;
    private final Thread thread;
    private volatile boolean closed;

    Quarantine(
            QuarantineStore store,
            Duration longestHold,
            ReceiverPolicy policy,
            Pauses pauses,
            InstantSource clock,
            ReleaseLoop loop) {
        this.store = store;
        this.longestHold = longestHold;
        this.policy = policy;
        this.pauses = pauses;
        this.clock = clock;
        this.loop = loop;
        this.thread = new DaemonThreads("rmx-quarantine").newThread(loop::run);
        thread.start();
    }

    /**
     * Starts to build a quarantine. The quarantine closes none of the arguments.
     *
     * @param check rechecks held messages, such as {@code checker::checkAsync}; must not block. A check that takes more
     *     than five minutes is cancelled, and counts as failed; so each call gives a future of its own
     * @param store keeps the messages
     * @param handler takes the messages back
     * @return a builder with default settings
     */
    public static QuarantineBuilder builder(
            Function<RmxQuery, CompletableFuture<RmxVerdict>> check, QuarantineStore store, ReleaseHandler handler) {
        return new QuarantineBuilder(check, store, handler);
    }

    /**
     * Holds a message that the policy puts into quarantine. When this returns, the store has the message. One with
     * {@code temperror} is held until DNS answers, at most for {@link QuarantineSettings#longestHold}. Any other is
     * decided: it is not rechecked, and is handed back with this verdict after the policy's
     * {@link ReceiverPolicy#quarantineTime}, or earlier by {@link #release} ([TEMP-6]).
     *
     * @param verdict the verdict of its check
     * @param reference the owner's reference to the message
     * @return the message's id, for {@link #find}, {@link #release} and {@link #remove}
     * @throws QuarantineException if the message cannot be kept, or the quarantine is closed. Reply {@code 451}, so
     *     that the client tries again. If the exception is {@linkplain QuarantineException#inDoubt in doubt}, the
     *     message may be held nevertheless
     */
    public long hold(RmxVerdict verdict, MessageReference reference) throws QuarantineException {
        requireOpen();
        // [TEMP-4] returns once the message is durable
        return verdict.result() == RmxResult.TEMPERROR
                ? store.add(verdict.query(), reference, wait(verdict), longestHold)
                : store.add(verdict.query(), reference, Decision.of(verdict), policy.quarantineTime()); // [TEMP-6]
    }

    /**
     * Holds a message within the caller's transaction, in PostgreSQL: the message is held if and only if the caller
     * commits ([TEMP-4]). If this throws, roll back: PostgreSQL accepts nothing more in a transaction after an error.
     *
     * <p>Commit soon. If the message is the first for its DNS question, everybody else who stores the same question
     * waits until then, perhaps this quarantine's own thread, too. So before the commit:
     *
     * <ul>
     *   <li>Do not call the other {@code hold} on this thread, and do not wait for a thread that calls it. No database
     *       notices this deadlock; it ends when the data source's time limit for answers does.
     *   <li>Do not wait until a message is handed back, and do not {@link #close} this quarantine.
     *   <li>Two transactions that hold several messages each can block each other. PostgreSQL notices and ends one of
     *       them, with SQLState 40P01: run it again. With messages in the order of their domains this is rare.
     * </ul>
     *
     * @param connection a connection to the store's database, in a transaction
     * @param verdict as for {@link #hold(RmxVerdict, MessageReference)}
     * @param reference as there
     * @return as there
     * @throws QuarantineException as there, or if the store is not in PostgreSQL
     */
    public long hold(Connection connection, RmxVerdict verdict, MessageReference reference) throws QuarantineException {
        requireOpen();
        return verdict.result() == RmxResult.TEMPERROR
                ? store.add(connection, verdict.query(), reference, wait(verdict), longestHold)
                : store.add(connection, verdict.query(), reference, Decision.of(verdict), policy.quarantineTime());
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
     * Lists held messages in the order of their ids.
     *
     * @param after lists only ids greater than this; 0 for all
     * @param most the maximum number of messages
     * @return the messages
     * @throws QuarantineException if the store fails
     */
    public List<HeldMessage> list(long after, int most) throws QuarantineException {
        return store.list(after, most);
    }

    /**
     * Finds a held message.
     *
     * @param id the message's id
     * @return the message; empty if it was handed back or removed
     * @throws QuarantineException if the store fails
     */
    public Optional<HeldMessage> find(long id) throws QuarantineException {
        return store.find(id);
    }

    /**
     * Hands a message back now, with an operator's decision. A message that was already decided keeps its decision
     * ([TEMP-6]).
     *
     * @param id the message's id
     * @param outcome the operator's decision
     * @param reason why, for people
     * @return true if this decision stands: the message was held and undecided
     * @throws QuarantineException if the store fails
     */
    public boolean release(long id, RmxOutcome outcome, String reason) throws QuarantineException {
        Decision decision = new Decision(Finding.of(outcome, reason), Decision.Source.OPERATOR);
        boolean released = store.release(id, decision);
        loop.wake();
        return released;
    }

    /**
     * Rechecks a message now, with all that wait for the same question; a decided message is handed back now. Attempts
     * stay as they are, and so the next pause. A question that failed is still not asked while the checker
     * {@linkplain dev.rmx.resolver.RmxCheckerBuilder#withoutFailureMemory remembers} that, for at most five minutes.
     *
     * @param id the message's id
     * @return whether it is held
     * @throws QuarantineException if the store fails
     */
    public boolean retryNow(long id) throws QuarantineException {
        boolean held = store.retryNow(id);
        loop.wake();
        return held;
    }

    /**
     * Removes a message from the quarantine: it is not handed back. A message whose handler has started is still handed
     * back. So may be one that another process has claimed, until it next renews its leases.
     *
     * @param id the message's id
     * @return whether it was held
     * @throws QuarantineException if the store fails
     */
    public boolean remove(long id) throws QuarantineException {
        boolean removed = store.remove(id);
        loop.forget(id);
        return removed;
    }

    /**
     * Counts the held messages of the whole store.
     *
     * @return how many there are, and since when the oldest is held
     * @throws QuarantineException if the store fails
     */
    public QuarantineStore.Held held() throws QuarantineException {
        return store.held();
    }

    /**
     * What this object has done since it was built. Does not ask the store.
     *
     * @param retries how many rechecks still gave temperror
     * @param released how many messages it has handed back, by outcome; without zeros
     * @param handlerFailures how often the handler failed or took too long
     * @param storeFailures how often the store failed
     */
    public record Work(long retries, Map<RmxOutcome, Long> released, long handlerFailures, long storeFailures) {
        /**
         * Copies the map.
         *
         * @param retries how many rechecks still gave temperror
         * @param released how many messages were handed back, by outcome
         * @param handlerFailures how often the handler failed or took too long
         * @param storeFailures how often the store failed
         */
        public Work {
            released = Map.copyOf(released);
        }
    }

    /**
     * Returns what this object has done so far.
     *
     * @return the counts, which never decrease
     */
    public Work work() {
        return loop.work();
    }

    /** Polls the store now. */
    void wake() {
        loop.wake();
    }

    /**
     * Stops handing messages back. Messages whose handlers have not started go back to the store at once. Then this
     * waits for running handlers, at most for the handlers' time limit; an interrupt does not end the wait.
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
                interrupted = true; // go on waiting: the store must learn what the handlers have taken
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
