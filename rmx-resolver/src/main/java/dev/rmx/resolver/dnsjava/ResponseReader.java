package dev.rmx.resolver.dnsjava;

import dev.rmx.codec.RdataDecoder;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * Reads the answer to a question from a response ([LOOK-2]). It uses only the answer section and the SOA of a negative
 * answer, and of those only records of the name asked about and its aliases. It visits each record once or twice,
 * whatever their number ([LIM-4]).
 */
final class ResponseReader {
    /** As many as aliases: a question cannot pass more. */
    private static final int MOST_DNAMES = 16;
    /** Offsets in the data of an RRSIG record (RFC 4034 §3.1). */
    private static final int SIGNED_TTL = 4;

    private static final int SIGNATURE_EXPIRES = 8;

    private final RecordType type;
    private final int typeNumber;
    private final Instant now;

    /** The result of reading one response. */
    sealed interface Reading {
        /** The answer to the question, at the end of a chain from the name asked about. */
        record Answered(AliasChain chain, DnsAnswer.Known answer) implements Reading {}

        /** The name is an alias, and the response has no data for its target: ask for the target next. */
        record Alias(AliasChain chain) implements Reading {}

        /** No server can ever answer the question. */
        record Hopeless(String reason) implements Reading {}

        /** The server did not answer the question; another server may. */
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
    Reading read(DomainName name, ResponseMessage response, boolean authenticated) {
        if (!response.isResponse() || response.isTruncated()) {
            return unusable(response.isResponse() ? "truncated response" : "not a response");
        }
        if (response.hasQuestion() && !response.answers(name, typeNumber)) {
            return unusable("a response to another question");
        }
        int rcode = response.rcode();
        return switch (rcode) {
            case Rcode.NOERROR, Rcode.NXDOMAIN -> { // [LOOK-2] every other code is a failure
                if (!response.hasQuestion()) {
                    yield unusable("a response to no question");
                }
                try {
                    yield new Records(response, authenticated).read(name);
                } catch (AliasChain.EndlessException e) {
                    yield new Reading.Hopeless(String.valueOf(e.getMessage()));
                } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                    yield unusable("garbled records");
                }
            }
            case Rcode.NOTIMP, Rcode.FORMERR ->
                type == RecordType.RMX // [LOOK-2] a server too old to know the type
                        ? absent(AliasChain.startingAt(name, now, false), now)
                        : unusable(Rcode.string(rcode));
            default -> new Reading.Unusable(NoAnswerException.ofError(response));
        };
    }

    /** The records of one response that can be part of the answer, by owner. */
    private final class Records {
        private final ResponseMessage response;
        private final boolean authenticated;
        private final Map<DomainName, Owned> owners = new HashMap<>();
        private final List<ResponseMessage.Rr> dnames = new ArrayList<>();

        Records(ResponseMessage response, boolean authenticated) {
            this.response = response;
            this.authenticated = authenticated;
            for (ResponseMessage.Rr record : response.answers()) {
                Owned owned = owners.computeIfAbsent(record.owner(), owner -> new Owned());
                boolean firstDname = record.type() == Type.DNAME && owned.dname == null;
                owned.add(record);
                if (firstDname && dnames.size() < MOST_DNAMES) {
                    dnames.add(record);
                }
            }
        }

        Reading read(DomainName name) throws AliasChain.EndlessException {
            AliasChain chain = AliasChain.startingAt(name, now, authenticated);
            while (true) {
                Owned owned = owners.get(chain.name());
                if (owned != null && !owned.records.isEmpty()) {
                    return response.rcode() == Rcode.NOERROR
                            ? found(chain, owned)
                            : unusable("NXDOMAIN with an answer");
                }
                AliasChain next = follow(chain, owned);
                if (next == null) {
                    break;
                }
                chain = next;
            }
            if (chain.passed().isEmpty() && response.hasAnswers()) {
                return unusable("an answer to another question");
            }
            return readNegative(chain);
        }

        /** Follows one alias; null if the name is none. */
        private @Nullable AliasChain follow(AliasChain chain, @Nullable Owned owned)
                throws AliasChain.EndlessException {
            DomainName target = null;
            AliasChain until = chain;
            if (owned != null && owned.alias != null) {
                target = response.target(owned.alias);
                until = until.until(until(owned.alias.ttl(), Type.CNAME, owned.signatures));
            }
            ResponseMessage.Rr dname = closestDname(chain.name());
            if (dname != null) {
                // the DNAME is signed, the CNAME made from it is not (RFC 6672 §5.3.1)
                target = substituted(chain.name(), dname.owner(), response.target(dname));
                List<ResponseMessage.Rr> signatures = Objects.requireNonNull(owners.get(dname.owner())).signatures;
                until = until.until(until(dname.ttl(), Type.DNAME, signatures));
            }
            return target == null ? null : until.follow(target);
        }

        private ResponseMessage.@Nullable Rr closestDname(DomainName name) {
            ResponseMessage.Rr closest = null;
            for (ResponseMessage.Rr dname : dnames) {
                boolean above = !dname.owner().equals(name) && name.isAtOrBelow(dname.owner());
                if (above
                        && (closest == null
                                || dname.owner().wireLength() > closest.owner().wireLength())) {
                    closest = dname;
                }
            }
            return closest;
        }

        private Reading found(AliasChain chain, Owned owned) {
            long ttl = Long.MAX_VALUE;
            List<byte[]> rdata = new ArrayList<>(owned.records.size());
            for (ResponseMessage.Rr record : owned.records) {
                rdata.add(response.rdata(record));
                ttl = Math.min(ttl, record.ttl());
            }
            Instant until = until(ttl, typeNumber, owned.signatures);
            return answered(chain, RdataDecoder.decode(type, rdata, until, true));
        }

        /** Reads a response without the data: a negative answer, a referral, or nothing usable (RFC 2308 §2). */
        private Reading readNegative(AliasChain chain) {
            boolean referral = false;
            for (ResponseMessage.Rr record : response.authority()) {
                if (record.type() == Type.SOA && chain.name().isAtOrBelow(record.owner())) {
                    long minimum = response.longNumber(record, record.length() - 4);
                    return absent(chain, until(Math.min(record.ttl(), minimum), Type.SOA, response.authority()));
                }
                referral |= record.type() == Type.NS;
            }
            if (response.rcode() == Rcode.NXDOMAIN) {
                return absent(chain, now);
            }
            if (!chain.passed().isEmpty()) {
                return new Reading.Alias(chain);
            }
            if (referral) {
                return unusable("a referral, not an answer");
            }
            return response.speaksForName()
                    ? absent(chain, now)
                    : unusable("an empty response from a server that does not know");
        }

        /** When a set of records expires; if it is authenticated, no later than its signatures (RFC 4035 §5.3.3). */
        private Instant until(long ttl, int ofType, List<ResponseMessage.Rr> signatures) {
            Instant until = now.plusSeconds(ttl);
            if (authenticated) {
                for (ResponseMessage.Rr signature : signatures) {
                    if (signature.type() == Type.RRSIG && response.longNumber(signature, 0) >>> 16 == ofType) {
                        until = earlier(until, now.plusSeconds(response.longNumber(signature, SIGNED_TTL)));
                        until = earlier(
                                until, Instant.ofEpochSecond(response.longNumber(signature, SIGNATURE_EXPIRES)));
                    }
                }
            }
            return until;
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Replaces the DNAME's owner at the end of a name with its target (RFC 6672 §2.2). */
    private static DomainName substituted(DomainName name, DomainName owner, DomainName target) {
        byte[] whole = name.toWire();
        byte[] end = target.toWire();
        int before = whole.length - owner.wireLength();
        byte[] wire = Arrays.copyOf(whole, before + end.length);
        System.arraycopy(end, 0, wire, before, end.length);
        return DomainName.fromWire(wire);
    }

    private static Reading unusable(String reason) {
        return new Reading.Unusable(NoAnswerException.unusable(reason));
    }

    private static Reading absent(AliasChain chain, Instant until) {
        return answered(chain, new DnsAnswer.Absent(until, true));
    }

    private static Reading answered(AliasChain chain, DnsAnswer.Known answer) {
        return new Reading.Answered(chain, answer);
    }

    /** The answer records of one owner name. */
    private final class Owned {
        private final List<ResponseMessage.Rr> records = new ArrayList<>();
        private final List<ResponseMessage.Rr> signatures = new ArrayList<>();
        private ResponseMessage.@Nullable Rr alias;
        private ResponseMessage.@Nullable Rr dname;

        void add(ResponseMessage.Rr record) {
            if (record.type() == typeNumber) {
                records.add(record);
            } else if (record.type() == Type.CNAME && alias == null) {
                alias = record;
            } else if (record.type() == Type.DNAME && dname == null) {
                dname = record;
            } else if (record.type() == Type.RRSIG) {
                signatures.add(record);
            }
        }
    }
}
