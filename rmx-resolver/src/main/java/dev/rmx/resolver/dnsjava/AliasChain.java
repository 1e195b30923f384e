package dev.rmx.resolver.dnsjava;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.record.DomainName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The aliases that a question went through ([LOOK-1], [LOOK-2]).
 *
 * @param name the name that the question has come to
 * @param passed the names left behind
 * @param validUntil when the first alias on the way runs out
 * @param authenticated whether DNSSEC authenticated all responses on the way
 */
record AliasChain(DomainName name, List<DomainName> passed, Instant validUntil, boolean authenticated) {
    static final int MOST_ALIASES = 16;
    /** No time to live counts for more, whatever a response says: 7 days (RFC 8767 §4). */
    private static final long MAX_TTL = 7 * 24 * 60 * 60;

    /** The question can never be answered: its aliases go in a circle, or on and on. */
    static final class EndlessException extends Exception {
        private static final long serialVersionUID = 1L;

        EndlessException(String message) {
            super(message);
        }
    }

    static AliasChain startingAt(DomainName name, Instant now, boolean authenticated) {
        return new AliasChain(name, List.of(), now.plusSeconds(MAX_TTL), authenticated);
    }

    /** This chain, gone on with an alias. */
    AliasChain follow(DomainName target) throws EndlessException {
        return join(new AliasChain(target, List.of(name), validUntil, true));
    }

    /** This chain, gone on with one that starts where it ends. */
    AliasChain join(AliasChain next) throws EndlessException {
        if (next.passed.isEmpty()) {
            return new AliasChain(name, passed, earlier(next.validUntil), authenticated && next.authenticated);
        }
        List<DomainName> longer = new ArrayList<>(passed);
        for (DomainName alias : next.passed) {
            longer.add(alias);
        }
        if (longer.contains(next.name)) {
            throw new EndlessException("CNAME loop at " + next.name);
        }
        if (longer.size() > MOST_ALIASES) {
            throw new EndlessException("more than " + MOST_ALIASES + " aliases");
        }
        return new AliasChain(next.name, longer, earlier(next.validUntil), authenticated && next.authenticated);
    }

    /** This chain, if something on the way runs out by then. */
    AliasChain until(Instant instant) {
        return new AliasChain(name, passed, earlier(instant), authenticated);
    }

    /** What an answer at the end of this chain comes to: it holds no longer, and no more surely, than the way to it. */
    DnsAnswer.Known answer(DnsAnswer.Known answer) {
        Instant until = earlier(answer.validUntil());
        boolean sure = authenticated && answer.authenticated();
        if (answer instanceof DnsAnswer.Found found) {
            return new DnsAnswer.Found(found.data(), until, sure);
        }
        if (answer instanceof DnsAnswer.Malformed malformed) {
            return new DnsAnswer.Malformed(malformed.reason(), until, sure);
        }
        return new DnsAnswer.Absent(until, sure);
    }

    private Instant earlier(Instant other) {
        return other.isBefore(validUntil) ? other : validUntil;
    }
}
