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
 * Keeps held messages safe. {@link Quarantine} drives it, and asks of it:
 *
 * <ul>
 *   <li>What {@link #add} has returned is kept until {@link #done} or {@link #remove}, whatever dies; as far as the store claims to be
 *       durable.
 *   <li>A message that {@link #claim} gave to one store object is leased to it: another one at the same data does not get it until it is
 *       given back, or its lease has run out. {@link #renew} keeps leases from running out; those of a process that died do.
 *   <li>{@link #decide}, {@link #await}, {@link #retry}, {@link #giveBack} and {@link #done} touch only what is still leased to this
 *       store object, and pass over everything else in silence: it was removed, or belongs to another one by now.
 *   <li>Each method is atomic: it takes effect as a whole or, where it throws, not at all; only an exception that is {@linkplain
 *       QuarantineException#inDoubt in doubt} leaves both open. Repeating a method does no harm, but for {@link #add}.
 * </ul>
 *
 * <p>A store has one clock ([TEMP-5]): callers say how long from now, never when. Where several processes share the data, it is the
 * database's. It counts microseconds or less. Any time can be given: one below zero counts as none, one of more than a thousand years as
 * a thousand years.
 *
 * <p>A message that is not decided waits for a {@linkplain HeldMessage#waitsFor question to DNS}. The store keeps for each such question
 * when it may be asked again, for all messages that wait for it: one of them is claimed then, and the others wait for what becomes of it.
 * A question for which no message waits any more is forgotten: at once or, at the latest, when {@link #claim(int)} comes upon it, being due.
 *
 * <p>Methods may block. An implementation is safe to share between threads.
 */
public interface QuarantineStore extends AutoCloseable {
    /**
     * A question to DNS that failed.
     *
     * @param question the question
     * @param pause how long it is not asked again, from now; a day at most. Of several messages in one call, the longest counts
     */
    record Wait(DnsQuestion question, Duration pause) {}

    /**
     * Adds a message that waits for a question. It is not leased to anybody.
     *
     * @param query what is to be checked; it has a subject
     * @param reference what its owner knows it by
     * @param wait what it waits for. If the store knows the question already, its pause stays as it is
     * @param longest for how long it is held at most
     * @return its id
     * @throws QuarantineException if it cannot be kept, because the store is full for example
     */
    long add(RmxQuery query, MessageReference reference, Wait wait, Duration longest) throws QuarantineException;

    /**
     * Adds a message that is decided, and is to be handed back later ([TEMP-6]). It is not leased to anybody.
     *
     * @param query what was checked; it has a subject
     * @param reference what its owner knows it by
     * @param decision what was decided
     * @param pause after which time it is handed back
     * @return its id
     * @throws QuarantineException if it cannot be kept
     */
    long add(RmxQuery query, MessageReference reference, Decision decision, Duration pause) throws QuarantineException;

    /**
     * Adds a message within a transaction of the caller's: it is held exactly if the caller commits ([TEMP-4]).
     *
     * @param connection a connection to the store's database, in a transaction
     * @param query as for the other one
     * @param reference as for the other one
     * @param wait as for the other one
     * @param longest as for the other one
     * @return its id
     * @throws QuarantineException if it cannot be kept, or this store knows no such transactions
     */
    default long add(Connection connection, RmxQuery query, MessageReference reference, Wait wait, Duration longest)
            throws QuarantineException {
        throw new QuarantineException("a message can be held within the caller's transaction in PostgreSQL only");
    }

    /**
     * What was claimed.
     *
     * @param now the time by the store's clock
     * @param messages the messages, as they are now
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
     * Leases what there is to do now: decided messages that are due, messages whose time is up, and one message for each question that may
     * be asked again. Of each kind, what has been due for longest comes first, and none of the three keeps the others waiting: they share
     * the room, and where there is too little of it, they take turns. Such a question is not due again for a minute, unless {@link #await}
     * says so; neither is one that is due while all of its messages are leased.
     *
     * @param most how many at most; 0 or more, where 0 only reads the clock
     * @return the messages; as many as there are and are allowed, but for questions of which all messages are leased or gone: these can take
     *     up room
     * @throws QuarantineException if the store cannot be asked
     */
    Claimed claim(int most) throws QuarantineException;

    /**
     * Leases messages that wait for questions, whether these may be asked again or not. Of each question, those held for longest come first.
     *
     * @param most how many at most, by the question
     * @return the messages
     * @throws QuarantineException if the store cannot be asked
     */
    Claimed claim(Map<DnsQuestion, Integer> most) throws QuarantineException;

    /**
     * Leases messages that wait for one question.
     *
     * @param question the question
     * @param most how many at most
     * @return the messages, those held for longest first
     * @throws QuarantineException if the store cannot be asked
     */
    default Claimed claim(DnsQuestion question, int most) throws QuarantineException {
        return claim(Map.of(question, most));
    }

    /**
     * For how long a message is leased to this store object, if the lease is not renewed.
     *
     * @return the time; a hundred years if leases do not run out
     */
    Duration leaseTime();

    /**
     * Keeps leases from running out, for the lease time from now.
     *
     * @param ids the messages
     * @return those that are still leased to this store object
     * @throws QuarantineException if the store cannot be asked
     */
    Set<Long> renew(Collection<Long> ids) throws QuarantineException;

    /**
     * Writes down decisions, unless something was decided before: then that stands. A message that is decided here is due now.
     *
     * @param decisions by the id of their messages
     * @return the decisions that stand, by the id of their messages; without those that are not leased to this store object
     * @throws QuarantineException if the store cannot be asked
     */
    Map<Long, Decision> decide(Map<Long, Decision> decisions) throws QuarantineException;

    /**
     * Gives messages back that could not be decided. Each waits for the question that is named with it from now on. A question named here
     * counts one more attempt, however many messages wait for it; one that the store does not know is new, with no attempt yet.
     * A message that was {@linkplain #release released} meanwhile waits for nothing, and stays due.
     *
     * @param waits what each message waits for now, by its id
     * @throws QuarantineException if the store cannot be asked
     */
    void await(Map<Long, Wait> waits) throws QuarantineException;

    /**
     * Gives decided messages back that no handler took; what is not decided is given back as it came.
     *
     * @param pauses after which time each is to be handed back again, by its id
     * @throws QuarantineException if the store cannot be asked
     */
    void retry(Map<Long, Duration> pauses) throws QuarantineException;

    /**
     * Gives messages back as they came.
     *
     * @param ids the messages
     * @throws QuarantineException if the store cannot be asked
     */
    void giveBack(Collection<Long> ids) throws QuarantineException;

    /**
     * Forgets messages that were handed back.
     *
     * @param ids the messages
     * @throws QuarantineException if the store cannot be asked
     */
    void done(Collection<Long> ids) throws QuarantineException;

    /**
     * Makes a message due now, leased or not, and decides on it if nothing is decided. What was decided before stands ([TEMP-6]).
     *
     * @param id the message
     * @param decision what was decided
     * @return whether this decision stands: the message was there, and nothing decided
     * @throws QuarantineException if the store cannot be asked
     */
    boolean release(long id, Decision decision) throws QuarantineException;

    /**
     * Forgets a message, leased or not.
     *
     * @param id the message
     * @return whether it was there
     * @throws QuarantineException if the store cannot be asked
     */
    boolean remove(long id) throws QuarantineException;

    /**
     * Finds a message.
     *
     * @param id the message
     * @return the message, if it is there
     * @throws QuarantineException if the store cannot be asked
     */
    Optional<HeldMessage> find(long id) throws QuarantineException;

    /**
     * Lists messages in the order of their ids.
     *
     * @param after only those with greater ids; 0 or less for all
     * @param most how many at most
     * @return the messages
     * @throws QuarantineException if the store cannot be asked
     */
    List<HeldMessage> list(long after, int most) throws QuarantineException;

    /**
     * How many messages there are, and since when the oldest is held.
     *
     * @param count how many
     * @param oldest since when; empty if there is none
     */
    record Held(long count, Optional<Instant> oldest) {}

    /**
     * Counts the messages.
     *
     * @return how many there are
     * @throws QuarantineException if the store cannot be asked
     */
    Held held() throws QuarantineException;

    /**
     * Says whether DNS answers this process ([TEMP-7]). While it answers none of those that share the data, nobody's time is up: the clock
     * by which messages are held stands still, and when it goes on, all questions may be asked again. What is decided is due as ever. A
     * process that has said nothing for half a minute does not count; and for as long after the last process was answered, the clock may go
     * on.
     *
     * @param cutOff whether no name server at all has answered for a while
     * @throws QuarantineException if the store cannot be asked
     */
    void report(boolean cutOff) throws QuarantineException;

    /** Ends what the store itself holds open. Leases stay until they run out. */
    @Override
    default void close() {}
}
