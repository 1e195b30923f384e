package dev.rmx;

import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.util.Optional;

/**
 * What is checked: may this client send for this domain? {@link dev.rmx.receive.EnvelopeSender} makes queries from what
 * SMTP brings.
 *
 * @param client the SMTP client's address; an IPv4-mapped IPv6 address is turned into IPv4 ([ID-6])
 * @param subject the domain of the envelope sender ([ID-1]), or the HELO name for a null sender ([ID-2]); empty if there
 *     is none that can be checked ([ID-4])
 * @param localPart the sender's local part without its quotes, case kept; empty for a null sender
 */
public record RmxQuery(IpAddress client, Optional<DomainName> subject, Optional<String> localPart) {
    /**
     * Unmaps the client and checks the subject.
     *
     * @param client the SMTP client's address
     * @param subject the domain of the envelope sender
     * @param localPart the sender's local part without its quotes, case kept
     * @throws IllegalArgumentException if the subject is a name that [ID-4] rules out
     */
    public RmxQuery {
        client = client.unmapped();
        if (subject.isPresent() && !subject.get().isUsableSubject()) {
            throw new IllegalArgumentException(
                    "a subject has two or more labels of [a-z0-9_-], the last not all digits," + " unlike "
                            + subject.get());
        }
    }
}
