package dev.rmx.record;

/**
 * One entry of an RMX record: a type, an optional negation, and the type's data ([REC-2]). Its {@code toString} is the
 * canonical text ([TEXT-4]).
 *
 * <p>Entries are ordered by wire form, as unsigned octets, with names in lower case ([REC-3]).
 */
public sealed interface RmxEntry extends Comparable<RmxEntry> {
    /**
     * The type of this entry.
     *
     * @return its type
     */
    RmxEntryType type();

    /**
     * Whether the entry is negated: a match denies.
     *
     * @return true for an entry written with {@code !}
     */
    boolean negated();

    /**
     * Whether the entry authorizes a client that it matches ([EVAL-3], [ENT-unused]).
     *
     * @return false if it is negated or {@code unused}
     */
    default boolean grants() {
        return !negated();
    }

    /**
     * Compares wire forms. Entries are self-delimiting, so the first entry that differs decides the order of two
     * records.
     */
    @Override
    default int compareTo(RmxEntry other) {
        int order = Boolean.compare(negated(), other.negated());
        if (order == 0) {
            order = type().compareTo(other.type());
        }
        if (order == 0 && this instanceof Literal literal && other instanceof Literal that) {
            order = literal.prefix().compareTo(that.prefix());
        }
        if (order == 0 && this instanceof Named named && other instanceof Named that) {
            order = named.name().compareWire(that.name());
        }
        return order;
    }

    /** An entry whose data is an address prefix. It needs no DNS ([ENT-ip]). */
    sealed interface Literal extends RmxEntry {
        /**
         * The addresses that the entry matches.
         *
         * @return a prefix of the entry's family
         */
        IpPrefix prefix();

        /**
         * The entry of a prefix.
         *
         * @param negated whether a match denies
         * @param prefix a prefix of either family
         * @return an {@link Ipv4} or {@link Ipv6} entry
         */
        static Literal of(boolean negated, IpPrefix prefix) {
            return prefix.family() == IpFamily.IPV4 ? new Ipv4(negated, prefix) : new Ipv6(negated, prefix);
        }
    }

    /** An entry whose data is a DNS name. */
    sealed interface Named extends RmxEntry {
        /**
         * The name.
         *
         * @return an absolute name; for {@link Domain} and {@link Mapped} the root stands for the subject
         */
        DomainName name();
    }

    /**
     * Matches the clients in an IPv4 prefix ([ENT-ip]).
     *
     * @param negated whether a match denies
     * @param prefix an IPv4 prefix
     */
    record Ipv4(boolean negated, IpPrefix prefix) implements Literal {
        /**
         * Checks the family.
         *
         * @param negated whether a match denies
         * @param prefix an IPv4 prefix
         * @throws IllegalArgumentException if the prefix is not IPv4
         */
        public Ipv4 {
            requireFamily(IpFamily.IPV4, prefix);
        }

        @Override
        public RmxEntryType type() {
            return RmxEntryType.IPV4;
        }

        @Override
        public String toString() {
            return text(this, prefix.toString());
        }
    }

    /**
     * Matches the clients in an IPv6 prefix ([ENT-ip]).
     *
     * @param negated whether a match denies
     * @param prefix an IPv6 prefix
     */
    record Ipv6(boolean negated, IpPrefix prefix) implements Literal {
        /**
         * Checks the family.
         *
         * @param negated whether a match denies
         * @param prefix an IPv6 prefix
         * @throws IllegalArgumentException if the prefix is not IPv6
         */
        public Ipv6 {
            requireFamily(IpFamily.IPV6, prefix);
        }

        @Override
        public RmxEntryType type() {
            return RmxEntryType.IPV6;
        }

        @Override
        public String toString() {
            return text(this, prefix.toString());
        }
    }

    /**
     * Matches the addresses of a host ([ENT-host]).
     *
     * @param negated whether a match denies
     * @param name the host's name, not the root
     */
    record Host(boolean negated, DomainName name) implements Named {
        /**
         * Checks that there is a name.
         *
         * @param negated whether a match denies
         * @param name the host's name, not the root
         * @throws IllegalArgumentException if the name is the root
         */
        public Host {
            requireName(RmxEntryType.HOST, name);
        }

        @Override
        public RmxEntryType type() {
            return RmxEntryType.HOST;
        }

        @Override
        public String toString() {
            return text(this, name.toString());
        }
    }

    /**
     * Matches the clients in the address prefix list at a name ([ENT-apl], RFC 3123).
     *
     * @param negated whether a match denies
     * @param name the name of the APL records, not the root
     */
    record Apl(boolean negated, DomainName name) implements Named {
        /**
         * Checks that there is a name.
         *
         * @param negated whether a match denies
         * @param name the name of the APL records, not the root
         * @throws IllegalArgumentException if the name is the root
         */
        public Apl {
            requireName(RmxEntryType.APL, name);
        }

        @Override
        public RmxEntryType type() {
            return RmxEntryType.APL;
        }

        @Override
        public String toString() {
            return text(this, name.toString());
        }
    }

    /**
     * Matches the clients with a confirmed PTR name at or below a domain ([ENT-domain]).
     *
     * @param negated whether a match denies
     * @param name the domain; the root stands for the subject
     */
    record Domain(boolean negated, DomainName name) implements Named {
        @Override
        public RmxEntryType type() {
            return RmxEntryType.DOMAIN;
        }

        @Override
        public String toString() {
            return text(this, orEmpty(name));
        }
    }

    /** Matches and denies every client: the domain sends no mail ([ENT-unused]). */
    record Unused() implements RmxEntry {
        @Override
        public RmxEntryType type() {
            return RmxEntryType.UNUSED;
        }

        @Override
        public boolean negated() {
            return false;
        }

        @Override
        public boolean grants() {
            return false;
        }

        @Override
        public String toString() {
            return text(this, "");
        }
    }

    /** Stands for the entries of the full sender address's record ([ENT-full]). */
    record Full() implements RmxEntry {
        @Override
        public RmxEntryType type() {
            return RmxEntryType.FULL;
        }

        @Override
        public boolean negated() {
            return false;
        }

        @Override
        public String toString() {
            return text(this, "");
        }
    }

    /**
     * Matches the clients for which {@code <client>.<name>} has an A record ([ENT-mapped]).
     *
     * @param negated whether a match denies
     * @param name the name below which clients are listed; the root stands for the subject
     */
    record Mapped(boolean negated, DomainName name) implements Named {
        @Override
        public RmxEntryType type() {
            return RmxEntryType.MAPPED;
        }

        @Override
        public String toString() {
            return text(this, orEmpty(name));
        }
    }

    /**
     * Matches the addresses of the subject's mail exchanges ([ENT-mx]).
     *
     * @param negated whether a match denies
     */
    record Mx(boolean negated) implements RmxEntry {
        @Override
        public RmxEntryType type() {
            return RmxEntryType.MX;
        }

        @Override
        public String toString() {
            return text(this, "");
        }
    }

    private static String text(RmxEntry entry, String data) {
        return (entry.negated() ? "!" : "") + entry.type().tag() + ":" + data;
    }

    private static String orEmpty(DomainName name) {
        return name.isRoot() ? "" : name.toString();
    }

    private static void requireFamily(IpFamily family, IpPrefix prefix) {
        if (prefix.family() != family) { // [REC-2]
            throw new IllegalArgumentException("the prefix of this entry is " + family + ", not " + prefix);
        }
    }

    private static void requireName(RmxEntryType type, DomainName name) {
        if (name.isRoot()) { // [TEXT-5], [WIRE-4]
            throw new IllegalArgumentException("the name of " + type.tag() + ": is not empty");
        }
    }
}
