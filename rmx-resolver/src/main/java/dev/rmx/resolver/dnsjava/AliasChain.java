package dev.rmx.resolver.dnsjava;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.record.DomainName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The chain of aliases from the name asked about ([LOOK-1], [LOOK-2]). Immutable.
 *
 * @param name the name at the end of the chain
 * @param passed the aliases before it, in order
 * @param validUntil when the first alias of the chain expires
 * @param authenticated whether DNSSEC authenticated all responses so far
 */
record AliasChain(DomainName name, List<DomainName> passed, Instant validUntil, boolean authenticated) {
    static final int MOST_ALIASES = 16;
    /** Caps every TTL, in seconds: 7 days (RFC 8767 §4). */
    private static final long MAX_TTL = 7 * 24 * 60 * 60;

    /** The question can never be answered: its aliases loop or are too many. */
    static final class EndlessException extends Exception {
        private static final long serialVersionUID = 1L;

        EndlessException(String message) {
            super(message);
        }
    }

    static AliasChain startingAt(DomainName name, Instant now, boolean authenticated) {
        return new AliasChain(name, List.of(), now.plusSeconds(MAX_TTL), authenticated);
    }

    /** Appends an alias for this target. */
    AliasChain follow(DomainName target) throws EndlessException {
        return join(new AliasChain(target, List.of(name), validUntil, true));
    }

    /** Appends a chain that starts where this one ends. */
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

    /** Limits the validity of the chain. */
    AliasChain until(Instant instant) {
        return new AliasChain(name, passed, earlier(instant), authenticated);
    }

    /** The answer at the end of this chain: valid no longer than the chain, and authenticated only if the chain is. */
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
