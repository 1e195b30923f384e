package dev.rmx.quarantine;

import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Stores held messages for a {@link Quarantine}. An implementation keeps these promises:
 *
 * <ul>
 *   <li>A message that {@link #add} has returned is kept until {@link #done} or {@link #remove}, whatever crashes, as
 *       far as the store claims to be durable.
 *   <li>A message that {@link #claim} returns is leased to this store object. Another store object with the same data
 *       does not get it until it is given back or its lease expires. {@link #renew} extends leases; those of a dead
 *       process expire.
 *   <li>{@link #decide}, {@link #await}, {@link #retry}, {@link #giveBack} and {@link #done} change only messages still
 *       leased to this store object, and silently skip all others: these were removed, or are leased to another store
 *       object.
 *   <li>Every method is atomic, except {@link #turn} by default. If it throws, it had no effect, unless the exception
 *       is {@linkplain QuarantineException#inDoubt in doubt}. Every method except {@link #add} can safely be repeated.
 * </ul>
 *
 * <p>A store has one clock ([TEMP-5]), so callers pass durations from now, never instants. If several processes share
 * the data, it is the database's clock. Its resolution is a microsecond or better. Any duration is accepted: a negative
 * one counts as zero, one over 1,000 years as 1,000 years.
 *
 * <p>An undecided message waits for a {@linkplain HeldMessage#waitsFor DNS question}. The store keeps one due time for
 * each question, for all messages that wait for it: when the question may be asked again, one of these messages is
 * claimed, and the others wait for the outcome. A question for which no message waits is forgotten, at the latest when
 * {@link #claim(int)} finds it due.
 *
 * <p>Methods may block. Implementations are safe to share between threads.
 */
public interface QuarantineStore extends AutoCloseable {
    /**
     * A DNS question that failed, for which a message waits.
     *
     * @param question the question
     * @param pause how long from now the question is not asked again; at most one day. If several messages in one call
     *     name it, the longest pause counts
     */
    record Wait(DnsQuestion question, Duration pause) {}

    /**
     * Adds a message that waits for a question. The message is not leased.
     *
     * @param query the query to check; it has a subject
     * @param reference the owner's reference to the message
     * @param wait the question; if the store knows it already, its pause stays as it is
     * @param longest the longest time to hold the message
     * @return the message's id
     * @throws QuarantineException if the message cannot be kept, for example because the store is full
     */
    long add(RmxQuery query, MessageReference reference, Wait wait, Duration longest) throws QuarantineException;

    /**
     * Adds a decided message, to be handed back later ([TEMP-6]). The message is not leased.
     *
     * @param query the query that was checked
     * @param reference the owner's reference to the message
     * @param decision the decision
     * @param pause when to hand the message back, from now
     * @return the message's id
     * @throws QuarantineException if the message cannot be kept
     */
    long add(RmxQuery query, MessageReference reference, Decision decision, Duration pause) throws QuarantineException;

    /**
     * Adds a message within the caller's transaction: the message is held if and only if the caller commits ([TEMP-4]).
     *
     * @param connection a connection to the store's database, in a transaction
     * @param query as for {@link #add(RmxQuery, MessageReference, Wait, Duration)}
     * @param reference as there
     * @param wait as there
     * @param longest as there
     * @return the message's id
     * @throws QuarantineException if the message cannot be kept, or the store does not support this
     */
    default long add(Connection connection, RmxQuery query, MessageReference reference, Wait wait, Duration longest)
            throws QuarantineException {
        throw new QuarantineException("a message can be held within the caller's transaction in PostgreSQL only");
    }

    /**
     * Adds a decided message within the caller's transaction ([TEMP-4], [TEMP-6]).
     *
     * @param connection a connection to the store's database, in a transaction
     * @param query as for {@link #add(RmxQuery, MessageReference, Decision, Duration)}
     * @param reference as there
     * @param decision as there
     * @param pause as there
     * @return the message's id
     * @throws QuarantineException if the message cannot be kept, or the store does not support this
     */
    default long add(
            Connection connection, RmxQuery query, MessageReference reference, Decision decision, Duration pause)
            throws QuarantineException {
        throw new QuarantineException("a message can be held within the caller's transaction in PostgreSQL only");
    }

    /**
     * Claimed messages.
     *
     * @param now the time by the store's clock
     * @param messages the messages, in their current state
     */
    record Claimed(Instant now, List<HeldMessage> messages) {
        /**
         * Copies the list.
         *
         * @param now the time by the store's clock
         * @param messages the messages
         */
        public Claimed {
            messages = List.copyOf(messages);
        }
    }

    /**
     * Leases the messages that need work now. There are three kinds: decided messages that are due, messages whose time
     * is up, and one message for each question that may be asked again. Within each kind, earliest due first. No kind
     * blocks the others: they share the room and, if it is too small, take turns. A claimed question is not due again
     * for one minute, unless {@link #await} sets another pause; the same goes for a due question whose messages are all
     * leased.
     *
     * @param most the maximum number of messages; with 0 it only reads the clock
     * @return the messages. They can be fewer than available: a question whose messages are all leased or gone can take
     *     up room
     * @throws QuarantineException if the store fails
     */
    Claimed claim(int most) throws QuarantineException;

    /**
     * Leases messages that wait for these questions, whether the questions may be asked again or not. For each
     * question, longest held first.
     *
     * @param most the maximum number of messages for each question
     * @return the messages
     * @throws QuarantineException if the store fails
     */
    Claimed claim(Map<DnsQuestion, Integer> most) throws QuarantineException;

    /**
     * Leases messages that wait for one question.
     *
     * @param question the question
     * @param most the maximum number of messages
     * @return the messages, longest held first
     * @throws QuarantineException if the store fails
     */
    default Claimed claim(DnsQuestion question, int most) throws QuarantineException {
        return claim(Map.of(question, most));
    }

    /**
     * Tells how long a lease lasts unless it is renewed.
     *
     * @return the duration; 100 years if leases do not expire
     */
    Duration leaseTime();

    /**
     * Extends leases to the lease time from now.
     *
     * @param ids the messages' ids
     * @return the ids still leased to this store object
     * @throws QuarantineException if the store fails
     */
    Set<Long> renew(Collection<Long> ids) throws QuarantineException;

    /**
     * Stores decisions. An earlier decision stands. A message decided here is due now.
     *
     * @param decisions the decisions, by message id
     * @return the decisions that stand, by message id; without messages that are not leased to this store object
     * @throws QuarantineException if the store fails
     */
    Map<Long, Decision> decide(Map<Long, Decision> decisions) throws QuarantineException;

    /**
     * Gives back messages that could not be decided. From now on each waits for the question in its {@link Wait}. A
     * question named here counts one more attempt, however many messages wait for it; a question new to the store
     * starts with no attempts. A message that was {@linkplain #release(Collection, Decision) released} meanwhile waits
     * for nothing, and stays due.
     *
     * @param waits what each message waits for now, by message id
     * @throws QuarantineException if the store fails
     */
    void await(Map<Long, Wait> waits) throws QuarantineException;

    /**
     * Gives back decided messages that no handler took. Undecided messages are given back unchanged.
     *
     * @param pauses when to hand each message back again, from now, by message id
     * @throws QuarantineException if the store fails
     */
    void retry(Map<Long, Duration> pauses) throws QuarantineException;

    /**
     * Gives messages back unchanged.
     *
     * @param ids the messages' ids
     * @throws QuarantineException if the store fails
     */
    void giveBack(Collection<Long> ids) throws QuarantineException;

    /**
     * Deletes messages that were handed back.
     *
     * @param ids the messages' ids
     * @throws QuarantineException if the store fails
     */
    void done(Collection<Long> ids) throws QuarantineException;

    /**
     * Does at once what a quarantine has to tell its store: {@link #done}, {@link #retry}, {@link #decide}, {@link
     * #await}, {@link #claim(int)} and {@link #claim(Map)}, in this order. By default it calls these, so it is not
     * atomic; the stores in a database need one transaction for all.
     *
     * @param turn what to do
     * @return the decisions that stand, and the claimed messages
     * @throws QuarantineException if the store fails
     */
    default QuarantineTurn.Result turn(QuarantineTurn turn) throws QuarantineException {
        if (!turn.done().isEmpty()) {
            done(turn.done());
        }
        if (!turn.retries().isEmpty()) {
            retry(turn.retries());
        }
        Map<Long, Decision> standing = turn.decisions().isEmpty() ? Map.of() : decide(turn.decisions());
        if (!turn.waits().isEmpty()) {
            await(turn.waits());
        }
        Claimed due = claim(turn.most());
        if (turn.mostOf().isEmpty()) {
            return new QuarantineTurn.Result(standing, due.now(), due.messages(), List.of());
        }
        try {
            List<HeldMessage> ofQuestions = claim(turn.mostOf()).messages();
            return new QuarantineTurn.Result(standing, due.now(), due.messages(), ofQuestions);
        } catch (QuarantineException | RuntimeException | Error e) { // the caller will not know of those that are due
            try {
                giveBack(due.messages().stream().map(HeldMessage::id).toList());
            } catch (QuarantineException | RuntimeException | Error also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    /**
     * Makes messages due now, leased or not, and decides those that are undecided. An earlier decision stands
     * ([TEMP-6]).
     *
     * @param ids the messages' ids; a thousand or so at a time
     * @param decision the decision
     * @return the ids of the messages for which this decision stands: they were held and undecided
     * @throws QuarantineException if the store fails
     */
    Set<Long> release(Collection<Long> ids, Decision decision) throws QuarantineException;

    /**
     * Makes a message due now, as {@link #release(Collection, Decision)} does for several.
     *
     * @param id the message's id
     * @param decision the decision
     * @return true if this decision stands: the message was held and undecided
     * @throws QuarantineException if the store fails
     */
    default boolean release(long id, Decision decision) throws QuarantineException {
        return release(Set.of(id), decision).contains(id);
    }

    /**
     * Makes messages due now, leased or not, without deciding them: the questions that they wait for may be asked again
     * now, for all messages that wait for them; a decided message may be handed back now. Attempts stay as they are.
     *
     * @param ids the messages' ids; a thousand or so at a time
     * @return the ids of the messages that are held
     * @throws QuarantineException if the store fails
     */
    Set<Long> retryNow(Collection<Long> ids) throws QuarantineException;

    /**
     * Makes a message due now, as {@link #retryNow(Collection)} does for several.
     *
     * @param id the message's id
     * @return whether it is held
     * @throws QuarantineException if the store fails
     */
    default boolean retryNow(long id) throws QuarantineException {
        return retryNow(Set.of(id)).contains(id);
    }

    /**
     * Deletes messages, leased or not.
     *
     * @param ids the messages' ids; a thousand or so at a time
     * @return the ids of the messages that were held
     * @throws QuarantineException if the store fails
     */
    Set<Long> remove(Collection<Long> ids) throws QuarantineException;

    /**
     * Deletes a message, leased or not.
     *
     * @param id the message's id
     * @return whether it was held
     * @throws QuarantineException if the store fails
     */
    default boolean remove(long id) throws QuarantineException {
        return remove(Set.of(id)).contains(id);
    }

    /**
     * Finds a message.
     *
     * @param id the message's id
     * @return the message; empty if it is not held
     * @throws QuarantineException if the store fails
     */
    Optional<HeldMessage> find(long id) throws QuarantineException;

    /**
     * Lists messages in the order of their ids.
     *
     * @param after lists only ids greater than this; 0 or less for all
     * @param most the maximum number of messages
     * @return the messages
     * @throws QuarantineException if the store fails
     */
    List<HeldMessage> list(long after, int most) throws QuarantineException;

    /**
     * The number of held messages, and the age of the oldest.
     *
     * @param count the number of messages
     * @param oldest since when the oldest message is held; empty if none is held
     */
    record Held(long count, Optional<Instant> oldest) {}

    /**
     * Counts the messages.
     *
     * @return the count, and the oldest
     * @throws QuarantineException if the store fails
     */
    Held held() throws QuarantineException;

    /**
     * Reports whether DNS answers this process ([TEMP-7]). While DNS answers none of the processes that share the data,
     * the time of undecided messages stands still; when it runs again, all questions may be asked again. Decided
     * messages stay due as before. A process that has reported nothing for 30 seconds does not count. Time may run on
     * for up to 30 seconds after the last process was answered.
     *
     * @param cutOff whether no name server at all has answered for a while
     * @throws QuarantineException if the store fails
     */
    void report(boolean cutOff) throws QuarantineException;

    /** Releases the store's own resources. Leases stay until they expire. */
    @Override
    default void close() {}
}
