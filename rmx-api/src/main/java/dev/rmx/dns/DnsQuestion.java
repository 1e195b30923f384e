package dev.rmx.dns;

import dev.rmx.record.DomainName;

/**
 * A question to DNS, in class IN.
 *
 * <p>Questions are ordered by type, then by name. So hash maps keep them in trees where hash codes collide, and names that a
 * sender chose to collide cost no more than the logarithm of their number ([LIM-4]).
 *
 * @param name the name asked about
 * @param type the record type asked for
 */
public record DnsQuestion(DomainName name, RecordType type) implements Comparable<DnsQuestion> {
    @Override
    public int compareTo(DnsQuestion other) {
        int order = type.compareTo(other.type);
        return order != 0 ? order : name.compareTo(other.name);
    }

    /** The name and the type in DNS, as in {@code _rmx.example.org TXT}. */
    @Override
    public String toString() {
        return name + " " + type.mnemonic();
    }
}
