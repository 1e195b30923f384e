package dev.rmx;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
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
    private final @Nullable DnsQuestion rmxQuestion;
    private @Nullable DnsQuestion txtQuestion; // made on demand; if two threads make it, either works

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
        this.client = client.unmapped();
        this.subject = subject;
        this.localPart = Objects.requireNonNull(localPart, "localPart");
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
     * The question that tells whether the subject publishes a form ([LOOK-1]).
     *
     * @return the question; null without a subject, or if the name would be too long ([LOOK-4])
     */
    @Nullable
    DnsQuestion question(PublishedForm form) {
        return switch (form) {
            case RMX -> rmxQuestion;
            case RMX_TXT -> txtQuestion();
        };
    }

    private @Nullable DnsQuestion txtQuestion() {
        DnsQuestion question = txtQuestion;
        if (question == null) {
            question = subject.flatMap(QuestionNames::txt)
                    .map(PublishedForm.RMX_TXT::questionAt)
                    .orElse(null);
            txtQuestion = question;
        }
        return question;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RmxQuery that
                && client.equals(that.client)
                && subject.equals(that.subject)
                && localPart.equals(that.localPart);
    }

    @Override
    public int hashCode() {
        return Objects.hash(client, subject, localPart);
    }

    /** The three parts, for logs. */
    @Override
    public String toString() {
        return "RmxQuery[client=" + client + ", subject=" + subject + ", localPart=" + localPart + "]";
    }
}
