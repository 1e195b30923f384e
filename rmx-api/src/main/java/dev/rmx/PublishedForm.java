package dev.rmx;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;

/** A way to publish who may send mail for a domain ([FORM-1]). */
public enum PublishedForm {
    /** RMX records at the subject ([LOOK-1]). */
    RMX("RMX"),
    /** The TXT encoding of RMX at {@code _rmx.<subject>} ([TXT-1]). */
    RMX_TXT("RMX-TXT");

    private final String text;

    PublishedForm(String text) {
        this.text = text;
    }

    /**
     * The question for this form at exactly this name. For a subject's TXT encoding, the name begins with
     * {@code _rmx.}.
     */
    DnsQuestion questionAt(DomainName name) {
        return new DnsQuestion(name, this == RMX ? RecordType.RMX : RecordType.RMX_TXT);
    }

    /** The name of the form for people, such as {@code RMX-TXT}. */
    @Override
    public String toString() {
        return text;
    }
}
