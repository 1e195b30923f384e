package dev.rmx.resolver;

import dev.rmx.PublishedForm;
import dev.rmx.RmxExpansion;
import dev.rmx.RmxLimits;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Audits domains: what each publishes, whom it authorizes, and what {@link DomainLint} finds. It is a function from a
 * domain to an {@link AuditedDomain}; no thread waits for DNS, so that one process can audit thousands at a time:
 *
 * <pre>{@code
 * DomainAudit audit = DomainAudit.of(checker.resolver());
 * CompletableFuture<AuditedDomain> audited = audit.auditAsync(DomainName.parse("example.org"), executor);
 * }</pre>
 *
 * <p>Audits through {@link RmxChecker#resolver} share the checker's cache: one checker serves a whole process. Each
 * question of a domain is asked once, and their number is bounded. A lookup that failed is reported as failed, never as
 * absent ([LOOK-2]).
 *
 * <p>Immutable, and safe to share between threads.
 */
public final class DomainAudit {
    /** The default forms: what most domains publish comes first. */
    public static final List<PublishedForm> DEFAULT_FORMS =
            List.of(PublishedForm.SPF, PublishedForm.RMX, PublishedForm.RMX_TXT);

    /** [LOOK-4] */
    private static final DnsAnswer NAME_TOO_LONG = new DnsAnswer.Absent(Instant.MAX, false);

    private final DomainLint lint;
    private final RmxVerifier verifier;
    private final InstantSource clock;

    private DomainAudit(DomainLint lint, RmxVerifier verifier, InstantSource clock) {
        this.lint = lint;
        this.verifier = verifier;
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * An audit with {@link #DEFAULT_FORMS}, and the limits of {@link DomainLint}.
     *
     * @param resolver answers the questions, such as {@link RmxChecker#resolver}; the audit does not close it
     * @return the audit
     */
    public static DomainAudit of(RmxResolver resolver) {
        return new DomainAudit(DomainLint.of(resolver), verifier(DEFAULT_FORMS), InstantSource.system());
    }

    private static RmxVerifier verifier(List<PublishedForm> forms) {
        if (forms.contains(PublishedForm.DMP)) {
            throw new IllegalArgumentException(
                    "an audit reads RMX, RMX-TXT and SPF: DMP has a record for each client, which cannot be listed");
        }
        return new RmxVerifier(forms, RmxLimits.DEFAULT, List.of());
    }

    /**
     * Sets the forms to look for.
     *
     * @param forms one or more of RMX, RMX-TXT and SPF, in order; the first one present decides ([FORM-2])
     * @return an audit with all else the same
     * @throws IllegalArgumentException if there is none, one occurs twice, or one is DMP
     */
    public DomainAudit withForms(List<PublishedForm> forms) {
        return new DomainAudit(lint, verifier(forms), clock);
    }

    /**
     * Sets how long the audit of a domain asks questions. It ends when those asked by then are answered, for which the
     * resolver has a deadline of its own.
     *
     * @param limit more than zero
     * @return an audit with all else the same
     * @throws IllegalArgumentException if it is zero or less
     */
    public DomainAudit withDeadline(Duration limit) {
        return new DomainAudit(lint.withDeadline(limit), verifier, clock);
    }

    /**
     * Sets how many questions are asked about a domain; further ones have failed.
     *
     * @param most 3 or more
     * @return an audit with all else the same
     * @throws IllegalArgumentException if it is less
     */
    public DomainAudit withQuestions(int most) {
        return new DomainAudit(lint.withQuestions(most), verifier, clock);
    }

    /**
     * Sets the clock for {@link AuditedDomain#time}. Deadlines do not use it. Default: the system clock.
     *
     * @param time the clock
     * @return an audit with all else the same
     */
    public DomainAudit withClock(InstantSource time) {
        return new DomainAudit(lint, verifier, time);
    }

    /**
     * Audits a domain, and waits for it.
     *
     * @param domain the domain
     * @return what it says, by the deadline at the latest; on an interrupt, every question still open has failed
     * @throws IllegalArgumentException if the domain is a name that [ID-4] rules out
     */
    public AuditedDomain audit(DomainName domain) {
        QuestionRounds asked = begin(domain);
        return asked.await(work(domain, asked));
    }

    /**
     * Audits a domain without blocking.
     *
     * @param domain the domain
     * @param executor runs the work between answers: at most a few milliseconds for usual domains, and a second or so
     *     for the worst
     * @return what it says; cancelling it ends the audit
     * @throws IllegalArgumentException if the domain is a name that [ID-4] rules out
     */
    public CompletableFuture<AuditedDomain> auditAsync(DomainName domain, Executor executor) {
        QuestionRounds asked = begin(domain);
        return asked.async(work(domain, asked), executor);
    }

    private QuestionRounds begin(DomainName domain) {
        if (!domain.isUsableSubject()) { // [ID-4]
            throw new IllegalArgumentException(domain + " is not a domain that senders can have");
        }
        return lint.begin();
    }

    /** First what the domain says of clients, then lint, which needs little more of DNS. */
    private Supplier<AuditedDomain> work(DomainName domain, QuestionRounds asked) {
        Map<PublishedForm, DnsQuestion> first = DomainLint.questions(domain, verifier.forms());
        return new Supplier<>() {
            private @Nullable RmxExpansion expansion; // kept from the round in which it was complete

            @Override
            public AuditedDomain get() {
                RmxExpansion complete = expansion;
                if (complete == null) {
                    complete = RmxExpander.expand(asked, verifier, domain, Map.of());
                    expansion = complete;
                }
                DomainLint.Linted linted = lint.lint(domain, asked, first.keySet());
                Map<PublishedForm, DnsAnswer> forms = new LinkedHashMap<>();
                for (PublishedForm form : verifier.forms()) {
                    DnsQuestion question = first.get(form);
                    forms.put(form, question == null ? NAME_TOO_LONG : asked.ask(question));
                }
                return new AuditedDomain(
                        domain, clock.instant(), forms, complete, linted.report(), linted.lookups(), linted.voids());
            }
        };
    }
}
