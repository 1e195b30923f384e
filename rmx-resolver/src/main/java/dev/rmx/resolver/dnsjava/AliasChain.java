package dev.rmx.resolver.dnsjava;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;

/**
 * The aliases that a question went through ([LOOK-1], [LOOK-2]).
 *
 * @param name the name that the question has come to
 * @param passed the names left behind
 * @param ttl the lowest time to live on the way, in seconds
 * @param authenticated whether DNSSEC authenticated all responses on the way
 */
record AliasChain(Name name, List<Name> passed, long ttl, boolean authenticated) {
    private static final int MOST_ALIASES = 16;
    /** No time to live counts for more, whatever a response says: 7 days (RFC 8767 §4). */
    private static final long MAX_TTL = 7 * 24 * 60 * 60;

    /** The question can never be answered: its aliases go in a circle, or on and on. */
    static final class EndlessException extends Exception {
        private static final long serialVersionUID = 1L;

        EndlessException(String message) {
            super(message);
        }
    }

    static AliasChain startingAt(Name name) {
        return new AliasChain(name, List.of(), MAX_TTL, true);
    }

    AliasChain follow(CNAMERecord alias) throws EndlessException {
        List<Name> longer = new ArrayList<>(passed);
        longer.add(name);
        Name target = alias.getTarget();
        if (longer.contains(target)) {
            throw new EndlessException("CNAME loop at " + target);
        }
        if (longer.size() > MOST_ALIASES) {
            throw new EndlessException("more than " + MOST_ALIASES + " aliases");
        }
        return new AliasChain(target, longer, Math.min(ttl, alias.getTTL()), authenticated);
    }

    /** This chain, if something on the way lives no longer than this, in seconds. */
    AliasChain limitedTo(long otherTtl) {
        return new AliasChain(name, passed, Math.min(ttl, otherTtl), authenticated);
    }

    /** This chain, after one more response. */
    AliasChain andAuthenticated(boolean response) {
        return new AliasChain(name, passed, ttl, authenticated && response);
    }

    /** When an answer at the end of this chain, with a time to live of its own, runs out. */
    Instant validUntil(Instant now, long ownTtl) {
        return now.plusSeconds(Math.min(ttl, ownTtl));
    }
}
