package dev.rmx.codec.lint;

import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import java.util.Optional;

/**
 * An entry of RMX or a mechanism of SPF, as far as lint compares them.
 *
 * @param record the record that it is in
 * @param place where it stands
 * @param canonical its canonical text
 * @param prefix the clients that it matches, if that is a prefix
 * @param asksDns whether it needs DNS; without a prefix and without DNS it matches every client
 * @param effect what a match gives
 */
record Directive(
        LintRecord record,
        LintFinding.Place place,
        String canonical,
        Optional<IpPrefix> prefix,
        boolean asksDns,
        Effect effect) {

    /** What a match gives. */
    enum Effect {
        PASS,
        FAIL,
        SOFTFAIL,
        NEUTRAL,
        /** Not one result: RMX's {@code full}; a term of SPF that can also end in an error. */
        OPEN
    }

    boolean matchesEveryone() {
        return prefix.isEmpty() && !asksDns;
    }

    /** Whether a client with such an address counts as IPv4, so that the prefix matches none ([ID-6]). */
    boolean isMapped() {
        return prefix.isPresent()
                && prefix.get().family() == IpFamily.IPV6
                && prefix.get().unmapped().family() == IpFamily.IPV4;
    }

    LintFinding finding(LintRule rule, String what, String right) {
        return new LintFinding(rule, record, Optional.of(place), what, right);
    }
}
