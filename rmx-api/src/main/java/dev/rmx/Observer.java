package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.packed.FirstMatch;
import dev.rmx.record.DomainName;
import dev.rmx.spf.SpfTerm;
import java.util.List;
import java.util.Map;

/**
 * Hears from an evaluation which form, record and entry it looks at, and what comes of it ([EXPL-1]). An evaluation for
 * which nobody wants an explanation tells {@link #NONE}, which costs nothing: no call here makes an object.
 */
interface Observer {
    /** Does not listen. */
    Observer NONE = new Observer() {};

    /** The observer of an evaluation with these answers. */
    static Observer of(Map<DnsQuestion, DnsAnswer> known) {
        return known instanceof Transcript transcript ? transcript : NONE;
    }

    /** The questions that follow are about whether a form is present. */
    default void looksFor(PublishedForm form) {}

    /**
     * A walk through a record begins, below the current form or entry.
     *
     * @param at whose record it is
     * @param version how its text begins
     * @param entries its entries or terms
     */
    default void opens(Walk.Directives walk, DomainName at, String version, List<?> entries) {}

    /**
     * The entries of a record that count against the limit of lookups ([LIM-1]).
     *
     * @param needDns finds them
     * @param before the place before which they count
     */
    default void counts(Walk.Directives walk, FirstMatch<?> needDns, int before) {}

    /** The record of a walk needs too many lookups, and is not evaluated. */
    default void isBeyondLimit(Walk.Directives walk) {}

    /** The walk takes an entry. What follows is about it, until {@link #ends}. */
    default void begins(Walk.Directives walk, int place) {}

    /** The walk comes to a modifier. What follows is about it, until {@link #ends}. */
    default void begins(Walk.Directives walk, SpfTerm.Modifier modifier) {}

    /** The current entry is done. */
    default void ends() {}

    /** A walk is over; {@code reached} is the last place that it came to. */
    default void walked(Walk.Directives walk, int reached) {}

    /** What the RMX record of a walk can come to. */
    default void comesTo(Walk.Directives walk, boolean pass, boolean fail) {}

    /** What the SPF record of a walk can come to. */
    default void comesTo(Walk.Directives walk, SpfOutcomes outcomes) {}

    /** Whether the current form is present, or the current entry matches. */
    default void is(EntryState state) {}

    /** What the current term of SPF comes to. */
    default void is(SpfMatch match) {}

    /** The current entry makes its record unusable. */
    default void isError() {}

    /** The current entry is as the entries below it, or as its answers: <i>no</i> unless one of them is unknown. */
    default void isAsBelow() {}

    /** What the record comes to that the current term leads to. */
    default void leadsTo(SpfOutcomes outcomes, boolean redirects) {}

    /** The current entry is sure to match, or to lead to an entry that is. */
    default void isSure() {}

    /** The current term of SPF, reached in these states, counts so many terms ([SPF-3]). */
    default void countsTerms(SpfStates counts, long states, int terms) {}

    /** The current term of SPF, counted in these states, is void, or may be ([SPF-3]). */
    default void countsVoid(SpfStates counts, long states, boolean isSure) {}

    /** Why the current entry is in its state; the first reason counts. */
    default void note(String reason) {}
}
