package dev.rmx.resolver.dnsjava;

import dev.rmx.codec.RmxFormatException;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Reads what a response says to a question ([LOOK-2]). Only the answer section, and the SOA of a negative answer, are ever
 * looked at; of those only what belongs to the name asked about, or to its aliases.
 */
final class ResponseReader {
    private final RecordType type;
    private final int typeNumber;
    private final Instant now;

    /** What one response comes to. */
    sealed interface Reading {
        /** The question is answered. */
        record Answered(DnsAnswer answer) implements Reading {}

        /** The name is an alias, and the response does not say what is at its target: that is to be asked next. */
        record Alias(AliasChain chain) implements Reading {}

        /** The question can never be answered, whomever one asks. */
        record Hopeless(String reason) implements Reading {}

        /** The server did not answer the question. Another server may. */
        record Unusable(NoAnswerException why) implements Reading {}
    }

    ResponseReader(RecordType type, int typeNumber, Instant now) {
        this.type = type;
        this.typeNumber = typeNumber;
        this.now = now;
    }

    /**
     * Reads a response.
     *
     * @param authenticated whether DNSSEC authenticates the response
     */
    Reading read(Message query, Message response, AliasChain start, boolean authenticated) {
        AliasChain chain = start.andAuthenticated(authenticated);
        boolean isResponse =
                response.getHeader().getFlag(Flags.QR) && response.getHeader().getOpcode() == Opcode.QUERY;
        if (!isResponse || response.getHeader().getFlag(Flags.TC)) {
            return unusable(isResponse ? "truncated response" : "not a response");
        }
        int rcode = response.getRcode();
        return switch (rcode) {
            case Rcode.NOERROR, Rcode.NXDOMAIN -> readNormalized(query, response, chain);
            case Rcode.NOTIMP, Rcode.FORMERR ->
                type == RecordType.RMX
                        ? absent(chain.andAuthenticated(false), 0) // a server too old to know the type
                        : unusable(Rcode.string(rcode));
            default -> new Reading.Unusable(NoAnswerException.ofError(response));
        };
    }

    private Reading readNormalized(Message query, Message response, AliasChain start) {
        Message normalized = response.normalize(query); // CVE-2024-25638
        if (normalized == null) {
            return unusable("contradictory aliases");
        }
        AliasChain chain = start;
        RRset found = null;
        try {
            for (RRset set : normalized.getSectionRRsets(Section.ANSWER)) {
                if (set.getType() == Type.DNAME) {
                    // the alias made from it is not signed itself (RFC 6672 §5.3.1)
                    chain = chain.limitedTo(ttl(set, chain));
                } else if (set.getName().equals(chain.name())) {
                    if (set.getType() == typeNumber) {
                        found = set;
                    } else if (set.first() instanceof CNAMERecord alias) {
                        chain = chain.limitedTo(ttl(set, chain)).follow(alias);
                    }
                }
            }
        } catch (AliasChain.EndlessException e) {
            return new Reading.Hopeless(String.valueOf(e.getMessage()));
        }
        if (found != null) {
            return normalized.getRcode() == Rcode.NOERROR ? found(chain, found) : unusable("NXDOMAIN with an answer");
        }
        if (chain.equals(start) && !response.getSection(Section.ANSWER).isEmpty()) {
            return unusable("an answer to another question");
        }
        return readNegative(normalized, start, chain);
    }

    private Reading found(AliasChain chain, RRset set) {
        Instant validUntil = chain.validUntil(now, ttl(set, chain));
        List<Record> records = set.rrs(false);
        DnsAnswer answer;
        try {
            Optional<DnsData> data = RecordDecoder.decode(type, records);
            answer = data.isPresent()
                    ? new DnsAnswer.Found(data.get(), validUntil, chain.authenticated())
                    : new DnsAnswer.Absent(validUntil, chain.authenticated());
        } catch (RmxFormatException e) {
            answer = new DnsAnswer.Malformed(String.valueOf(e.getMessage()), validUntil, chain.authenticated());
        }
        return new Reading.Answered(answer);
    }

    /** A response without the data: it says that there is none, or that it is elsewhere, or nothing (RFC 2308 §2). */
    private Reading readNegative(Message response, AliasChain start, AliasChain chain) {
        boolean referral = false;
        for (RRset set : response.getSectionRRsets(Section.AUTHORITY)) {
            if (set.first() instanceof SOARecord soa && chain.name().subdomain(soa.getName())) {
                return absent(chain, Math.min(ttl(set, chain), soa.getMinimum()));
            }
            referral |= set.getType() == Type.NS;
        }
        if (response.getRcode() == Rcode.NXDOMAIN) {
            return absent(chain, 0);
        }
        if (!chain.name().equals(start.name())) {
            return new Reading.Alias(chain);
        }
        if (referral) {
            return unusable("a referral, not an answer");
        }
        boolean speaksForName =
                response.getHeader().getFlag(Flags.AA) || response.getHeader().getFlag(Flags.RA);
        return speaksForName ? absent(chain, 0) : unusable("an empty response from a server that does not know");
    }

    /** How long a set of records lives; if it is authenticated, no longer than its signatures say (RFC 4035 §5.3.3). */
    private long ttl(RRset set, AliasChain chain) {
        long ttl = set.getTTL();
        if (chain.authenticated()) {
            for (RRSIGRecord signature : set.sigs()) {
                long signed = Duration.between(now, signature.getExpire()).toSeconds();
                ttl = Math.max(0, Math.min(ttl, Math.min(signature.getOrigTTL(), signed)));
            }
        }
        return ttl;
    }

    private static Reading unusable(String reason) {
        return new Reading.Unusable(NoAnswerException.unusable(reason));
    }

    private Reading absent(AliasChain chain, long ttl) {
        return new Reading.Answered(new DnsAnswer.Absent(chain.validUntil(now, ttl), chain.authenticated()));
    }
}
