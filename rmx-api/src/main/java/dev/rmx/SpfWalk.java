package dev.rmx;

import dev.rmx.packed.FirstMatch;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfResult;
import dev.rmx.spf.SpfTerm;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The terms of one SPF record that can matter for the client: those that ask DNS before the first literal match, and
 * that match. Each splits the states in which it is reached into those after a match and those after no match
 * ([SPF-4]).
 */
final class SpfWalk implements Walk.Directives {
    private final SpfEvaluation evaluation;
    private final DomainName domain;
    private final SpfRecord record;
    private final FirstMatch<IpAddress> index;
    private final int firstLiteral;
    private final SpfOutcomes outcomes = new SpfOutcomes();
    private @Nullable MacroExpansion expansion;

    SpfWalk(SpfEvaluation evaluation, DomainName domain, SpfRecord record) {
        this.evaluation = evaluation;
        this.domain = domain;
        this.record = record;
        this.index = FirstMatch.of(record.terms());
        this.firstLiteral = index.firstLiteralMatch(evaluation.client());
    }

    DomainName domain() {
        return domain;
    }

    SpfRecord record() {
        return record;
    }

    /** What the record comes to in these states. */
    SpfOutcomes outcomes(long states) {
        long left = Walk.through(this, states, evaluation.observer());
        if (left != SpfStates.NONE) {
            record.redirect()
                    .ifPresentOrElse(
                            redirect -> redirect(redirect, left),
                            () -> outcomes.add(SpfResult.NEUTRAL, left)); // RFC 7208 §4.7
        }
        return outcomes;
    }

    @Override
    public int next(int from) {
        return from > firstLiteral ? size() : Math.min(index.nextThatNeedsDns(from), firstLiteral);
    }

    @Override
    public int size() {
        return index.size();
    }

    @Override
    public long take(int place, long states) {
        SpfTerm.Mechanism term = (SpfTerm.Mechanism) record.terms().get(place);
        if (place == firstLiteral) {
            return split(term, SpfMatch.YES, states);
        }
        if (term instanceof SpfTerm.Include include) {
            return include(include, states);
        }
        MacroString target = targetOf(term);
        long counted = count(target, states);
        if (counted == SpfStates.NONE) {
            return SpfStates.NONE; // [SPF-3] asks nothing
        }
        if (evaluation.cannotList(term, target)) {
            return split(term, evaluation.unlisted(term, target, domain), counted);
        }
        SpfTarget name = target(target);
        SpfMatch match = switch (name.kind()) {
            case NAME -> evaluation.matcher().match(term, name.name());
            case OPEN -> SpfMatcher.open(term);
            case NOT_ASKABLE, NOT_ASCII -> SpfMatch.NO; // [SPF-1] counts, but is not void
        };
        return split(term, match, counted);
    }

    private long split(SpfTerm.Mechanism term, SpfMatch match, long counted) {
        Observer observer = evaluation.observer();
        observer.is(match);
        return switch (match) {
            case YES -> after(term, null, counted, SpfStates.NONE);
            case NO -> counted;
            case VOID -> { // [SPF-3]
                observer.countsVoid(evaluation.counts(), counted, true);
                yield voided(counted);
            }
            case NO_OR_VOID -> counted | voided(counted);
            case OPEN -> after(term, null, counted, counted);
            case OPEN_OR_VOID -> {
                observer.countsVoid(evaluation.counts(), counted, false);
                yield after(term, null, counted, counted | voided(counted)); // [SPF-4]
            }
            case OPEN_MX -> {
                observer.countsVoid(evaluation.counts(), counted, false);
                addPermerror(counted);
                yield after(term, null, counted, counted | voided(counted));
            }
            case TOO_MANY -> {
                addPermerror(counted);
                evaluation.tellProblem(
                        term + " finds more than " + evaluation.limits().names() + " MX records");
                yield SpfStates.NONE;
            }
        };
    }

    private static @Nullable MacroString targetOf(SpfTerm.Mechanism term) {
        return term instanceof SpfTerm.Exists exists
                ? exists.domain()
                : ((SpfTerm.Targeted) term).target().orElse(null);
    }

    /** RFC 7208 §5.2. */
    private long include(SpfTerm.Include include, long states) {
        long counted = count(include.domain(), states);
        if (counted == SpfStates.NONE) {
            return SpfStates.NONE;
        }
        boolean cannotList = evaluation.cannotList(include, include.domain());
        SpfTarget target = cannotList ? SpfTarget.OPEN : target(include.domain());
        if (target.kind() == SpfTarget.Kind.NOT_ASCII) {
            evaluation.observer().is(SpfMatch.NO);
            return counted; // [SPF-1] a local part outside ASCII
        }
        SpfOutcomes its = cannotList
                ? evaluation.unlistedInclude(include, domain, counted)
                : evaluation.outcomes(include, target, counted);
        evaluation.observer().leadsTo(its, false);
        addPermerror(its.of(SpfResult.PERMERROR) | its.of(SpfResult.NONE));
        long noMatch = its.of(SpfResult.FAIL) | its.of(SpfResult.SOFTFAIL) | its.of(SpfResult.NEUTRAL);
        return after(include, its.decided(), its.of(SpfResult.PASS), noMatch);
    }

    /** RFC 7208 §6.1: no term matches, and another record says what that means. */
    private void redirect(SpfTerm.Redirect redirect, long states) {
        evaluation.observer().begins(this, redirect);
        follow(redirect, states);
        evaluation.observer().ends();
    }

    private void follow(SpfTerm.Redirect redirect, long states) {
        long counted = count(redirect.value(), states);
        if (counted == SpfStates.NONE) {
            return;
        }
        SpfOutcomes its;
        if (evaluation.cannotList(redirect, redirect.value())) {
            its = evaluation.unlistedRedirect(redirect, domain, counted);
        } else {
            SpfTarget target = target(redirect.value());
            boolean isForeign = target.kind() == SpfTarget.Kind.NOT_ASCII;
            its = evaluation.outcomes(redirect, isForeign ? SpfTarget.NOT_ASKABLE : target, counted); // [SPF-1]
        }
        outcomes.addRedirected(its);
        evaluation.observer().leadsTo(its, true);
        if (its.decided() != null) {
            evaluation.observer().isSure();
            outcomes.decidedBy(new SpfStep(record, redirect, its.decided()));
        }
    }

    /** Adds what a term gives in the states after a match; gives those after no match. */
    private long after(SpfTerm.Mechanism term, @Nullable SpfStep below, long match, long noMatch) {
        outcomes.add(term.qualifier().result(), match);
        if (match != SpfStates.NONE && term.qualifier() == SpfQualifier.FAIL) {
            outcomes.failsIn(this);
        }
        if (match != SpfStates.NONE && noMatch == SpfStates.NONE) {
            evaluation.observer().isSure();
            outcomes.decidedBy(new SpfStep(record, term, below));
        }
        return noMatch;
    }

    /** Counts a term that asks DNS, and once more for {@code %{p}} in its name ([SPF-3]). */
    private long count(@Nullable MacroString target, long states) {
        boolean twice = target != null && target.uses(MacroLetter.P); // [SPF-3]
        long once = countOne(states);
        long counted = twice ? countOne(once) : once;
        evaluation.observer().countsTerms(evaluation.counts(), states, twice ? 2 : 1);
        return counted;
    }

    private long countOne(long states) {
        long beyond = evaluation.counts().beyondTerms(states);
        if (beyond != SpfStates.NONE) { // [SPF-3] the eleventh term
            addPermerror(beyond);
            evaluation.problem("more than " + evaluation.limits().terms() + " terms ask DNS");
        }
        return evaluation.counts().counted(states);
    }

    private long voided(long states) {
        long beyond = evaluation.counts().beyondVoids(states);
        if (beyond != SpfStates.NONE) { // [SPF-3] the third void
            addPermerror(beyond);
            evaluation.problem("more than " + evaluation.limits().voids() + " terms find nothing");
        }
        return evaluation.counts().voided(states);
    }

    private void addPermerror(long states) {
        outcomes.add(SpfResult.PERMERROR, states);
    }

    /** The name of a term; the record's own domain if the term gives none. */
    private SpfTarget target(@Nullable MacroString text) {
        if (text == null) {
            return SpfTarget.of(domain);
        }
        SpfTarget target = text.hasMacros() ? evaluation.target(text, this) : withoutMacros(text);
        if (target.kind() == SpfTarget.Kind.NOT_ASKABLE) {
            evaluation.observer().note("its name cannot be asked");
        } else if (target.kind() == SpfTarget.Kind.NOT_ASCII) {
            evaluation.observer().note("no name can hold the local part");
        }
        return target;
    }

    private static SpfTarget withoutMacros(MacroString text) {
        DomainName name = text.name().orElse(null);
        return name == null ? SpfTarget.NOT_ASKABLE : SpfTarget.of(name);
    }

    /** The name that a text asks about. The matcher's trace notes what {@code %{p}} asks. */
    SpfTarget target(MacroString text, SpfMatcher matcher) {
        if (!text.hasMacros()) {
            return withoutMacros(text);
        }
        if (evaluation.hasForeignLocalPart() && (text.uses(MacroLetter.S) || text.uses(MacroLetter.L))) {
            return SpfTarget.NOT_ASCII;
        }
        return expansion(text, matcher)
                .map(values -> MacroString.nameOf(values.nameEnd(text))
                        .map(SpfTarget::of)
                        .orElse(SpfTarget.NOT_ASKABLE))
                .orElse(SpfTarget.OPEN);
    }

    /** The values of a text's macros; empty if an answer that {@code %{p}} needs is open. */
    Optional<MacroExpansion> expansion(MacroString text, SpfMatcher matcher) {
        if (!text.uses(MacroLetter.P)) {
            return Optional.of(expansion(null));
        }
        return matcher.confirmedName(domain)
                .map(name ->
                        expansion(name.name().map(MacroExpansion::unescaped).orElse(null)));
    }

    private MacroExpansion expansion(@Nullable String confirmedName) {
        if (confirmedName != null) {
            return evaluation.expansion(domain, confirmedName);
        }
        if (expansion == null) {
            expansion = evaluation.expansion(domain, null);
        }
        return expansion;
    }
}
