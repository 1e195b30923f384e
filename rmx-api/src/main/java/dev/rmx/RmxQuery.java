package dev.rmx;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to check: may this client send mail for this domain? {@link dev.rmx.receive.EnvelopeSender} makes queries from
 * SMTP data.
 *
 * <p>Immutable, and safe to share between threads. Two queries with equal parts are equal.
 */
public final class RmxQuery {
    private final IpAddress client;
    private final Optional<DomainName> subject;
    private final Optional<String> localPart;
    private final Session session;
    private final @Nullable DnsQuestion rmxQuestion;
    private @Nullable DnsQuestion txtQuestion; // made on demand; if two threads make it, either works
    /** Null unless the query stands for those of many clients and senders. */
    private final @Nullable StandIn standIn;

    /** What only macros of SPF use (RFC 7208 §7.2). */
    private record Session(Optional<String> helo, Optional<String> host, Optional<Instant> time) {
        static final Session UNKNOWN = new Session(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Unmaps the client and checks the subject.
     *
     * @param client the SMTP client's address; an IPv4-mapped IPv6 address becomes IPv4 ([ID-6])
     * @param subject the domain of the envelope sender ([ID-1]), or the HELO name for a null sender ([ID-2]); empty if
     *     there is none that can be checked ([ID-4])
     * @param localPart the sender's local part without its quotes, case kept; empty for a null sender
     * @throws IllegalArgumentException if the subject is a name that [ID-4] rules out
     */
    public RmxQuery(IpAddress client, Optional<DomainName> subject, Optional<String> localPart) {
        this(client, subject, localPart, Session.UNKNOWN, null);
    }

    private RmxQuery(
            IpAddress client,
            Optional<DomainName> subject,
            Optional<String> localPart,
            Session session,
            @Nullable StandIn standIn) {
        this.client = client.unmapped(); // [ID-6]
        this.subject = subject;
        this.localPart = Objects.requireNonNull(localPart, "localPart");
        this.session = session;
        this.standIn = standIn;
        if (subject.isPresent() && !subject.get().isUsableSubject()) {
            throw new IllegalArgumentException(
                    "a subject has two or more labels of [a-z0-9_-], the last not all digits, not " + subject.get());
        }
        this.rmxQuestion = subject.map(PublishedForm.RMX::questionAt).orElse(null);
    }

    /**
     * The address of the SMTP client.
     *
     * @return an IPv4 address, or an IPv6 address that is not IPv4-mapped
     */
    public IpAddress client() {
        return client;
    }

    /**
     * The domain to check.
     *
     * @return the subject; empty if there is none that can be checked
     */
    public Optional<DomainName> subject() {
        return subject;
    }

    /**
     * The local part of the sender.
     *
     * @return without its quotes, case kept; empty for a null sender
     */
    public Optional<String> localPart() {
        return localPart;
    }

    /**
     * The client's HELO or EHLO name, for {@code %{h}} of SPF.
     *
     * @return the name as the client sent it; empty if the query was made without it
     */
    public Optional<String> helo() {
        return session.helo();
    }

    /**
     * The host that checks, for {@code %{r}} of an SPF explanation.
     *
     * @return its name; empty if the query was made without it
     */
    public Optional<String> host() {
        return session.host();
    }

    /**
     * The time of the check, for {@code %{t}} of an SPF explanation.
     *
     * @return the time; empty if the query was made without it
     */
    public Optional<Instant> time() {
        return session.time();
    }

    /**
     * This query with the client's HELO or EHLO name.
     *
     * @param helo the name as the client sent it, usable or not
     * @return a query with all else the same
     */
    public RmxQuery withHelo(String helo) {
        return with(new Session(Optional.of(helo), session.host(), session.time()));
    }

    /**
     * This query with the host that checks.
     *
     * @param host the host's name
     * @return a query with all else the same
     */
    public RmxQuery withHost(String host) {
        return with(new Session(session.helo(), Optional.of(host), session.time()));
    }

    /**
     * This query with the time of the check.
     *
     * @param time the time
     * @return a query with all else the same
     */
    public RmxQuery withTime(Instant time) {
        return with(new Session(session.helo(), session.host(), Optional.of(time)));
    }

    private RmxQuery with(Session other) {
        return new RmxQuery(client, subject, localPart, other, standIn);
    }

    /** A query that stands for those of every sender of a domain, from each client of a range. */
    static RmxQuery standingIn(IpAddress client, DomainName subject, StandIn standIn) {
        return new RmxQuery(client, Optional.of(subject), Optional.empty(), Session.UNKNOWN, standIn);
    }

    /** What the query stands for; null if only for itself. */
    @Nullable
    StandIn standIn() {
        return standIn;
    }

    /**
     * The first question that tells whether the subject publishes a form ([FORM-1]).
     *
     * @return the question; null without a subject, or if the name would be too long ([LOOK-4])
     */
    @Nullable
    DnsQuestion question(PublishedForm form) {
        return switch (form) {
            case RMX -> rmxQuestion;
            case RMX_TXT -> txtQuestion();
            case SPF -> subject.isEmpty() ? null : form.questionAt(subject.get());
            case DMP ->
                standIn != null
                        ? standIn.dmpQuestion()
                        : subject.flatMap(name -> QuestionNames.dmp(client, name))
                                .map(form::questionAt)
                                .orElse(null);
        };
    }

    /** The question for DMP that tells whether the subject takes part ([DMP-2]); null as for {@link #question}. */
    @Nullable
    DnsQuestion dmpDomainQuestion() {
        return subject.flatMap(PublishedForm.DMP::question).orElse(null);
    }

    /**
     * The question for DMP that tells whether the HELO name allows the client ([DMP-3]); null if it cannot be asked.
     */
    @Nullable
    DnsQuestion dmpHeloQuestion() {
        return helo().flatMap(DomainName::parseSubject) // [ID-5]
                .flatMap(name -> QuestionNames.dmp(client, name))
                .map(PublishedForm.DMP::questionAt)
                .orElse(null);
    }

    private @Nullable DnsQuestion txtQuestion() {
        DnsQuestion question = txtQuestion;
        if (question == null) {
            question = subject.flatMap(PublishedForm.RMX_TXT::question).orElse(null);
            txtQuestion = question;
        }
        return question;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RmxQuery that
                && client.equals(that.client)
                && subject.equals(that.subject)
                && localPart.equals(that.localPart)
                && session.equals(that.session)
                && standIn == that.standIn;
    }

    @Override
    public int hashCode() {
        return Objects.hash(client, subject, localPart, session);
    }

    /** Client, subject and local part, for logs. */
    @Override
    public String toString() {
        return "RmxQuery[client=" + client + ", subject=" + subject + ", localPart=" + localPart + "]";
    }
}
