package dev.rmx.quarantine;

import dev.rmx.RmxQuery;
import dev.rmx.record.DomainName;
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
 *   <li>What {@link #add} has returned is kept until {@link #done} or {@link #remove}, whatever dies; as far as the store claims to
 *       be durable.
 *   <li>A message that {@link #claim} gave to one store object is leased to it: another one at the same data does not get it, until
 *       it was given back by {@link #retry}, or its lease has run out. {@link #renew} keeps leases from running out; those of a
 *       process that died do.
 *   <li>{@link #decide}, {@link #retry} and {@link #done} touch only what is still leased to this store object, and pass over
 *       everything else in silence: it was removed, or belongs to another one by now.
 *   <li>Each method is atomic: it takes effect as a whole or, where it throws, not at all; only where the connection to the data breaks
 *       at the wrong moment may it have taken effect and throw. Repeating it does no harm, but for {@link #add}.
 * </ul>
 *
 * <p>Methods may block. An implementation is safe to share between threads. The instants are the caller's; a store compares them with
 * each other and has a clock only for its leases. It may round them to microseconds.
 */
public interface QuarantineStore extends AutoCloseable {
    /**
     * Adds a message, which is not leased to anybody.
     *
     * @param query what is to be checked; it has a subject
     * @param reference what its owner knows it by
     * @param since since when it is held
     * @param until when its time is up
     * @param due when it is to be looked at first
     * @return its id
     * @throws QuarantineException if it cannot be kept, because the store is full for example
     */
    long add(RmxQuery query, MessageReference reference, Instant since, Instant until, Instant due)
            throws QuarantineException;

    /**
     * Leases messages that are due, those that have been due for longest first, and those beyond the horizon last.
     *
     * @param now what is due by then is due
     * @param horizon what is due after that is due as well: it was put there before the clock was set back
     * @param most how many at most
     * @return the messages, as they are now
     * @throws QuarantineException if the store cannot be asked
     */
    List<HeldMessage> claim(Instant now, Instant horizon, int most) throws QuarantineException;

    /**
     * Leases messages of a domain of which nothing is decided, whether they are due or not, those that are due first first.
     *
     * @param subject the domain
     * @param most how many at most
     * @return the messages, as they are now
     * @throws QuarantineException if the store cannot be asked
     */
    List<HeldMessage> claim(DomainName subject, int most) throws QuarantineException;

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
     * Writes down decisions, unless something was decided before: then that stands.
     *
     * @param decisions by the id of their messages
     * @return the decisions that stand, by the id of their messages; without those that are not leased to this store object
     * @throws QuarantineException if the store cannot be asked
     */
    Map<Long, Decision> decide(Map<Long, Decision> decisions) throws QuarantineException;

    /**
     * When a message is to be looked at again.
     *
     * @param id the message
     * @param due when; but if it was {@linkplain #release released} meanwhile, it stays due as it was made then
     * @param attempts how often it was looked at so far
     * @param decided whether it is known to be decided: a release before that does not count as meanwhile
     */
    record Retry(long id, Instant due, int attempts, boolean decided) {}

    /**
     * Gives leases back.
     *
     * @param retries when the messages are to be looked at again
     * @throws QuarantineException if the store cannot be asked
     */
    void retry(Collection<Retry> retries) throws QuarantineException;

    /**
     * Puts off the messages of a domain that are not leased, of which nothing is decided, and which are due earlier: one of them was
     * tried, and that will do for all. None is put off beyond the end of its time.
     *
     * @param subject the domain
     * @param due when they are to be looked at
     * @param attempts how often they count as looked at; messages that were more often stay so
     * @param most how many at most; more than zero
     * @return how many it was
     * @throws QuarantineException if the store cannot be asked
     */
    int postpone(DomainName subject, Instant due, int attempts, int most) throws QuarantineException;

    /**
     * Forgets messages that were handed back.
     *
     * @param ids the messages
     * @throws QuarantineException if the store cannot be asked
     */
    void done(Collection<Long> ids) throws QuarantineException;

    /**
     * Decides on a message, leased or not, of which nothing is decided, and makes it due.
     *
     * @param id the message
     * @param decision what was decided
     * @param due when it is to be handed back
     * @return whether the message was there, and nothing decided
     * @throws QuarantineException if the store cannot be asked
     */
    boolean release(long id, Decision decision, Instant due) throws QuarantineException;

    /**
     * Forgets a message, leased or not.
     *
     * @param id the message
     * @return whether it was there
     * @throws QuarantineException if the store cannot be asked
     */
    boolean remove(long id) throws QuarantineException;

    /**
     * A message.
     *
     * @param id the message
     * @return the message, if it is there
     * @throws QuarantineException if the store cannot be asked
     */
    Optional<HeldMessage> find(long id) throws QuarantineException;

    /**
     * Messages in the order of their ids.
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

    /** Ends what the store itself holds open. Leases stay until they run out. */
    @Override
    default void close() {}
}
