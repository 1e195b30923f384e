package dev.rmx.testkit;

import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import java.util.Optional;

/**
 * Which questions meet a fault, and how often:
 * {@code DnsFaultRule.of(SERVFAIL).at("mail.example.org").type(A).times(2)}.
 *
 * @param fault what goes wrong
 * @param name questions for this name meet the fault; empty for every name
 * @param type questions for this type meet the fault; empty for every type
 * @param times how many questions meet the fault before the server recovers; 1 or more
 */
public record DnsFaultRule(DnsFault fault, Optional<DomainName> name, Optional<RecordType> type, int times) {
    /**
     * Checks the number.
     *
     * @param fault what goes wrong
     * @param name the name, or empty for every name
     * @param type the type, or empty for every type
     * @param times how many questions meet the fault
     * @throws IllegalArgumentException if {@code times} is less than 1
     */
    public DnsFaultRule {
        if (times < 1) {
            throw new IllegalArgumentException("a fault must happen at least once, not " + times + " times");
        }
    }

    /**
     * A fault that every question meets, every time.
     *
     * @param fault what goes wrong
     * @return the rule
     */
    public static DnsFaultRule of(DnsFault fault) {
        return new DnsFaultRule(fault, Optional.empty(), Optional.empty(), Integer.MAX_VALUE);
    }

    /**
     * This rule limited to one name.
     *
     * @param only the name, in presentation format
     * @return the rule
     * @throws IllegalArgumentException if it is not a domain name
     */
    public DnsFaultRule at(String only) {
        return new DnsFaultRule(fault, Optional.of(DomainName.parse(only)), type, times);
    }

    /**
     * This rule limited to one type.
     *
     * @param only the type
     * @return the rule
     */
    public DnsFaultRule type(RecordType only) {
        return new DnsFaultRule(fault, name, Optional.of(only), times);
    }

    /**
     * This rule limited to a number of questions.
     *
     * @param most how many questions meet the fault; 1 or more. A question repeated over TCP after a truncated
     *     response counts once
     * @return the rule
     * @throws IllegalArgumentException if it is less than 1
     */
    public DnsFaultRule times(int most) {
        return new DnsFaultRule(fault, name, type, most);
    }
}
