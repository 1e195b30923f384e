package dev.rmx.codec.lint;

import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.SpfText;
import dev.rmx.codec.lint.Directive.Effect;
import dev.rmx.codec.lint.LintFinding.Place;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxRecord;
import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lints the SPF records of one name ([LINT-2]). */
final class SpfLint {
    /** The limit of RFC 7208 §4.6.4. */
    private static final int LOOKUPS = 10;

    private final BigInteger mostAddresses;
    private final List<LintFinding> findings;

    SpfLint(BigInteger mostAddresses, List<LintFinding> findings) {
        this.mostAddresses = mostAddresses;
        this.findings = findings;
    }

    void lint(List<LintRecord> records) {
        List<LintRecord> found =
                records.stream().filter(record -> SpfText.isSpf(record.text())).toList();
        if (found.size() > 1) { // RFC 7208 §4.5: receivers leave out what only looks like SPF
            findings.add(new LintFinding(
                    LintRule.SEVERAL_SPF,
                    found.get(1),
                    "receivers say permerror for all mail of the domain, since it has " + found.size() + " SPF records",
                    "publish one record with the terms of all"));
        }
        records.forEach(this::lint);
    }

    private void lint(LintRecord record) {
        if (!SpfText.isSpf(record.text())) {
            findings.add(new LintFinding(
                    LintRule.NOT_SPF,
                    record,
                    "receivers do not take this for an SPF record, and say none if there is no other",
                    "write v=spf1, in the beginning, and a blank behind it"));
            return;
        }
        List<Place> places = Words.of(record.text(), " ", SpfRecord.VERSION.length());
        if (places.size() > RmxRecord.MAX_ENTRIES) {
            findings.add(new LintFinding(
                    LintRule.TOO_LARGE,
                    record,
                    "receivers may say permerror for all mail of the domain, since it has " + places.size()
                            + " terms; it is not looked into further",
                    "publish at most " + RmxRecord.MAX_ENTRIES + " terms")); // [LIM-4]
            return;
        }
        List<SpfTerm> terms = new ArrayList<>(places.size());
        int bad = findings.size();
        for (Place place : places) {
            try {
                terms.addAll(
                        SpfText.parse(SpfRecord.VERSION + " " + place.entry()).terms());
            } catch (RmxFormatException e) {
                findings.add(SyntaxAdvice.spf(record, place, e));
            }
        }
        if (findings.size() > bad || !isWhole(record, terms)) {
            return;
        }
        List<Directive> directives = directives(record, places, terms);
        SpfRecord whole = new SpfRecord(terms);
        ListLint list = new ListLint(directives, findings);
        list.lint(whole.redirect().isPresent() ? Effect.OPEN : Effect.NEUTRAL); // RFC 7208 §4.7
        everybody(record, whole, directives, list);
        ending(record, whole, places);
        List<Integer> followed = followed(whole, directives, list.matches());
        new TermLint(record, whole, places, findings).lint(followed);
        lookups(record, whole, places, followed);
    }

    /** Whether no modifier stands twice. */
    private boolean isWhole(LintRecord record, List<SpfTerm> terms) {
        try {
            return new SpfRecord(terms).terms().size() == terms.size();
        } catch (IllegalArgumentException e) {
            findings.add(new LintFinding(
                    LintRule.SYNTAX,
                    record,
                    "receivers say permerror for all mail of the domain: " + e.getMessage(),
                    "remove one of the two"));
            return false;
        }
    }

    /** The mechanisms among the terms. */
    static List<Directive> directives(LintRecord record, List<Place> places, List<SpfTerm> terms) {
        List<Directive> directives = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            if (terms.get(i) instanceof SpfTerm.Mechanism mechanism) {
                directives.add(directive(record, places.get(i), mechanism));
            }
        }
        return directives;
    }

    private static Directive directive(LintRecord record, Place place, SpfTerm.Mechanism mechanism) {
        boolean asksDns = !(mechanism instanceof SpfTerm.Ip) && !(mechanism instanceof SpfTerm.All);
        Optional<IpPrefix> prefix = mechanism instanceof SpfTerm.Ip ip ? Optional.of(ip.prefix()) : Optional.empty();
        String text = mechanism.toString();
        // a name ignores case, and a macro letter does not
        String canonical = text.indexOf('%') < 0 ? text.toLowerCase(Locale.ROOT) : text;
        return new Directive(
                record,
                place,
                canonical,
                prefix,
                asksDns,
                asksDns ? Effect.OPEN : effect(mechanism.qualifier())); // a term that asks DNS can end in permerror
    }

    private static Effect effect(SpfQualifier qualifier) {
        return switch (qualifier) {
            case PASS -> Effect.PASS;
            case FAIL -> Effect.FAIL;
            case SOFTFAIL -> Effect.SOFTFAIL;
            case NEUTRAL -> Effect.NEUTRAL;
        };
    }

    private void everybody(LintRecord record, SpfRecord whole, List<Directive> directives, ListLint list) {
        BigInteger ipv4 = list.matches().passingIpv4();
        int index = 0;
        for (SpfTerm term : whole.terms()) {
            if (!(term instanceof SpfTerm.Mechanism mechanism)) {
                continue;
            }
            Directive directive = directives.get(index);
            boolean reached = directive.asksDns()
                    ? list.matches().reach(index)
                    : list.matches().contains(index);
            if (mechanism.qualifier() == SpfQualifier.PASS && reached && isEverything(mechanism)) {
                findings.add(directive.finding(
                        LintRule.ANY_CLIENT,
                        "mail from anybody passes by " + directive.canonical() + ", unless an earlier term refuses it",
                        mechanism instanceof SpfTerm.All
                                ? "write -all or ~all"
                                : "list only the hosts that send mail for the domain"));
            }
            if (mechanism.qualifier() == SpfQualifier.PASS && reached && ipv4Length(mechanism) < 32) {
                ipv4 = ipv4.add(BigInteger.ONE.shiftLeft(32 - ipv4Length(mechanism)));
            }
            index++;
        }
        RecordLint.clients(ipv4, mostAddresses, record, findings);
    }

    private static boolean isEverything(SpfTerm.Mechanism mechanism) {
        if (mechanism instanceof SpfTerm.Ip ip) {
            return RecordLint.isEverything(ip.prefix());
        }
        SpfTerm.DualCidr cidr = cidr(mechanism);
        return mechanism instanceof SpfTerm.All || cidr.ipv4() == 0 || cidr.ipv6() == 0;
    }

    private static int ipv4Length(SpfTerm.Mechanism mechanism) {
        return cidr(mechanism).ipv4();
    }

    private static SpfTerm.DualCidr cidr(SpfTerm.Mechanism mechanism) {
        if (mechanism instanceof SpfTerm.A a) {
            return a.cidr();
        }
        return mechanism instanceof SpfTerm.Mx mx ? mx.cidr() : SpfTerm.DualCidr.ALL;
    }

    /** What the record says of hosts that it does not name. */
    private void ending(LintRecord record, SpfRecord whole, List<Place> places) {
        Optional<SpfTerm.All> all = whole.terms().stream()
                .filter(SpfTerm.All.class::isInstance)
                .map(SpfTerm.All.class::cast)
                .findFirst();
        if (all.isEmpty() && whole.redirect().isEmpty()) {
            findings.add(new LintFinding(
                    LintRule.NO_ALL,
                    record,
                    "mail from hosts that the record does not name gets neutral, as if there were no record",
                    "end the record with -all or ~all"));
        }
        if (all.isPresent() && whole.redirect().isPresent()) { // RFC 7208 §6.1
            Place place = places.get(whole.terms().indexOf(whole.redirect().get()));
            findings.add(new LintFinding(
                    LintRule.REDIRECT_IGNORED,
                    record,
                    Optional.of(place),
                    "nobody reads the record that redirect names, since all matches every client",
                    "remove redirect or all"));
        }
        if (all.isPresent() && all.get().qualifier() == SpfQualifier.NEUTRAL) {
            findings.add(new LintFinding(
                    LintRule.NEUTRAL_ALL,
                    record,
                    Optional.of(places.get(whole.terms().indexOf(all.get()))),
                    "mail from hosts that the record does not name gets neutral, as if there were no record",
                    "write ~all, or -all when the record is complete"));
        }
    }

    /** The terms that ask DNS about some client, as indexes, in the order in which receivers come to them. */
    private static List<Integer> followed(SpfRecord whole, List<Directive> directives, FirstMatches matches) {
        List<Integer> followed = new ArrayList<>();
        int index = 0;
        for (int i = 0; i < whole.terms().size(); i++) {
            if (whole.terms().get(i) instanceof SpfTerm.Mechanism) {
                if (directives.get(index).asksDns() && matches.reach(index)) {
                    followed.add(i);
                }
                index++;
            }
        }
        boolean hasAll = whole.terms().stream().anyMatch(SpfTerm.All.class::isInstance);
        if (!hasAll && matches.reach(index)) { // RFC 7208 §6.1: redirect comes last, wherever it stands
            whole.redirect().ifPresent(redirect -> followed.add(whole.terms().indexOf(redirect)));
        }
        return followed;
    }

    /** RFC 7208 §4.6.4. */
    private void lookups(LintRecord record, SpfRecord whole, List<Place> places, List<Integer> followed) {
        int lookups = 0;
        for (int i : followed) {
            boolean askedForNames = whole.terms()
                    .get(i)
                    .domainSpec()
                    .filter(name -> name.uses(MacroLetter.P))
                    .isPresent();
            lookups += askedForNames ? 2 : 1;
            if (lookups > LOOKUPS) {
                findings.add(new LintFinding(
                        LintRule.TOO_MANY_LOOKUPS,
                        record,
                        Optional.of(places.get(i)),
                        "receivers say permerror for mail from hosts that no earlier term names: this is the"
                                + " eleventh lookup",
                        "use ip4: and ip6:, or fewer includes"));
                return;
            }
        }
    }
}
