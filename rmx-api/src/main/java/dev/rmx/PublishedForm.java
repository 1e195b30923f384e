package dev.rmx;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    private final Optional<PublishedForm> itself = Optional.of(this);

    PublishedForm(String text, RecordType type) {
        this.text = text;
        this.type = type;
    }

    /** The form or none. Makes no object. */
    static Optional<PublishedForm> optional(@Nullable PublishedForm form) {
        return form == null ? Optional.empty() : form.itself;
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
