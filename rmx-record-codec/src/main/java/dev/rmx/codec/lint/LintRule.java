package dev.rmx.codec.lint;

import java.util.Locale;

/** What lint looks for ([LINT-2], [LINT-3]). Each rule has an id that does not change. */
public enum LintRule {
    // [LINT-2] these rules need no DNS

    /** Text that is not a record. */
    SYNTAX(LintSeverity.ERROR, "an entry or term is malformed, so receivers use nothing of the record"),
    /** Over the limits of receivers ([LIM-4]). */
    TOO_LARGE(LintSeverity.ERROR, "the record has more octets, entries or terms than receivers read"),
    /** Entries before it match all that it matches. */
    NEVER_MATCHES(LintSeverity.WARNING, "an entry never matches, since earlier ones match all its clients"),
    /** Written twice. */
    DUPLICATE(LintSeverity.WARNING, "an entry repeats an earlier one"),
    /** An exception behind the entry that it restricts. */
    NEGATION_TOO_LATE(LintSeverity.ERROR, "a refusal stands behind the entry from which it excepts"),
    /** The same result without it. */
    NO_EFFECT(LintSeverity.NOTE, "without the entry, each client gets the same result"),
    /** Neighbours that make one prefix. */
    MERGEABLE(LintSeverity.NOTE, "prefixes could be written as one"),
    /** Bits behind the prefix length ([TEXT-2]). */
    HOST_BITS(LintSeverity.WARNING, "an address has bits beyond its prefix length, which count for nothing"),
    /** Inside {@code ::ffff:0:0/96} ([ID-6]). */
    MAPPED_IPV6(LintSeverity.WARNING, "an IPv4-mapped IPv6 prefix matches no client"),
    /** Private, loopback, link-local and shared addresses. */
    PRIVATE_RANGE(
            LintSeverity.WARNING, "a private, loopback or link-local range grants: no host on the Internet has it"),
    /** RFC 5737, RFC 3849 and RFC 9637. */
    DOCUMENTATION_RANGE(LintSeverity.WARNING, "a range for documentation grants: no host has it"),
    /** Multicast and reserved addresses. */
    MULTICAST_RANGE(LintSeverity.WARNING, "a multicast or reserved range grants: no host has it"),
    /** {@code /0}, {@code +all}, or more than half of all IPv4 addresses. */
    ANY_CLIENT(LintSeverity.ERROR, "anybody may send mail for the domain"),
    /** More addresses than {@link RecordLint#withMostAddresses} says. */
    MANY_ADDRESSES(LintSeverity.NOTE, "the record authorizes very many IPv4 addresses"),
    /** Over the limit of LIM-1 or RFC 7208 §4.6.4. */
    TOO_MANY_LOOKUPS(LintSeverity.ERROR, "more lookups are needed than receivers do"),
    /** {@code host:192.0.2.1}. */
    ADDRESS_AS_NAME(LintSeverity.ERROR, "an address stands where a name is expected"),
    /** {@code include:https://…}. */
    ODD_NAME(LintSeverity.WARNING, "a name is such that no host and no service can have it"),
    /** {@code include:a..example}: permerror. */
    UNUSABLE_NAME(LintSeverity.ERROR, "an include or redirect has a name that cannot be asked"),

    /** Entries of several records that match the same client with different results ([REC-3]). */
    ORDER_MATTERS(LintSeverity.WARNING, "the order of several RMX records matters, and receivers may differ in it"),
    /** {@code unused:} with other entries. */
    UNUSED_NOT_ALONE(LintSeverity.WARNING, "unused: stands beside other entries"),
    /** No entry that grants, and not {@code unused:} alone. */
    GRANTS_NOBODY(LintSeverity.WARNING, "no entry grants, and the record is not unused:"),
    /** {@code mapped:}. */
    MAPPED_TYPE(LintSeverity.NOTE, "mapped: is not in revision 04 of the draft"),
    /** {@code host:mail}: names are absolute ([TEXT-3]). */
    SINGLE_LABEL(LintSeverity.WARNING, "a name has one label; names are absolute"),

    /** {@code v=spf1} without a blank after it. */
    NOT_SPF(LintSeverity.ERROR, "the text begins like SPF, but receivers do not take it for an SPF record"),
    /** RFC 7208 §4.5. */
    SEVERAL_SPF(LintSeverity.ERROR, "a name has several SPF records, so receivers use none"),
    /** RFC 7208 §5.1. */
    AFTER_ALL(LintSeverity.WARNING, "a mechanism stands behind all, and is never evaluated"),
    /** RFC 7208 §6.1. */
    REDIRECT_IGNORED(LintSeverity.WARNING, "redirect is ignored, since the record has all"),
    /** Neutral at the end by default. */
    NO_ALL(LintSeverity.WARNING, "the record has neither all nor redirect, so it refuses nobody by default"),
    /** {@code ?all}. */
    NEUTRAL_ALL(LintSeverity.WARNING, "?all says of all other hosts what a domain without a record says"),
    /** RFC 7208 §5.5 and §7.3. */
    PTR(LintSeverity.WARNING, "ptr and the macro p depend on the zone of the client, and are slow"),
    /** {@code %{D}} in a name. */
    URL_ESCAPED_MACRO(
            LintSeverity.NOTE, "an upper-case macro letter URL-escapes its value, which a name does not need"),
    /** {@code ip4=192.0.2.1}. */
    MECHANISM_AS_MODIFIER(
            LintSeverity.ERROR, "a mechanism is written with =, so it is an unknown modifier and ignored"),
    /** {@code v=spf1 … v=spf1}. */
    VERSION_TWICE(LintSeverity.WARNING, "v=spf1 stands twice; the second is an unknown modifier"),
    /** RFC 7208 §6. */
    UNKNOWN_MODIFIER(LintSeverity.NOTE, "a modifier means nothing to SPF and is ignored"),
    /** {@code exp=} that nobody reads. */
    EXP_WITHOUT_FAIL(LintSeverity.NOTE, "exp= explains a fail, and no mechanism fails"),
    /** RFC 7208 §5.2. */
    INCLUDES_ITSELF(LintSeverity.ERROR, "the record includes itself or redirects to itself"),
    /** {@code -include:}. */
    NEGATED_INCLUDE(
            LintSeverity.WARNING, "an include with - or ~ gives fail or softfail to mail that the other domain passes"),
    /** RFC 7208 §3.4. */
    LONG_RECORD(LintSeverity.NOTE, "the record is over 450 octets, so responses may not fit into 512 octets"),
    /** RFC 1035 §3.3. */
    LONG_STRING(LintSeverity.ERROR, "a character-string is over 255 octets"),
    /** RFC 7208 §3.3. */
    CUT_WORD(LintSeverity.WARNING, "two strings of a TXT record join two entries without a blank"),

    // [LINT-3] the rules from here on need DNS

    /** Neither RMX nor SPF. */
    NO_RECORD(LintSeverity.WARNING, "the domain publishes neither RMX nor SPF"),
    /** The record itself cannot be read now. */
    RECORD_FAILED(LintSeverity.ERROR, "the lookup of a record fails now"),
    /** The records of a form are malformed. */
    BAD_RECORD(LintSeverity.ERROR, "a published record is malformed, so receivers use nothing of it"),
    /** A name that an entry needs has no record. */
    TARGET_ABSENT(LintSeverity.WARNING, "the name in an entry has no record of the type that the entry needs"),
    /** A name that an entry needs cannot be looked up. */
    TARGET_FAILED(LintSeverity.WARNING, "a lookup that an entry needs fails now"),
    /** A without AAAA, or the other way. */
    ONE_FAMILY(LintSeverity.NOTE, "a host has addresses of one family only"),
    /** [LIM-2]. */
    TOO_MANY_NAMES(LintSeverity.WARNING, "an answer has more names than receivers use"),
    /** [ENT-domain]. */
    PTR_NOT_CONFIRMED(LintSeverity.WARNING, "domain: or ptr matches none of the domain's own hosts"),
    /** [LOOK-1]. */
    RMX_TXT_DIFFERS(LintSeverity.WARNING, "the RMX records and their TXT encoding differ"),
    /** The size that avoids fragments. */
    LARGE_RESPONSE(LintSeverity.WARNING, "a response is over 1,232 octets, so it needs TCP or fragments"),
    /** RMX and SPF, pass and not. */
    SPF_DIFFERS(LintSeverity.WARNING, "SPF and RMX decide otherwise about an address"),
    /** Softfail or neutral against fail. */
    SPF_SOFTER(LintSeverity.NOTE, "RMX refuses an address of which SPF only says softfail or neutral"),
    /** RFC 7208 §5.2: permerror. */
    INCLUDE_ABSENT(LintSeverity.ERROR, "an include or redirect names a domain without an SPF record"),
    /** Several records, or a malformed one. */
    INCLUDE_BAD(LintSeverity.ERROR, "an include or redirect leads to a record that receivers cannot use"),
    /** Includes that lead back. */
    INCLUDE_LOOP(LintSeverity.ERROR, "includes or redirects lead back to a record on the way"),
    /** RFC 7208 §4.6.4. */
    TOO_MANY_VOIDS(LintSeverity.ERROR, "more than two lookups find nothing, which ends SPF"),
    /** RFC 7208 §4.6.4. */
    TOO_MANY_MX(LintSeverity.ERROR, "an mx term finds more than ten MX records, which ends SPF");

    private final LintSeverity severity;
    private final String description;

    LintRule(LintSeverity severity, String description) {
        this.severity = severity;
        this.description = description;
    }

    /**
     * The id, for people, configuration and reports.
     *
     * @return lower-case words with hyphens, such as {@code never-matches}
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * How much a finding of this rule matters.
     *
     * @return the severity
     */
    public LintSeverity severity() {
        return severity;
    }

    /**
     * What the rule finds.
     *
     * @return a sentence without a full stop, in lower case
     */
    public String description() {
        return description;
    }

    /** The id. */
    @Override
    public String toString() {
        return id();
    }
}
