package dev.rmx.testkit;

import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import java.util.Optional;

/**
 * Which questions meet a fault, and how often: {@code DnsFaultRule.of(SERVFAIL).at("mail.example.org").type(A).times(2)}.
 *
 * @param fault what goes wrong
 * @param name the name whose questions are concerned; empty for every name
 * @param type the type whose questions are concerned; empty for every type
 * @param times how often it goes wrong before the server is right again; 1 or more
 */
public record DnsFaultRule(DnsFault fault, Optional<DomainName> name, Optional<RecordType> type, int times) {
    /**
     * Checks the number.
     *
     * @param fault what goes wrong
     * @param name the name whose questions are concerned
     * @param type the type whose questions are concerned
     * @param times how often it goes wrong
     * @throws IllegalArgumentException if {@code times} is less than 1
     */
    public DnsFaultRule {
        if (times < 1) {
            throw new IllegalArgumentException("a fault happens at least 1 time, not " + times);
        }
    }

    /**
     * A fault that every question meets, always.
     *
     * @param fault what goes wrong
     * @return the rule
     */
    public static DnsFaultRule of(DnsFault fault) {
        return new DnsFaultRule(fault, Optional.empty(), Optional.empty(), Integer.MAX_VALUE);
    }

    /**
     * This rule for one name alone.
     *
     * @param only the name, in presentation format
     * @return the rule
     * @throws IllegalArgumentException if it is no domain name
     */
    public DnsFaultRule at(String only) {
        return new DnsFaultRule(fault, Optional.of(DomainName.parse(only)), type, times);
    }

    /**
     * This rule for one type alone.
     *
     * @param only the type
     * @return the rule
     */
    public DnsFaultRule type(RecordType only) {
        return new DnsFaultRule(fault, name, Optional.of(only), times);
    }

    /**
     * This rule for a number of questions.
     *
     * @param most how many questions meet the fault; 1 or more. A question that is asked over TCP because the response over
     *     UDP was truncated counts once
     * @return the rule
     * @throws IllegalArgumentException if it is less than 1
     */
    public DnsFaultRule times(int most) {
        return new DnsFaultRule(fault, name, type, most);
    }
}
