package dev.rmx.resolver;

import dev.rmx.PublishedForm;
import dev.rmx.codec.lint.LintFinding;
import dev.rmx.codec.lint.LintRecord;
import dev.rmx.codec.lint.LintReport;
import dev.rmx.codec.lint.LintRule;
import dev.rmx.codec.lint.RecordLint;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import dev.rmx.record.RmxRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Finds what is wrong with the records that a domain publishes, or hardly meant ([LINT-3]): all that {@link RecordLint}
 * finds in their text, and what shows only in DNS.
 *
 * <pre>{@code
 * LintReport report = DomainLint.of(resolver).lint(DomainName.parse("example.org"));
 * }</pre>
 *
 * <p>DNS gives the meaning of records, not their letters. So offsets are those of canonical text, and bits beyond a
 * prefix length, white space and the cut of strings cannot be seen. The questions are bounded, and so is the time; what
 * could not be asked is said in a remark. A lookup that failed is reported as failed, never as absent.
 *
 * <p>Immutable, and safe to share between threads.
 */
public final class DomainLint {
    /** The default deadline of a lint. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(30);

    /** The default number of questions of a lint. */
    public static final int DEFAULT_QUESTIONS = 400;

    /** The forms that are linted. */
    static final Set<PublishedForm> FORMS = EnumSet.of(PublishedForm.RMX, PublishedForm.RMX_TXT, PublishedForm.SPF);

    private final RmxResolver resolver;
    private final Duration deadline;
    private final int questions;
    private final RecordLint records;

    private DomainLint(RmxResolver resolver, Duration deadline, int questions, RecordLint records) {
        this.resolver = Objects.requireNonNull(resolver, "resolver");
        this.deadline = deadline;
        this.questions = questions;
        this.records = Objects.requireNonNull(records, "records");
    }

    /**
     * A lint with the default limits.
     *
     * @param resolver answers the questions; the lint does not close it
     * @return the lint
     */
    public static DomainLint of(RmxResolver resolver) {
        return new DomainLint(resolver, DEFAULT_DEADLINE, DEFAULT_QUESTIONS, RecordLint.DEFAULT);
    }

    /**
     * Sets the deadline of a whole lint. Then every question still open counts as failed.
     *
     * @param limit more than zero
     * @return a lint with all else the same
     * @throws IllegalArgumentException if it is zero or less
     */
    public DomainLint withDeadline(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("the deadline must be more than zero, not " + limit);
        }
        return new DomainLint(resolver, limit, questions, records);
    }

    /**
     * Sets how many questions a lint asks at most.
     *
     * @param most 3 or more
     * @return a lint with all else the same
     * @throws IllegalArgumentException if it is less
     */
    public DomainLint withQuestions(int most) {
        if (most < 3) {
            throw new IllegalArgumentException("a lint asks 3 questions or more, not " + most);
        }
        return new DomainLint(resolver, deadline, most, records);
    }

    /**
     * Sets how the text of the records is linted.
     *
     * @param lint the lint without DNS
     * @return a lint with all else the same
     */
    public DomainLint withRecords(RecordLint lint) {
        return new DomainLint(resolver, deadline, questions, lint);
    }

    /**
     * Lints what a domain publishes as RMX, RMX-TXT and SPF. Waits for DNS, by the deadline at the latest.
     *
     * @param domain the domain
     * @return what was found. If the lookup of a record failed, it has a finding of {@link LintRule#RECORD_FAILED}, and
     *     knows nothing of that record
     */
    public LintReport lint(DomainName domain) {
        QuestionRounds asked = begin();
        return asked.await(() -> new Run(domain, asked, FORMS).report());
    }

    /** Begins to ask about a domain, within the limits of a lint. */
    QuestionRounds begin() {
        return new QuestionRounds(resolver, questions, 2 * questions, deadline); // for aliases and retries
    }

    /** One round of a lint of some forms, with what it counted. */
    Linted lint(DomainName domain, QuestionRounds asked, Set<PublishedForm> forms) {
        Run run = new Run(domain, asked, forms);
        LintReport report = run.report();
        return new Linted(report, run.lookups, run.voids);
    }

    /**
     * A report, and what SPF counts for a client that no term matches; empty if there is no usable SPF record.
     *
     * @param report the report
     * @param lookups the lookups
     * @param voids how many of them find nothing
     */
    record Linted(LintReport report, OptionalInt lookups, OptionalInt voids) {}

    /**
     * The questions that tell what a domain publishes, by form. RMX-TXT is left out if its name would be too long.
     */
    static Map<PublishedForm, DnsQuestion> questions(DomainName domain, Collection<PublishedForm> forms) {
        Map<PublishedForm, DnsQuestion> questions = new EnumMap<>(PublishedForm.class);
        for (PublishedForm form : forms) {
            if (form == PublishedForm.DMP) {
                throw new IllegalArgumentException("DMP has a record for each client, and none of a domain");
            }
            form.question(domain).ifPresent(question -> questions.put(form, question));
        }
        return questions;
    }

    /** What is published in one form. */
    private record Published(PublishedForm form, DnsAnswer answer) {
        Optional<RmxRecord> rmx() {
            return answer instanceof DnsAnswer.Found found && found.data() instanceof DnsData.RmxRecords rmx
                    ? Optional.of(rmx.record())
                    : Optional.empty();
        }
    }

    /** One lint under way. */
    private final class Run {
        private final DomainName domain;
        private final QuestionRounds asked;
        private final List<LintFinding> findings = new ArrayList<>();
        private final List<LintRecord> texts = new ArrayList<>();
        private final List<String> remarks = new ArrayList<>();
        private final Set<PublishedForm> forms;
        private OptionalInt lookups = OptionalInt.empty();
        private OptionalInt voids = OptionalInt.empty();

        Run(DomainName domain, QuestionRounds asked, Set<PublishedForm> forms) {
            this.domain = domain;
            this.asked = asked;
            this.forms = forms;
        }

        LintReport report() {
            Map<PublishedForm, DnsQuestion> first = questions(domain, forms);
            asked.require(first.values());
            Map<PublishedForm, Published> published = new EnumMap<>(PublishedForm.class);
            first.forEach((form, question) -> published.put(form, new Published(form, asked.ask(question))));
            Optional<Published> rmx = Optional.ofNullable(published.get(PublishedForm.RMX));
            Optional<Published> txt = Optional.ofNullable(published.get(PublishedForm.RMX_TXT));
            published.values().forEach(this::read);
            rmx.ifPresent(one -> txt.ifPresent(other -> compare(one, other)));
            if (texts.isEmpty() && findings.isEmpty()) {
                LintRecord none = new LintRecord(Optional.of(domain), PublishedForm.SPF, "");
                findings.add(new LintFinding(
                        LintRule.NO_RECORD,
                        none,
                        "receivers say none for all mail of " + domain + ", whoever sends it",
                        "publish who sends its mail, or v=spf1 -all and unused: if nobody does"));
            }
            new RmxTargets(domain, asked, findings, remarks)
                    .lint(texts.stream()
                            .filter(text -> text.form() != PublishedForm.SPF)
                            .toList());
            Published spf = published.get(PublishedForm.SPF);
            if (spf != null
                    && spf.answer() instanceof DnsAnswer.Found found
                    && found.data() instanceof DnsData.Spf data) {
                LintRecord text = first(PublishedForm.SPF);
                SpfTargets targets = new SpfTargets(domain, asked, text, findings, remarks);
                targets.lint(data.record());
                lookups = OptionalInt.of(targets.lookups());
                voids = OptionalInt.of(targets.voids());
                rmx.flatMap(Published::rmx)
                        .or(() -> txt.flatMap(Published::rmx))
                        .ifPresent(record -> new FormComparison(domain, asked)
                                .compare(record, targets.records(), texts.get(0), findings, remarks));
            }
            if (asked.isOver()) {
                remarks.add("not everything was looked up: a lint asks at most " + questions + " questions in "
                        + deadline.toSeconds() + " s");
            }
            LintReport ofTexts = records.lint(texts);
            return ofTexts.with(IdleEntries.leftOut(findings, ofTexts), remarks);
        }

        private void read(Published published) {
            LintRecord nothing = new LintRecord(Optional.of(domain), published.form(), "");
            DnsAnswer answer = published.answer();
            if (answer instanceof DnsAnswer.Failed failed) { // [LOOK-2]
                findings.add(new LintFinding(
                        LintRule.RECORD_FAILED,
                        nothing,
                        "receivers that look for " + published.form() + " say temperror now: " + failed.reason(),
                        "let the name servers of " + domain + " answer, also for types that they do not know"));
            } else if (answer instanceof DnsAnswer.Malformed malformed) {
                findings.add(new LintFinding(
                        LintRule.BAD_RECORD,
                        nothing,
                        "receivers say " + (published.form() == PublishedForm.SPF ? "permerror" : "none")
                                + " for all mail of " + domain + ": " + malformed.reason(),
                        "correct the record"));
            } else if (answer instanceof DnsAnswer.Found found) {
                found(published.form(), found.data());
            }
        }

        private void found(PublishedForm form, DnsData data) {
            int before = texts.size();
            if (data instanceof DnsData.RmxRecords rmx) {
                rmx.records().forEach(record -> texts.add(text(form, record)));
            } else if (data instanceof DnsData.Spf spf) {
                texts.add(text(form, spf.record()));
            }
            int size = ResponseSize.of(domain, form, data);
            if (size > ResponseSize.LARGEST) {
                findings.add(
                        new LintFinding(
                                LintRule.LARGE_RESPONSE,
                                texts.get(before),
                                "a response with the " + form + " record has " + size
                                        + " octets or more, so receivers behind"
                                        + " a firewall that refuses TCP or fragments say temperror for all mail of "
                                        + domain,
                                "keep it under 1,232 octets: merge prefixes, or list them at another name by apl: or include:"));
            }
        }

        private LintRecord text(PublishedForm form, Object record) {
            return new LintRecord(Optional.of(domain), form, record.toString());
        }

        private LintRecord first(PublishedForm form) {
            return texts.stream()
                    .filter(text -> text.form() == form)
                    .findFirst()
                    .orElseThrow();
        }

        private void compare(Published rmx, Published txt) {
            if (rmx.rmx().isPresent() && txt.rmx().isPresent() && !rmx.rmx().equals(txt.rmx())) { // [LOOK-1]
                findings.add(new LintFinding(
                        LintRule.RMX_TXT_DIFFERS,
                        first(PublishedForm.RMX_TXT),
                        "receivers whose resolver refuses the type RMX use the TXT record, and decide otherwise than"
                                + " the others",
                        "publish the same entries in both"));
            }
        }
    }
}
