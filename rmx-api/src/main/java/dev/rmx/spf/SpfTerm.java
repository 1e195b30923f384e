package dev.rmx.spf;

import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import java.util.Optional;

/** A term of an SPF record (RFC 7208 §4.6.1): a mechanism or a modifier. Its {@code toString} is canonical text. */
public sealed interface SpfTerm {
    /**
     * The name that the term asks about.
     *
     * @return the name before macros are expanded; empty if the term asks nothing, or about the domain whose record this
     *     is
     */
    default Optional<MacroString> domainSpec() {
        if (this instanceof Targeted targeted) {
            return targeted.target();
        }
        if (this instanceof Include include) {
            return Optional.of(include.domain());
        }
        if (this instanceof Exists exists) {
            return Optional.of(exists.domain());
        }
        return this instanceof Modifier modifier && !(this instanceof Unknown)
                ? Optional.of(modifier.value())
                : Optional.empty();
    }

    /** A mechanism: it matches a client or does not, and its qualifier says what a match gives. */
    sealed interface Mechanism extends SpfTerm {
        /**
         * What a match gives.
         *
         * @return the qualifier
         */
        SpfQualifier qualifier();
    }

    /** A mechanism whose target is a domain name with macros; empty for the domain whose record this is. */
    sealed interface Targeted extends Mechanism {
        /**
         * The target.
         *
         * @return the name before macros are expanded; empty if the term names none
         */
        Optional<MacroString> target();
    }

    /** A modifier: a name and a value. */
    sealed interface Modifier extends SpfTerm {
        /**
         * The value.
         *
         * @return the text before macros are expanded
         */
        MacroString value();
    }

    /**
     * How many bits of an address count.
     *
     * @param ipv4 of an IPv4 address, 0 to 32
     * @param ipv6 of an IPv6 address, 0 to 128
     */
    record DualCidr(int ipv4, int ipv6) {
        /** All bits. */
        public static final DualCidr ALL = new DualCidr(32, 128);

        /**
         * Checks the ranges.
         *
         * @param ipv4 of an IPv4 address
         * @param ipv6 of an IPv6 address
         * @throws IllegalArgumentException if a number is out of range
         */
        public DualCidr {
            if (ipv4 < 0 || ipv4 > 32 || ipv6 < 0 || ipv6 > 128) {
                throw new IllegalArgumentException(
                        "prefix lengths are 0 to 32 and 0 to 128, not " + ipv4 + " and " + ipv6);
            }
        }

        /**
         * The prefix around an address.
         *
         * @param address an address of either family
         * @return the prefix of this length that holds it
         */
        public IpPrefix around(IpAddress address) {
            return new IpPrefix(address, address.family() == IpFamily.IPV4 ? ipv4 : ipv6);
        }

        @Override
        public String toString() {
            return (ipv4 == 32 ? "" : "/" + ipv4) + (ipv6 == 128 ? "" : "//" + ipv6);
        }
    }

    /**
     * Matches every client (RFC 7208 §5.1).
     *
     * @param qualifier what a match gives
     */
    record All(SpfQualifier qualifier) implements Mechanism {
        @Override
        public String toString() {
            return qualifier + "all";
        }
    }

    /**
     * Matches where another record passes (RFC 7208 §5.2).
     *
     * @param qualifier what a match gives
     * @param domain where that record is
     */
    record Include(SpfQualifier qualifier, MacroString domain) implements Mechanism {
        /**
         * Checks the domain.
         *
         * @param qualifier what a match gives
         * @param domain where that record is
         * @throws IllegalArgumentException if it is no {@linkplain MacroString#isDomainSpec domain-spec}
         */
        public Include {
            requireDomain(domain);
        }

        @Override
        public String toString() {
            return qualifier + "include:" + domain;
        }
    }

    /**
     * Matches the addresses of a host (RFC 7208 §5.3).
     *
     * @param qualifier what a match gives
     * @param target the host
     * @param cidr how many bits of its addresses count
     */
    record A(SpfQualifier qualifier, Optional<MacroString> target, DualCidr cidr) implements Targeted {
        /**
         * Checks the target.
         *
         * @param qualifier what a match gives
         * @param target the host
         * @param cidr how many bits of its addresses count
         * @throws IllegalArgumentException if it is no {@linkplain MacroString#isDomainSpec domain-spec}
         */
        public A {
            target.ifPresent(SpfTerm::requireDomain);
        }

        @Override
        public String toString() {
            return qualifier + "a" + SpfTerm.suffix(target) + cidr;
        }
    }

    /**
     * Matches the addresses of a domain's mail exchanges (RFC 7208 §5.4).
     *
     * @param qualifier what a match gives
     * @param target the domain
     * @param cidr how many bits of their addresses count
     */
    record Mx(SpfQualifier qualifier, Optional<MacroString> target, DualCidr cidr) implements Targeted {
        /**
         * Checks the target.
         *
         * @param qualifier what a match gives
         * @param target the domain
         * @param cidr how many bits of their addresses count
         * @throws IllegalArgumentException if it is no {@linkplain MacroString#isDomainSpec domain-spec}
         */
        public Mx {
            target.ifPresent(SpfTerm::requireDomain);
        }

        @Override
        public String toString() {
            return qualifier + "mx" + SpfTerm.suffix(target) + cidr;
        }
    }

    /**
     * Matches the clients whose confirmed name is in a domain (RFC 7208 §5.5).
     *
     * @param qualifier what a match gives
     * @param target the domain
     */
    record Ptr(SpfQualifier qualifier, Optional<MacroString> target) implements Targeted {
        /**
         * Checks the target.
         *
         * @param qualifier what a match gives
         * @param target the domain
         * @throws IllegalArgumentException if it is no {@linkplain MacroString#isDomainSpec domain-spec}
         */
        public Ptr {
            target.ifPresent(SpfTerm::requireDomain);
        }

        @Override
        public String toString() {
            return qualifier + "ptr" + SpfTerm.suffix(target);
        }
    }

    /**
     * Matches the clients in a prefix (RFC 7208 §5.6): {@code ip4} or {@code ip6}.
     *
     * @param qualifier what a match gives
     * @param prefix a prefix of either family
     */
    record Ip(SpfQualifier qualifier, IpPrefix prefix) implements Mechanism {
        @Override
        public String toString() {
            return qualifier + (prefix.family() == IpFamily.IPV4 ? "ip4:" : "ip6:") + prefix;
        }
    }

    /**
     * Matches where a name has an IPv4 address (RFC 7208 §5.7).
     *
     * @param qualifier what a match gives
     * @param domain the name
     */
    record Exists(SpfQualifier qualifier, MacroString domain) implements Mechanism {
        /**
         * Checks the name.
         *
         * @param qualifier what a match gives
         * @param domain the name
         * @throws IllegalArgumentException if it is no {@linkplain MacroString#isDomainSpec domain-spec}
         */
        public Exists {
            requireDomain(domain);
        }

        @Override
        public String toString() {
            return qualifier + "exists:" + domain;
        }
    }

    /**
     * Names the record that decides where no mechanism matches (RFC 7208 §6.1).
     *
     * @param value the domain of that record
     */
    record Redirect(MacroString value) implements Modifier {
        /**
         * Checks the domain.
         *
         * @param value the domain of that record
         * @throws IllegalArgumentException if it is no {@linkplain MacroString#isDomainSpec domain-spec}
         */
        public Redirect {
            requireDomain(value);
        }

        @Override
        public String toString() {
            return "redirect=" + value;
        }
    }

    /**
     * Names the TXT record that explains a fail (RFC 7208 §6.2).
     *
     * @param value the name of that record
     */
    record Explanation(MacroString value) implements Modifier {
        /**
         * Checks the domain.
         *
         * @param value the name of that record
         * @throws IllegalArgumentException if it is no {@linkplain MacroString#isDomainSpec domain-spec}
         */
        public Explanation {
            requireDomain(value);
        }

        @Override
        public String toString() {
            return "exp=" + value;
        }
    }

    /**
     * A modifier that means nothing to SPF (RFC 7208 §6).
     *
     * @param name its name: a letter, then letters, digits, {@code -}, {@code _} and {@code .}
     * @param value its value
     */
    record Unknown(String name, MacroString value) implements Modifier {
        /**
         * Checks name and value.
         *
         * @param name its name
         * @param value its value
         * @throws IllegalArgumentException if the name is none or means something to SPF, or the value cannot stand in
         *     a record
         */
        public Unknown {
            if (!isModifierName(name) || name.equalsIgnoreCase("redirect") || name.equalsIgnoreCase("exp")) {
                throw new IllegalArgumentException("an unknown modifier has a letter, then letters, digits and -_. "
                        + "as its name, and is neither redirect nor exp");
            }
            if (!value.isRecordText()) {
                throw new IllegalArgumentException(
                        "the value of a modifier is printable ASCII, without %{c}, %{r}, %{t}");
            }
        }

        @Override
        public String toString() {
            return name + "=" + value;
        }
    }

    private static void requireDomain(MacroString domain) {
        if (!domain.isDomainSpec()) {
            throw new IllegalArgumentException(
                    "a domain is printable ASCII, and ends in a macro, or in a dot and a label that is not all digits");
        }
    }

    private static boolean isModifierName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'))) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static String suffix(Optional<MacroString> target) {
        return target.map(name -> ":" + name).orElse("");
    }
}
