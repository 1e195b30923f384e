package dev.rmx.testkit;

import dev.rmx.PublishedForm;
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
import dev.rmx.testkit.ReferenceVerifier.Conclusion;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** RMX records, alone or in TXT: which directives are reached, and what they can give ([EVAL-3] to [EVAL-6]). */
final class ReferenceRmx {
    private final RmxQuery query;
    private final ReferenceNames names;
    private final RmxLimits limits;
    private final Map<DnsQuestion, DnsAnswer> answers;

    /** The state of a lookup or of an entry ([EVAL-2]). */
    enum State {
        YES,
        NO,
        FAILED,
        MALFORMED
    }

    /** A step of the evaluation: an entry, its state, and the results that a match can give. */
    private record Line(Optional<RmxEntry> entry, State state, Set<RmxResult> gives) {}

    ReferenceRmx(RmxQuery query, RmxLimits limits, Map<DnsQuestion, DnsAnswer> answers) {
        this.query = query;
        this.names = new ReferenceNames(query.client(), query.subject().orElseThrow());
        this.limits = limits;
        this.answers = answers;
    }

    /** What the subject publishes in this form, and what that comes to; empty if it is absent ([FORM-2]). */
    Optional<Conclusion> conclude(PublishedForm form) {
        List<RmxRecord> found = new ArrayList<>();
        State state = form == PublishedForm.RMX
                ? records(new DnsQuestion(names.subject(), RecordType.RMX), answers, found)
                : names.txt()
                        .map(name -> records(new DnsQuestion(name, RecordType.RMX_TXT), answers, found))
                        .orElse(State.NO); // [LOOK-4]
        ReferenceEntries entries = new ReferenceEntries(query, names, limits, answers);
        return switch (state) {
            case NO -> Optional.empty();
            case FAILED -> Optional.of(without(RmxOutcome.TEMP_FAIL, form)); // [LOOK-3]
            case MALFORMED -> Optional.of(without(RmxOutcome.BAD_DATA, form));
            case YES -> Optional.of(evaluate(RmxRecord.concatenate(found), form, entries));
        };
    }

    private static Conclusion without(RmxOutcome outcome, PublishedForm form) {
        return new Conclusion(outcome, Optional.of(form), Optional.empty(), Optional.empty());
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

    private Conclusion evaluate(RmxRecord record, PublishedForm form, ReferenceEntries entries) {
        boolean tooMany = entries.lookupsBeforeSureMatch(record) > limits.lookups();
        List<Line> blind = tooMany ? blindly(record, entries) : List.of();
        if (possible(blind).size() > 1) {
            return without(RmxOutcome.BAD_DATA, form); // [LIM-1]
        }
        List<Line> lines = tooMany ? blind : lines(record, entries);
        Set<RmxResult> possible = possible(lines);
        List<Line> reached = upToFirstYes(lines);
        Optional<Line> yes =
                reached.stream().filter(line -> line.state() == State.YES).findFirst();
        if (possible.size() == 1) { // [EVAL-6]
            RmxOutcome outcome = possible.contains(RmxResult.PASS)
                    ? RmxOutcome.GRANTED
                    : yes.isPresent() ? RmxOutcome.DENIED : RmxOutcome.NOT_IN_RMX;
            Optional<String> mechanism = yes.flatMap(Line::entry).map(RmxEntry::toString);
            return new Conclusion(outcome, Optional.of(form), mechanism, Optional.empty());
        }
        boolean failed = reached.stream().anyMatch(line -> line.state() == State.FAILED);
        return without(failed ? RmxOutcome.TEMP_FAIL : RmxOutcome.BAD_DATA, form); // [EVAL-5]
    }

    private List<Line> lines(RmxRecord record, ReferenceEntries entries) {
        List<Line> lines = new ArrayList<>();
        for (RmxEntry entry : record.entries()) {
            if (entry instanceof RmxEntry.Full) {
                lines.addAll(fullLines(entries));
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
    private List<Line> fullLines(ReferenceEntries entries) {
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
    private List<Line> blindly(RmxRecord record, ReferenceEntries entries) {
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
