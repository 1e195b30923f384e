package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes along all client addresses, from range to range, and evaluates the check of one client of each ([LINT-4]). A
 * range in which an answer that was used distinguishes addresses is cut there, and its pieces are evaluated again: so
 * the evaluation goes the same way for every client of a piece that is not cut. One instance makes one expansion.
 */
final class RangeSweep {
    /** How many ranges are looked at while the expansion is known to lack answers. */
    private static final int WITH_QUESTIONS = 500;
    /** How many evaluations need no leave of the caller: they tell which answers are missing. */
    private static final int FREE = 16;

    private static final IpAddress FIRST = IpAddress.parse("0.0.0.0");
    private static final IpAddress FIRST_IPV6 = IpAddress.parse("::");

    private final RmxVerifier verifier;
    private final DomainName subject;
    private final RangeCuts cuts;
    private final UsedAnswers answers;
    private final ExpansionParts parts = new ExpansionParts();
    private final Set<DnsQuestion> questions = new LinkedHashSet<>();
    private final Map<DnsQuestion, DnsAnswer.Failed> failures = new LinkedHashMap<>();
    /** The ranges to go, the next one on top. */
    private final Deque<Range> left = new ArrayDeque<>();

    private final BooleanSupplier goesOn;
    private int evaluations;
    private int ended;
    private boolean tooMany;
    /** How many more ranges of a family are looked at for questions, when the expansion is known to lack one. */
    private int leftWithQuestions = WITH_QUESTIONS;

    /** The clients from one address to before another; null stands after all addresses. */
    record Range(IpAddress begin, @Nullable IpAddress end) {
        boolean holdsBefore(IpAddress address) {
            return end == null || address.compareTo(end) < 0;
        }

        void addTo(List<IpAddress> edges) {
            edges.add(begin);
            if (end != null) {
                edges.add(end);
            }
        }
    }

    RangeSweep(
            RmxVerifier verifier,
            List<IpPrefix> trustedRelays,
            DomainName subject,
            Map<DnsQuestion, DnsAnswer> known,
            BooleanSupplier goesOn) {
        this.verifier = verifier;
        this.subject = subject;
        this.cuts = new RangeCuts(trustedRelays);
        this.answers = new UsedAnswers(known);
        this.goesOn = goesOn;
    }

    RmxExpansion expand() {
        left.push(new Range(FIRST_IPV6, null));
        left.push(new Range(FIRST, FIRST_IPV6));
        while (!left.isEmpty()) {
            Range range = left.pop();
            if (range.begin().equals(FIRST_IPV6)) {
                leftWithQuestions = WITH_QUESTIONS;
            }
            if (!questions.isEmpty() && leftWithQuestions-- <= 0) {
                addUnknown(range); // the expansion is to be made again
            } else if (!hasRoom()) {
                leaveOut(range);
            } else {
                evaluate(range);
            }
        }
        return parts.expansion(subject, questions, failures, tooMany);
    }

    /** [LIM-3], [LIM-4] */
    private boolean hasRoom() {
        return evaluations++ < FREE || (answers.lookups() <= RmxLimits.RANGE_ANSWERS && goesOn.getAsBoolean());
    }

    private void leaveOut(Range range) {
        tooMany = true;
        addUnknown(range);
    }

    private void addUnknown(Range range) {
        parts.add(range, null, List.of(), null, List.of(UnlistedCase.UNKNOWN));
        ended++;
    }

    private void evaluate(Range range) {
        answers.forget();
        StandIn open = StandIn.open(subject);
        RmxStep step = evaluate(range, open);
        RmxVerdict verdict = step instanceof RmxVerdict reached ? reached : null;
        Set<DnsQuestion> lacking = new LinkedHashSet<>(lacking(step));
        RmxStep otherwise =
                verdict == null && lacking.isEmpty() ? evaluate(range, StandIn.matchingNone(subject)) : step;
        lacking.addAll(lacking(otherwise));
        Set<IpAddress> within = new TreeSet<>();
        for (DnsAnswer used : answers.used()) {
            cuts.addWithin(range, used, answers.spfRecords(), within);
        }
        cuts.addRelaysWithin(range, within);
        if (!within.isEmpty()) {
            cut(range, within); // [LINT-4] until each answer holds for the whole range
            return;
        }
        questions.addAll(lacking);
        failures.putAll(answers.failures());
        boolean hangs = verdict == null && lacking.isEmpty();
        parts.add(
                range,
                verdict,
                hangs ? List.copyOf(open.found()) : List.of(),
                hangs && otherwise instanceof RmxVerdict reached ? reached : null,
                cases(range, verdict, hangs));
        ended++;
    }

    private List<UnlistedCase> cases(Range range, @Nullable RmxVerdict verdict, boolean hangs) {
        if (verdict != null) {
            return List.of(UnlistedCase.of(Map.of(), verdict));
        }
        return hangs && questions.isEmpty() // otherwise the expansion is not complete, and will be made again
                ? UnlistedCases.of(subject, verifier.limits(), this::hasRoom, standIn -> evaluate(range, standIn))
                : List.of(UnlistedCase.UNKNOWN);
    }

    private RmxStep evaluate(Range range, StandIn standIn) {
        return verifier.evaluate(RmxQuery.standingIn(range.begin(), subject, standIn), answers);
    }

    private static Set<DnsQuestion> lacking(RmxStep step) {
        if (!(step instanceof RmxStep.Needs needs)) {
            return Set.of();
        }
        Set<DnsQuestion> lacking = new LinkedHashSet<>(needs.questions());
        lacking.remove(StandIn.QUESTION);
        return lacking;
    }

    private void cut(Range range, Set<IpAddress> within) {
        if (ended + left.size() + within.size() + 1 > RmxLimits.RANGES) { // [LIM-4]
            leaveOut(range);
            return;
        }
        List<IpAddress> begins = new ArrayList<>(within.size() + 1);
        begins.add(range.begin());
        begins.addAll(within);
        IpAddress end = range.end();
        for (int i = begins.size() - 1; i >= 0; i--) {
            left.push(new Range(begins.get(i), end));
            end = begins.get(i);
        }
    }
}
