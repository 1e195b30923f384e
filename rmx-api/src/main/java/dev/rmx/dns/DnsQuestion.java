package dev.rmx.dns;

import dev.rmx.record.DomainName;

/**
 * A question to DNS, in class IN.
 *
 * <p>Questions are ordered by type, then by name. So a hash map can keep questions with equal hash codes in a tree, and
 * a sender who chooses colliding names costs only logarithmic time ([LIM-4]).
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

    // explicit, since every look-up of an answer calls them: those that the compiler generates are slower
    @Override
    public boolean equals(Object other) {
        return other instanceof DnsQuestion that && type == that.type && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + type.hashCode();
    }

    /** The name and the DNS type, such as {@code _rmx.example.org TXT}. */
    @Override
    public String toString() {
        return name + " " + type.mnemonic();
    }
}
