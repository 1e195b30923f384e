package dev.rmx.codec.lint;

import dev.rmx.codec.SpfText;
import dev.rmx.codec.lint.LintFinding.Place;
import dev.rmx.record.DomainName;
import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Lints the terms of an SPF record one by one. */
final class TermLint {
    /** RFC 7208 §3.4. */
    private static final int SHORT = 450;

    /** Modifiers of other documents (RFC 6652). */
    private static final Set<String> KNOWN = Set.of("ra", "rp", "rr");

    private static final Set<String> MECHANISMS =
            Set.of("all", "include", "a", "mx", "ptr", "ip4", "ip6", "ip", "ipv4", "ipv6", "exists");

    private final LintRecord record;
    private final SpfRecord terms;
    private final List<Place> places;
    private final List<LintFinding> findings;

    TermLint(LintRecord record, SpfRecord terms, List<Place> places, List<LintFinding> findings) {
        this.record = record;
        this.terms = terms;
        this.places = places;
        this.findings = findings;
    }

    /**
     * Finds all of it.
     *
     * @param followed the indexes of the terms that ask DNS about some client
     */
    void lint(List<Integer> followed) {
        for (int i : followed) {
            follow(terms.terms().get(i), places.get(i));
        }
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            terms.terms().get(i).domainSpec().ifPresent(text -> name(place, text));
            if (terms.terms().get(i) instanceof SpfTerm.Unknown unknown) {
                unknown(place, unknown);
            }
        }
        if (terms.explanation().isPresent()
                && terms.redirect().isEmpty()
                && terms.terms().stream().noneMatch(TermLint::fails)) {
            add(
                    LintRule.EXP_WITHOUT_FAIL,
                    places.get(terms.terms().indexOf(terms.explanation().get())),
                    "nobody reads the explanation, since no mechanism of the record says fail",
                    "write -all, or remove exp=");
        }
        if (record.text().length() > SHORT) { // RFC 7208 §3.4
            findings.add(new LintFinding(
                    LintRule.LONG_RECORD,
                    record,
                    "the record has " + record.text().length()
                            + " octets, so resolvers without EDNS ask again over TCP",
                    "keep it under 450 octets, with include: for the rest"));
        }
    }

    /** What happens to mail because of a term that receivers come to. */
    private void follow(SpfTerm term, Place place) {
        Optional<MacroString> name = term.domainSpec();
        if (term instanceof SpfTerm.Ptr
                || name.filter(text -> text.uses(MacroLetter.P)).isPresent()) { // RFC 7208 §5.5, §7.3
            add(
                    LintRule.PTR,
                    place,
                    "whether mail passes depends on the PTR records of the sending host, which some receivers do"
                            + " not look up",
                    "name the hosts by a:, ip4: or ip6:");
        }
        if (term instanceof SpfTerm.Include || term instanceof SpfTerm.Redirect) {
            name.filter(this::isOwn).ifPresent(own -> itself(place));
        }
        if (term instanceof SpfTerm.Include include) {
            include(place, include);
        }
        if (name.filter(text -> !text.hasMacros() && text.name().isEmpty()).isPresent()) {
            noName(term, place);
        }
    }

    private void add(LintRule rule, Place place, String what, String right) {
        findings.add(new LintFinding(rule, record, Optional.of(place), what, right));
    }

    private static boolean fails(SpfTerm term) {
        return term instanceof SpfTerm.Mechanism mechanism && mechanism.qualifier() == SpfQualifier.FAIL;
    }

    private void name(Place place, MacroString name) {
        for (MacroString.Part part : name.parts()) {
            if (part instanceof MacroString.Macro macro && macro.urlEscaped()) {
                add(
                        LintRule.URL_ESCAPED_MACRO,
                        place,
                        macro + " asks for a name with escapes such as %25 where the value has other characters than "
                                + "letters, digits and -._~",
                        "write the letter in lower case");
            }
        }
        if (name.parts().stream().anyMatch(TermLint::isOdd)) {
            add(
                    LintRule.ODD_NAME,
                    place,
                    place.entry() + " asks for a name that no host has",
                    "write a domain of letters, digits, hyphens, underscores and dots, and nothing else");
        }
    }

    private static boolean isOdd(MacroString.Part part) {
        return part instanceof MacroString.Literal text && !text.text().matches("[A-Za-z0-9._=-]*");
    }

    /** A name that cannot be asked ([SPF-1]). */
    private void noName(SpfTerm term, Place place) {
        boolean leads = term instanceof SpfTerm.Include || term instanceof SpfTerm.Redirect;
        add(
                leads ? LintRule.UNUSABLE_NAME : LintRule.ODD_NAME,
                place,
                (leads
                                ? "receivers say permerror for mail from hosts that no earlier term names"
                                : place.entry() + " matches nobody")
                        + ", since its name cannot be asked: a label is empty or over 63 octets",
                "write a name whose labels have 1 to 63 characters, with one dot between them");
    }

    /** Whether a name is the domain whose record this is. */
    private boolean isOwn(MacroString name) {
        Optional<DomainName> fixed = name.name();
        return fixed.isPresent()
                ? fixed.equals(record.domain())
                : name.toString().equalsIgnoreCase("%{d}") || name.toString().equalsIgnoreCase("%{o}");
    }

    private void itself(Place place) {
        add(
                LintRule.INCLUDES_ITSELF,
                place,
                "receivers say permerror for mail from hosts that no earlier term names, since the record leads to"
                        + " itself",
                "remove " + place.entry());
    }

    private void include(Place place, SpfTerm.Include include) {
        boolean fails = include.qualifier() == SpfQualifier.FAIL;
        if (fails || include.qualifier() == SpfQualifier.SOFTFAIL) {
            add(
                    LintRule.NEGATED_INCLUDE,
                    place,
                    "mail that the other domain passes gets "
                            + (fails ? "fail, and may be refused" : "softfail, and may be marked")
                            + "; other mail goes on to the next term",
                    "write include: without a sign, and -all at the end");
        }
    }

    private void unknown(Place place, SpfTerm.Unknown unknown) {
        String name = unknown.name().toLowerCase(Locale.ROOT);
        if (MECHANISMS.contains(name)) {
            add(
                    LintRule.MECHANISM_AS_MODIFIER,
                    place,
                    "receivers ignore " + place.entry() + ", so mail from the hosts that it means does not match",
                    meant(name, unknown.value().toString()));
        } else if (SpfText.isSpf(place.entry())) {
            add(
                    LintRule.VERSION_TWICE,
                    place,
                    "receivers ignore the second v=spf1, and read what is behind it as part of the first record",
                    "write v=spf1 once, in the beginning");
        } else if (!KNOWN.contains(name)) {
            add(LintRule.UNKNOWN_MODIFIER, place, "receivers ignore " + place.entry(), "remove it");
        }
    }

    /** What would be right for a name and a value: a mechanism that can be read, if there is one. */
    private static String meant(String name, String value) {
        Stream<String> mechanisms = name.equals("all")
                ? Stream.of(name)
                : Stream.of("ip4", "ip6", name).map(tag -> tag + ":" + value);
        return mechanisms
                .filter(term -> Words.isReadable(term, text -> SpfText.parse(SpfRecord.VERSION + " " + text)))
                .findFirst()
                .map(term -> "write " + term)
                .orElse("write a colon in the place of =, and an address or a whole domain");
    }
}
