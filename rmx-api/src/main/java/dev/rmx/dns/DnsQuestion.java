package dev.rmx.dns;

import dev.rmx.record.DomainName;

/**
 * A question to DNS, in class IN.
 *
 * @param name the name asked about
 * @param type the record type asked for
 */
public record DnsQuestion(DomainName name, RecordType type) {
    /** The name and the type, as in {@code example.org RMX}. */
    @Override
    public String toString() {
        return name + " " + type;
    }
}
