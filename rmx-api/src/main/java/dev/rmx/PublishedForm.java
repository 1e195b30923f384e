package dev.rmx;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import java.util.Optional;

/** A way to publish who may send mail for a domain ([FORM-1]). */
public enum PublishedForm {
    /** RMX records at the subject ([LOOK-1]). */
    RMX("RMX", RecordType.RMX),
    /** The TXT encoding of RMX at {@code _rmx.<subject>} ([TXT-1]). */
    RMX_TXT("RMX-TXT", RecordType.RMX_TXT),
    /** An SPF record at the subject (RFC 7208, [SPF-1]). */
    SPF("SPF", RecordType.SPF),
    /** DMP records below {@code _smtp-client.<subject>} (draft-fecyk-dmp-02, [DMP-1]). */
    DMP("DMP", RecordType.DMP);

    private final String text;
    private final RecordType type;
    /** Each verdict gives it to those who count verdicts. */
    final Optional<PublishedForm> itself = Optional.of(this);

    PublishedForm(String text, RecordType type) {
        this.text = text;
        this.type = type;
    }

    /**
     * The question for what a domain publishes in this form for all clients ([LOOK-1], [TXT-1], [SPF-1], [DMP-2]).
     *
     * @param domain the domain
     * @return the question; empty if the name would be too long ([LOOK-4])
     */
    public Optional<DnsQuestion> question(DomainName domain) {
        Optional<DomainName> name = switch (this) {
            case RMX, SPF -> Optional.of(domain);
            case RMX_TXT -> QuestionNames.txt(domain);
            case DMP -> QuestionNames.dmp(domain);
        };
        return name.map(this::questionAt);
    }

    /**
     * The question for this form at exactly this name. For a subject's TXT encoding, the name begins with
     * {@code _rmx.}.
     */
    DnsQuestion questionAt(DomainName name) {
        return new DnsQuestion(name, type);
    }

    /** The name of the form for people, such as {@code RMX-TXT}. */
    @Override
    public String toString() {
        return text;
    }
}
