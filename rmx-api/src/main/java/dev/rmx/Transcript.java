package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.packed.FirstMatch;
import dev.rmx.record.DomainName;
import dev.rmx.spf.SpfResult;
import dev.rmx.spf.SpfTerm;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Notes what an evaluation does, for an {@link Explanation} ([EXPL-1]). It stands in the place of the known answers, so
 * it sees each question that the evaluation looks up, and {@link Observer#of} finds it there.
 *
 * <p>All answers come from one moment, even if the map below gains some meanwhile.
 */
final class Transcript extends AbstractMap<DnsQuestion, DnsAnswer> implements Observer {
    private final Map<DnsQuestion, DnsAnswer> known;
    private final Map<DnsQuestion, ExplainedQuestion> lookedUp = new HashMap<>();
    private final Map<PublishedForm, Step> forms = new LinkedHashMap<>();
    private final IdentityHashMap<Walk.Directives, Visit> visits = new IdentityHashMap<>();
    /** The form that is looked for, or whose record is evaluated, and the entries that led to where we are. */
    private final Deque<Step> under = new ArrayDeque<>();
    /** The greatest kind of unknown so far. */
    private Explanation.State unknown = Explanation.State.MALFORMED;

    Transcript(Map<DnsQuestion, DnsAnswer> known, List<PublishedForm> looked) {
        this.known = known;
        looked.forEach(form -> forms.put(form, new Step()));
    }

    /** What the evaluation did about a form or an entry. */
    static final class Step {
        final Map<DnsQuestion, ExplainedQuestion> questions = new LinkedHashMap<>();
        final List<ExplainedRecord.Count> counts = new ArrayList<>();
        Explanation.State state = Explanation.State.NOT_REACHED;
        /** Whether it is sure to match, or to lead to an entry that is. */
        boolean sure;

        @Nullable
        String note;

        @Nullable
        Visit below;

        /** Why it is unknown, from its questions and from the entries below it; NO if they do not tell. */
        Explanation.State unknown() {
            Explanation.State greatest = Explanation.State.NO;
            for (ExplainedQuestion question : questions.values()) {
                greatest = greater(greatest, state(question.answer().orElse(null)));
            }
            if (below != null) {
                for (Step step : below.taken.values()) {
                    greatest = greater(greatest, step.state);
                }
            }
            return greatest;
        }

        private static Explanation.State state(@Nullable DnsAnswer answer) {
            return answer == null
                    ? Explanation.State.MISSING
                    : answer instanceof DnsAnswer.Failed
                            ? Explanation.State.FAILED
                            : answer instanceof DnsAnswer.Malformed
                                    ? Explanation.State.MALFORMED
                                    : Explanation.State.NO;
        }
    }

    private static Explanation.State greater(Explanation.State one, Explanation.State other) {
        return !other.isUnknown() || (one.isUnknown() && one.compareTo(other) < 0) ? one : other;
    }

    /** A walk through a record. */
    static final class Visit {
        final DomainName at;
        final String version;
        final List<?> entries;
        final Map<Integer, Step> taken = new TreeMap<>();
        final List<String> results = new ArrayList<>();
        /** For RMX, finds the entries that count against the limit of lookups; null for SPF. */
        @Nullable
        FirstMatch<?> needDns;
        /** The place before which they count. */
        int countedBefore;
        /** The last place that the walk came to; the size of the record if it came to its end; -1 if it never began. */
        int reached = -1;

        boolean beyondLimit;

        Visit(DomainName at, String version, List<?> entries) {
            this.at = at;
            this.version = version;
            this.entries = entries;
        }
    }

    Map<PublishedForm, Step> forms() {
        return forms;
    }

    @Override
    public @Nullable DnsAnswer get(@Nullable Object key) {
        if (!(key instanceof DnsQuestion question)) {
            return null;
        }
        ExplainedQuestion found = lookedUp.computeIfAbsent(
                question, asked -> new ExplainedQuestion(asked, Optional.ofNullable(known.get(asked))));
        Step current = under.peek();
        if (current != null) {
            current.questions.put(question, found);
        }
        return found.answer().orElse(null);
    }

    @Override
    public Set<Entry<DnsQuestion, DnsAnswer>> entrySet() {
        return known.entrySet();
    }

    @Override
    public void looksFor(PublishedForm form) {
        under.clear();
        under.push(Objects.requireNonNull(forms.get(form)));
    }

    @Override
    public void opens(Walk.Directives walk, DomainName at, String version, List<?> entries) {
        Visit visit = new Visit(at, version, entries);
        visits.put(walk, visit);
        current().below = visit;
    }

    private Visit visit(Walk.Directives walk) {
        return Objects.requireNonNull(visits.get(walk), "a walk that did not begin");
    }

    private Step current() {
        return under.element();
    }

    @Override
    public void counts(Walk.Directives walk, FirstMatch<?> needDns, int before) {
        visit(walk).needDns = needDns;
        visit(walk).countedBefore = before;
    }

    @Override
    public void isBeyondLimit(Walk.Directives walk) {
        visit(walk).beyondLimit = true;
    }

    @Override
    public void begins(Walk.Directives walk, int place) {
        under.push(visit(walk).taken.computeIfAbsent(place, at -> new Step()));
    }

    @Override
    public void begins(Walk.Directives walk, SpfTerm.Modifier modifier) {
        begins(walk, visit(walk).entries.indexOf(modifier));
    }

    @Override
    public void ends() {
        unknown = greater(unknown, under.pop().state);
    }

    @Override
    public void walked(Walk.Directives walk, int reached) {
        visit(walk).reached = reached;
    }

    @Override
    public void comesTo(Walk.Directives walk, boolean pass, boolean fail) {
        if (pass) {
            visit(walk).results.add(RmxResult.PASS.toString());
        }
        if (fail) {
            visit(walk).results.add(RmxResult.FAIL.toString());
        }
    }

    @Override
    public void comesTo(Walk.Directives walk, SpfOutcomes outcomes) {
        outcomes.possible().forEach(result -> visit(walk).results.add(result.toString()));
    }

    private void is(Explanation.State state) {
        current().state = state;
    }

    @Override
    public void is(EntryState state) {
        is(Explanation.State.of(state));
    }

    @Override
    public void is(SpfMatch match) {
        switch (match) {
            case YES -> is(Explanation.State.YES);
            case NO, VOID, NO_OR_VOID -> is(Explanation.State.NO);
            case TOO_MANY -> isError();
            case OPEN, OPEN_OR_VOID, OPEN_MX -> isUnknown();
        }
    }

    @Override
    public void isError() {
        is(Explanation.State.ERROR);
    }

    @Override
    public void isAsBelow() {
        is(current().unknown());
    }

    /** Its questions and the entries below it tell why; else an entry before it does, which leaves the counts open. */
    private void isUnknown() {
        Explanation.State why = current().unknown();
        is(why.isUnknown() ? why : unknown);
        if (!why.isUnknown()) {
            note("this hangs on how many terms count before it");
        }
    }

    @Override
    public void leadsTo(SpfOutcomes outcomes, boolean redirects) {
        boolean error = (outcomes.of(SpfResult.PERMERROR) | outcomes.of(SpfResult.NONE)) != SpfStates.NONE;
        boolean yes = outcomes.of(SpfResult.PASS) != SpfStates.NONE;
        boolean other = (outcomes.of(SpfResult.FAIL) | outcomes.of(SpfResult.SOFTFAIL) | outcomes.of(SpfResult.NEUTRAL))
                != SpfStates.NONE;
        boolean open = redirects ? outcomes.possible().size() > 1 : yes && other;
        if (open || (error && (yes || other))) {
            isUnknown();
        } else {
            is(error ? Explanation.State.ERROR : yes || redirects ? Explanation.State.YES : Explanation.State.NO);
        }
    }

    @Override
    public void isSure() {
        current().sure = true;
    }

    @Override
    public void countsTerms(SpfStates counts, long states, int terms) {
        int least = counts.leastTerms(states) + terms;
        int greatest = counts.mostTerms(states) + terms;
        counts(ExplainedRecord.Count.Limit.TERMS, terms, least, greatest, counts.termLimit());
    }

    @Override
    public void countsVoid(SpfStates counts, long states, boolean isSure) {
        int least = counts.leastVoids(states) + (isSure ? 1 : 0);
        int greatest = counts.greatestVoids(states) + 1;
        counts(ExplainedRecord.Count.Limit.VOIDS, 1, least, greatest, counts.voidLimit());
    }

    /** What comes after the first that is too many does not count. */
    private void counts(ExplainedRecord.Count.Limit limit, int counted, int least, int greatest, int most) {
        int atLeast = Math.min(least, most + 1);
        int atMost = Math.min(greatest, most + 1);
        current().counts.add(new ExplainedRecord.Count(limit, counted, atLeast, atMost, most));
        if (least > most) {
            isError();
        }
    }

    @Override
    public void note(String reason) {
        Step step = current();
        step.note = step.note == null ? AnswerText.bounded(reason) : step.note;
    }
}
