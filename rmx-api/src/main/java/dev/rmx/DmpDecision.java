package dev.rmx;

import dev.rmx.dns.DnsData;
import dev.rmx.record.DomainName;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How DMP decided.
 *
 * @param outcome granted, denied, not in RMX, or no RMX if the HELO name excuses the client
 * @param name the client's name below the subject, if a record there decided; null otherwise
 */
record DmpDecision(RmxOutcome outcome, @Nullable DomainName name) implements FormDecision {
    /** The HELO name allows a client that the domain refuses ([DMP-3]). */
    static final DmpDecision EXCUSED = new DmpDecision(RmxOutcome.NO_RMX, null);

    /** What the records say that are present ([DMP-1], [DMP-2]). */
    static DmpDecision of(RmxQuery query, DnsData.Dmp records) {
        if (records.allows() == records.denies()) { // [DMP-1], [DMP-2] the domain takes part
            return new DmpDecision(RmxOutcome.NOT_IN_RMX, null);
        }
        DomainName name = query.subject()
                .flatMap(at -> QuestionNames.dmp(query.client(), at))
                .orElse(null);
        return new DmpDecision(records.allows() ? RmxOutcome.GRANTED : RmxOutcome.DENIED, name); // [DMP-1]
    }

    @Override
    public Optional<String> mechanism() {
        return Optional.ofNullable(name).map(at -> "dmp:" + at);
    }

    /** A record at the client's own name authorizes that client alone ([DISP-4]). */
    @Override
    public BigInteger authorizedAddresses() {
        return outcome == RmxOutcome.GRANTED ? BigInteger.ONE : BigInteger.ZERO;
    }
}
