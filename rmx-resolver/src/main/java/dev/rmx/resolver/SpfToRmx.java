package dev.rmx.resolver;

import dev.rmx.RmxExpansion;
import dev.rmx.RmxLimits;
import dev.rmx.RmxResult;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpRanges;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns the SPF record of a domain into the RMX record that gives the same result for every address now, and names each
 * loss ([LINT-4]). {@code a}, {@code mx}, {@code ptr} and {@code exists:%{i}} become the entries that ask the same;
 * what else asks DNS is listed as it is now.
 */
public final class SpfToRmx extends Translator<RmxRecord> {
    /** The deepest chain of records whose terms become entries, and the most records. */
    private static final int MOST_RECORDS = 10;

    private final SpfRecord published;
    private final Optional<Soft> soft;

    /** What becomes of softfail and neutral, which RMX does not have. */
    public enum Soft {
        /** They become fail. */
        FAIL,
        /** They become pass. */
        PASS
    }

    private SpfToRmx(RmxExpander expander, DomainName subject, SpfRecord published, Optional<Soft> soft) {
        super(expander, subject);
        this.published = published;
        this.soft = soft;
    }

    /**
     * Translates the record that a domain publishes.
     *
     * @param expander asks DNS
     * @param subject the domain
     * @param soft what becomes of softfail and neutral; if empty, a record with either is not translated
     * @return the record, with a loss for each group of addresses whose result changes, and for what DNS may change
     * @throws TranslationException if there is no usable record, a lookup fails, {@code soft} is needed, or the record
     *     would have too many entries
     * @throws IllegalArgumentException if the domain is a name that [ID-4] rules out
     */
    public static RecordTranslation<RmxRecord> translate(RmxExpander expander, DomainName subject, Optional<Soft> soft)
            throws TranslationException {
        DnsAnswer answer = expander.answer(new DnsQuestion(subject, RecordType.SPF));
        if (answer instanceof DnsAnswer.Found found && found.data() instanceof DnsData.Spf spf) {
            SpfToRmx translator = new SpfToRmx(expander, subject, spf.record(), soft);
            return translator.translation(translator.spf(subject));
        }
        if (answer instanceof DnsAnswer.Malformed malformed) {
            throw new TranslationException(
                    TranslationException.Kind.UNUSABLE,
                    "the SPF record of " + subject + " is bad: " + malformed.reason());
        }
        if (answer instanceof DnsAnswer.Failed failed) {
            throw new TranslationException(
                    TranslationException.Kind.TEMPORARY, "the SPF record of " + subject + ": " + failed.reason());
        }
        throw new TranslationException(TranslationException.Kind.UNUSABLE, subject + " publishes no SPF record");
    }

    @Override
    RmxRecord record(Attempt attempt) throws TranslationException {
        FirstMatchRuns<RmxEntry> runs = new FirstMatchRuns<>();
        new Visit(attempt, runs).subjects(published, subject, List.of());
        List<RmxEntry> entries = runs.directives(RmxRecord.MAX_ENTRIES, RmxEntry.Literal::of);
        return entries.isEmpty() ? RmxRecord.of(new RmxEntry.Unused()) : new RmxRecord(entries);
    }

    @Override
    RmxExpansion expansion(RmxRecord record) {
        return rmx(record);
    }

    /** Goes through the records of one attempt. */
    private final class Visit {
        private final Attempt attempt;
        private final FirstMatchRuns<RmxEntry> runs;
        private int records;

        Visit(Attempt attempt, FirstMatchRuns<RmxEntry> runs) {
            this.attempt = attempt;
            this.runs = runs;
        }

        /** The subject's record, or one to which it redirects: each term has its own effect. */
        void subjects(SpfRecord record, DomainName domain, List<String> path) throws TranslationException {
            records++;
            for (SpfTerm term : reached(record)) {
                if (term instanceof SpfTerm.Mechanism mechanism) {
                    SpfQualifier qualifier = mechanism.qualifier();
                    if (add(mechanism, domain, path, grants(qualifier, mechanism))) {
                        return;
                    }
                }
            }
            if (reached(record).size() < record.terms().size()) {
                return; // who comes here gets permerror
            }
            Optional<DomainName> next =
                    record.redirect().flatMap(redirect -> redirect.value().name());
            Optional<SpfRecord> redirected = next.flatMap(this::record);
            if (redirected.isPresent() && records < MOST_RECORDS) {
                subjects(
                        redirected.get(),
                        next.get(),
                        and(path, record.redirect().get()));
            } else if (record.redirect().isEmpty()) {
                runs.add(grants(SpfQualifier.NEUTRAL, "the end of the record"), IpRanges.ALL); // RFC 7208 §4.7
            }
        }

        /** A record with whose passes a term matches; its terms have the effect of that term. */
        private void included(SpfRecord record, DomainName domain, List<String> path, boolean grants)
                throws TranslationException {
            records++;
            for (SpfTerm term : reached(record)) {
                if (term instanceof SpfTerm.Mechanism mechanism
                        && (mechanism.qualifier() != SpfQualifier.PASS || add(mechanism, domain, path, grants))) {
                    return; // the first that does not pass is "all"
                }
            }
        }

        /** Adds a term; true if it matches everything. */
        private boolean add(SpfTerm.Mechanism term, DomainName domain, List<String> path, boolean grants)
                throws TranslationException {
            if (term instanceof SpfTerm.All) {
                runs.add(grants, IpRanges.ALL);
                return true;
            }
            if (term instanceof SpfTerm.Ip ip) {
                runs.add(grants, ip.prefix());
                return false;
            }
            Optional<RmxEntry> entry = entry(term, domain, grants);
            if (entry.isPresent()) {
                runs.add(grants, entry.get());
                return false;
            }
            list(term, domain, path, grants);
            return false;
        }

        private void list(SpfTerm.Mechanism term, DomainName domain, List<String> path, boolean grants)
                throws TranslationException {
            if (!domain.isUsableSubject()) {
                return; // the comparison finds what is lost
            }
            RmxExpansion listed = listed(passing(term), domain);
            Optional<DomainName> target =
                    term instanceof SpfTerm.Include include ? include.domain().name() : Optional.empty();
            Optional<SpfRecord> below = target.flatMap(this::record).filter(SpfToRmx::onlyPasses);
            if (!listed.unlisted().isEmpty() && below.isPresent() && records < MOST_RECORDS) {
                included(below.get(), target.get(), and(path, term), grants);
                return;
            }
            runs.add(grants, listed.addresses(RmxResult.PASS));
            attempt.freeze(term, listed);
        }

        private Optional<SpfRecord> record(DomainName domain) {
            return expander.answer(new DnsQuestion(domain, RecordType.SPF)) instanceof DnsAnswer.Found found
                            && found.data() instanceof DnsData.Spf spf
                    ? Optional.of(spf.record())
                    : Optional.empty();
        }

        /** The entry that asks what a term asks; empty if there is none, or if the answer is to be listed. */
        private Optional<RmxEntry> entry(SpfTerm.Mechanism term, DomainName domain, boolean grants) {
            boolean follows = attempt.follows;
            if (term instanceof SpfTerm.A a && follows && a.cidr().equals(SpfTerm.DualCidr.ALL)) {
                return name(a, domain).map(name -> new RmxEntry.Host(!grants, name));
            }
            if (term instanceof SpfTerm.Mx mx && follows && mx.cidr().equals(SpfTerm.DualCidr.ALL)) {
                return name(mx, domain).filter(subject::equals).map(name -> new RmxEntry.Mx(!grants));
            }
            if (term instanceof SpfTerm.Ptr ptr) {
                return name(ptr, domain)
                        .map(name -> new RmxEntry.Domain(!grants, name.equals(subject) ? DomainName.ROOT : name));
            }
            return term instanceof SpfTerm.Exists exists
                    ? mapped(exists.domain()).map(name -> new RmxEntry.Mapped(!grants, name))
                    : Optional.empty();
        }
    }

    /** The terms before the eleventh that asks DNS: a client that gets so far has permerror ([SPF-3]). */
    private static List<SpfTerm> reached(SpfRecord record) {
        int asking = 0;
        for (int i = 0; i < record.terms().size(); i++) {
            SpfTerm term = record.terms().get(i);
            boolean asks = term instanceof SpfTerm.Include
                    || term instanceof SpfTerm.Targeted
                    || term instanceof SpfTerm.Exists;
            if (asks && ++asking > RmxLimits.DEFAULT.terms()) { // [SPF-3]
                return record.terms().subList(0, i);
            }
        }
        return record.terms();
    }

    private static Optional<DomainName> name(SpfTerm.Targeted term, DomainName domain) {
        return term.target().isEmpty() ? Optional.of(domain) : term.target().flatMap(MacroString::name);
    }

    /** The name below {@code %{i}}; empty if the text is not of that form, or SPF would cut what is too long. */
    private static Optional<DomainName> mapped(MacroString text) {
        List<MacroString.Part> parts = text.parts();
        boolean ofClient = parts.size() == 2
                && parts.get(0) instanceof MacroString.Macro macro
                && macro.letter() == MacroLetter.I
                && macro.keep() == 0
                && !macro.reversed()
                && macro.delimiters().isEmpty();
        return ofClient
                        && parts.get(1) instanceof MacroString.Literal literal
                        && literal.text().startsWith(".")
                ? MacroString.nameOf(literal.text().substring(1))
                        .filter(name -> name.wireLength() + 64 <= DomainName.MAX_OCTETS)
                : Optional.empty();
    }

    private boolean grants(SpfQualifier qualifier, Object term) throws TranslationException {
        return switch (qualifier) {
            case PASS -> true;
            case FAIL -> false;
            case SOFTFAIL, NEUTRAL ->
                soft.orElseThrow(() -> new TranslationException(
                                TranslationException.Kind.CHOICE,
                                "RMX has no " + qualifier.result() + ", which " + term + " gives: choose whether"
                                        + " softfail and neutral become fail or pass"))
                        == Soft.PASS;
        };
    }

    /** Whether a record's terms pass, up to {@code all}. */
    private static boolean onlyPasses(SpfRecord record) {
        for (SpfTerm term : record.terms()) {
            if (term instanceof SpfTerm.All) {
                return true;
            }
            if (term instanceof SpfTerm.Mechanism mechanism && mechanism.qualifier() != SpfQualifier.PASS) {
                return false;
            }
        }
        return record.redirect().isEmpty();
    }

    private static SpfTerm.Mechanism passing(SpfTerm.Mechanism term) {
        SpfQualifier pass = SpfQualifier.PASS;
        if (term instanceof SpfTerm.Include include) {
            return new SpfTerm.Include(pass, include.domain());
        }
        if (term instanceof SpfTerm.A a) {
            return new SpfTerm.A(pass, a.target(), a.cidr());
        }
        if (term instanceof SpfTerm.Mx mx) {
            return new SpfTerm.Mx(pass, mx.target(), mx.cidr());
        }
        if (term instanceof SpfTerm.Ptr ptr) {
            return new SpfTerm.Ptr(pass, ptr.target());
        }
        return term instanceof SpfTerm.Exists exists ? new SpfTerm.Exists(pass, exists.domain()) : term;
    }

    private static List<String> and(List<String> path, Object term) {
        List<String> longer = new ArrayList<>(path);
        longer.add(term.toString());
        return longer;
    }
}
