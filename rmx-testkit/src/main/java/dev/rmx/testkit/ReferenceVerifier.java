package dev.rmx.testkit;

import dev.rmx.RmxLimits;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxResult;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A second, slow and simple implementation of the rules of RMX evaluation. Test other implementations against it:
 * {@link dev.rmx.RmxVerifier}, with which it shares no evaluation code, or your own.
 *
 * <p>It gives the final outcome of a check that can ask no more questions: a question without an answer counts as
 * failed. Given all answers, an implementation must agree with it on outcome and mechanism. Given only some answers, an
 * implementation that decides already must agree on the result.
 *
 * <p>Immutable and thread-safe.
 */
public final class ReferenceVerifier {
    private final RmxLimits limits;

    /**
     * The final outcome of a check.
     *
     * @param outcome the outcome
     * @param mechanism the deciding entry; empty unless granted or denied
     */
    public record Conclusion(RmxOutcome outcome, Optional<RmxEntry> mechanism) {
        /**
         * The result of the outcome.
         *
         * @return pass, fail, none or temperror
         */
        public RmxResult result() {
            return outcome.result();
        }
    }

    /** The state of a lookup or of an entry ([EVAL-2]). */
    enum State {
        YES,
        NO,
        FAILED,
        MALFORMED
    }

    /** A step of the evaluation: an entry, its state, and the results that a match can give. */
    private record Line(Optional<RmxEntry> entry, State state, Set<RmxResult> gives) {}

    /**
     * Creates a reference verifier.
     *
     * @param limits the limits on lookups and names; the deadline is not used
     */
    public ReferenceVerifier(RmxLimits limits) {
        this.limits = limits;
    }

    /**
     * Evaluates a check with these answers and no others.
     *
     * @param query the check
     * @param answers the answers; a question without an answer counts as failed
     * @return the outcome and the mechanism
     */
    public Conclusion conclude(RmxQuery query, Map<DnsQuestion, DnsAnswer> answers) {
        if (query.subject().isEmpty()) {
            return without(RmxOutcome.NO_RMX); // [ID-4]
        }
        DomainName subject = query.subject().get();
        ReferenceNames names = new ReferenceNames(query.client(), subject);
        ReferenceEntries entries = new ReferenceEntries(query, names, limits, answers);
        List<RmxRecord> found = new ArrayList<>();
        return switch (look(subject, names.txt(), answers, found)) {
            case FAILED -> without(RmxOutcome.TEMP_FAIL); // [LOOK-3]
            case MALFORMED -> without(RmxOutcome.BAD_DATA);
            case NO -> without(RmxOutcome.NO_RMX);
            case YES -> evaluate(RmxRecord.concatenate(found), query, names, entries, answers);
        };
    }

    private static Conclusion without(RmxOutcome outcome) {
        return new Conclusion(outcome, Optional.empty());
    }

    /** [LOOK-1] to [LOOK-4]: RMX first; TXT only where RMX is certainly absent. */
    private static State look(
            DomainName name, Optional<DomainName> txtName, Map<DnsQuestion, DnsAnswer> answers, List<RmxRecord> found) {
        State rmx = records(new DnsQuestion(name, RecordType.RMX), answers, found);
        if (rmx != State.NO || txtName.isEmpty()) {
            return rmx;
        }
        return records(new DnsQuestion(txtName.get(), RecordType.RMX_TXT), answers, found);
    }

    private static State records(DnsQuestion question, Map<DnsQuestion, DnsAnswer> answers, List<RmxRecord> found) {
        DnsAnswer answer = answers.get(question);
        if (answer instanceof DnsAnswer.Found some) {
            found.addAll(((DnsData.RmxRecords) some.data()).records());
            return State.YES;
        }
        if (answer instanceof DnsAnswer.Absent) {
            return State.NO;
        }
        return answer instanceof DnsAnswer.Malformed ? State.MALFORMED : State.FAILED;
    }

    private Conclusion evaluate(
            RmxRecord record,
            RmxQuery query,
            ReferenceNames names,
            ReferenceEntries entries,
            Map<DnsQuestion, DnsAnswer> answers) {
        boolean tooMany = entries.lookupsBeforeSureMatch(record) > limits.lookups();
        List<Line> blind = tooMany ? blindly(record, entries, names, query) : List.of();
        if (possible(blind).size() > 1) {
            return without(RmxOutcome.BAD_DATA); // [LIM-1]
        }
        List<Line> lines = tooMany ? blind : lines(record, query, names, entries, answers);
        Set<RmxResult> possible = possible(lines);
        List<Line> reached = upToFirstYes(lines);
        Optional<Line> yes =
                reached.stream().filter(line -> line.state() == State.YES).findFirst();
        if (possible.size() == 1) { // [EVAL-6]
            RmxOutcome outcome = possible.contains(RmxResult.PASS)
                    ? RmxOutcome.GRANTED
                    : yes.isPresent() ? RmxOutcome.DENIED : RmxOutcome.NOT_IN_RMX;
            return new Conclusion(outcome, yes.flatMap(Line::entry));
        }
        boolean failed = reached.stream().anyMatch(line -> line.state() == State.FAILED);
        return without(failed ? RmxOutcome.TEMP_FAIL : RmxOutcome.BAD_DATA); // [EVAL-5]
    }

    private List<Line> lines(
            RmxRecord record,
            RmxQuery query,
            ReferenceNames names,
            ReferenceEntries entries,
            Map<DnsQuestion, DnsAnswer> answers) {
        List<Line> lines = new ArrayList<>();
        for (RmxEntry entry : record.entries()) {
            if (entry instanceof RmxEntry.Full) {
                lines.addAll(fullLines(query, names, entries, answers));
            } else {
                lines.add(line(entry, entries.state(entry)));
            }
        }
        return lines;
    }

    /** [EVAL-3]: the results of all lines that are not NO, up to the first YES; without a YES, FAIL too. */
    private static Set<RmxResult> possible(List<Line> lines) {
        Set<RmxResult> possible = EnumSet.noneOf(RmxResult.class);
        List<Line> reached = upToFirstYes(lines);
        for (Line line : reached) {
            if (line.state() != State.NO) {
                possible.addAll(line.gives());
            }
        }
        if (reached.stream().noneMatch(line -> line.state() == State.YES)) {
            possible.add(RmxResult.FAIL);
        }
        return possible;
    }

    private static List<Line> upToFirstYes(List<Line> lines) {
        List<Line> reached = new ArrayList<>();
        for (Line line : lines) {
            reached.add(line);
            if (line.state() == State.YES) {
                break;
            }
        }
        return reached;
    }

    private static Line line(RmxEntry entry, State state) {
        boolean denies = entry.negated() || entry instanceof RmxEntry.Unused;
        return new Line(Optional.of(entry), state, Set.of(denies ? RmxResult.FAIL : RmxResult.PASS));
    }

    /** [ENT-full] */
    private List<Line> fullLines(
            RmxQuery query, ReferenceNames names, ReferenceEntries entries, Map<DnsQuestion, DnsAnswer> answers) {
        Optional<DomainName> name = names.full(query.localPart().orElse(""));
        if (name.isEmpty()) {
            return List.of();
        }
        List<RmxRecord> found = new ArrayList<>();
        State state = look(name.get(), name, answers, found);
        if (state == State.NO) {
            return List.of();
        }
        if (state == State.YES) {
            RmxRecord record = RmxRecord.concatenate(found);
            if (isUsable(record, entries)) {
                boolean blind = entries.lookupsBeforeSureMatch(record)
                        > limits.lookups(); // isUsable: certain without DNS [LIM-1]
                return record.entries().stream()
                        .map(entry -> line(entry, blind ? entries.stateWithoutAnswers(entry) : entries.state(entry)))
                        .toList();
            }
            state = State.MALFORMED;
        }
        return List.of(new Line(Optional.empty(), state, EnumSet.of(RmxResult.PASS, RmxResult.FAIL)));
    }

    /**
     * [ENT-full], [LIM-1]: whether the record may take part: no {@code full} inside, and within the limit or certain
     * without DNS.
     */
    private boolean isUsable(RmxRecord full, ReferenceEntries entries) {
        if (full.entries().stream().anyMatch(RmxEntry.Full.class::isInstance)) {
            return false;
        }
        if (entries.lookupsBeforeSureMatch(full) <= limits.lookups()) {
            return true;
        }
        List<Line> lines = full.entries().stream()
                .map(entry -> line(entry, entries.stateWithoutAnswers(entry)))
                .toList();
        boolean surelyMatches = lines.stream().anyMatch(line -> line.state() == State.YES);
        return surelyMatches && possible(lines).size() == 1;
    }

    /** The lines of the subject's record when no lookup is answered. */
    private static List<Line> blindly(
            RmxRecord record, ReferenceEntries entries, ReferenceNames names, RmxQuery query) {
        List<Line> lines = new ArrayList<>();
        for (RmxEntry entry : record.entries()) {
            if (!(entry instanceof RmxEntry.Full)) {
                lines.add(line(entry, entries.stateWithoutAnswers(entry)));
            } else if (names.full(query.localPart().orElse("")).isPresent()) {
                lines.add(new Line(Optional.empty(), State.FAILED, EnumSet.of(RmxResult.PASS, RmxResult.FAIL)));
            }
        }
        return lines;
    }
}
