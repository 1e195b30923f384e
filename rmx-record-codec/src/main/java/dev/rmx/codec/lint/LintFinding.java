package dev.rmx.codec.lint;

import dev.rmx.record.DomainName;
import dev.rmx.text.Printable;
import java.util.Optional;

/**
 * One thing that lint found ([LINT-1]).
 *
 * @param rule what was found, with its id and severity
 * @param record the record that it is in
 * @param place the entry or term that it is about; empty if it is about the record
 * @param what what happens, and to whose mail: one sentence
 * @param right what would be right: one sentence
 */
public record LintFinding(LintRule rule, LintRecord record, Optional<Place> place, String what, String right) {
    /** The most characters of a sentence. */
    private static final int LONGEST = 600;

    /**
     * A place in a record's text.
     *
     * @param offset where it begins, in characters from 0
     * @param entry the text of the entry or term, as it was written
     */
    public record Place(int offset, String entry) {}

    /**
     * Makes the sentences short lines of printable ASCII, since parts of them come from the publisher.
     *
     * @param rule what was found
     * @param record the record that it is in
     * @param place the entry or term that it is about
     * @param what what happens
     * @param right what would be right
     */
    public LintFinding {
        what = Printable.of(what, LONGEST); // [LINT-1]
        right = Printable.of(right, LONGEST);
    }

    /**
     * A finding about a record.
     *
     * @param rule what was found
     * @param record the record
     * @param what what happens, and to whose mail
     * @param right what would be right
     */
    public LintFinding(LintRule rule, LintRecord record, String what, String right) {
        this(rule, record, Optional.empty(), what, right);
    }

    /**
     * How much it matters.
     *
     * @return the severity of the rule
     */
    public LintSeverity severity() {
        return rule.severity();
    }

    /**
     * Whose record it is in.
     *
     * @return the domain; empty if that is not known
     */
    public Optional<DomainName> domain() {
        return record.domain();
    }

    /** The finding on one line of printable ASCII. */
    @Override
    public String toString() {
        String where = place.map(at -> " at offset " + at.offset() + ", " + Printable.quote(at.entry()))
                .orElse("");
        return severity() + ": " + rule + where + ": " + what + "; " + right;
    }
}
