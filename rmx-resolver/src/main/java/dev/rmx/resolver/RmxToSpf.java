package dev.rmx.resolver;

import dev.rmx.RmxExpansion;
import dev.rmx.RmxLimits;
import dev.rmx.RmxResult;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpPrefix;
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
 * Turns an RMX record into the SPF record that gives the same result for every address now, and names each loss
 * ([LINT-4]). {@code host}, {@code mx}, {@code domain} and {@code mapped} become the terms that ask the same; {@code
 * apl} is listed as it is now, and {@code full} is lost.
 */
public final class RmxToSpf extends Translator<SpfRecord> {
    private final RmxRecord published;

    private RmxToSpf(RmxExpander expander, DomainName subject, RmxRecord published) {
        super(expander, subject);
        this.published = published;
    }

    /**
     * Translates a record.
     *
     * @param expander asks DNS
     * @param subject the domain that publishes it
     * @param record the record
     * @return the SPF record, with a loss for each group of addresses whose result changes, and for what DNS may change
     * @throws TranslationException if a lookup fails, or the record would have too many terms
     * @throws IllegalArgumentException if the domain is a name that [ID-4] rules out
     */
    public static RecordTranslation<SpfRecord> translate(RmxExpander expander, DomainName subject, RmxRecord record)
            throws TranslationException {
        RmxToSpf translator = new RmxToSpf(expander, subject, record);
        return translator.translation(translator.rmx(record));
    }

    @Override
    SpfRecord record(Attempt attempt) throws TranslationException {
        FirstMatchRuns<SpfTerm> runs = new FirstMatchRuns<>();
        int asking = 0;
        for (RmxEntry entry : published.entries()) {
            if (entry instanceof RmxEntry.Unused) {
                break;
            }
            asking += entry.type().needsDns() ? 1 : 0;
            if (!entry.type().needsDns() || asking <= RmxLimits.DEFAULT.lookups()) { // [LIM-1] others are not asked
                add(entry, attempt, runs);
            }
        }
        List<SpfTerm> terms = new ArrayList<>(runs.directives(RmxRecord.MAX_ENTRIES, RmxToSpf::literal));
        terms.add(new SpfTerm.All(SpfQualifier.FAIL));
        return new SpfRecord(terms);
    }

    private static SpfTerm literal(boolean negated, IpPrefix prefix) {
        return new SpfTerm.Ip(negated ? SpfQualifier.FAIL : SpfQualifier.PASS, prefix);
    }

    private void add(RmxEntry entry, Attempt attempt, FirstMatchRuns<SpfTerm> runs) throws TranslationException {
        requireTime();
        if (entry instanceof RmxEntry.Literal literal) {
            runs.add(entry.grants(), literal.prefix());
            return;
        }
        if (entry instanceof RmxEntry.Full) {
            attempt.lose("full: has no counterpart in SPF, and is left out");
            return;
        }
        Optional<SpfTerm> term = term(entry, attempt.follows);
        if (term.isPresent()) {
            runs.add(entry.grants(), term.get());
            return;
        }
        RmxExpansion listed = rmx(RmxRecord.of(plain(entry)));
        runs.add(entry.grants(), listed.addresses(RmxResult.PASS));
        attempt.freeze(entry, listed);
        if (!listed.unlisted().isEmpty()) {
            attempt.lose(entry + " names what SPF cannot name, and is left out");
        }
    }

    /** The term that asks what an entry asks; empty if there is none, or if the answer is to be listed. */
    private Optional<SpfTerm> term(RmxEntry entry, boolean follows) {
        SpfQualifier qualifier = entry.grants() ? SpfQualifier.PASS : SpfQualifier.FAIL;
        return switch (entry.type()) {
            case HOST ->
                follows
                        ? text(((RmxEntry.Host) entry).name(), List.of())
                                .map(name -> new SpfTerm.A(qualifier, Optional.of(name), SpfTerm.DualCidr.ALL))
                        : Optional.empty();
            case MX ->
                follows
                        ? Optional.of(new SpfTerm.Mx(qualifier, Optional.empty(), SpfTerm.DualCidr.ALL))
                        : Optional.empty();
            case DOMAIN -> {
                DomainName name = ((RmxEntry.Domain) entry).name();
                yield name.isRoot()
                        ? Optional.of(new SpfTerm.Ptr(qualifier, Optional.empty()))
                        : text(name, List.of()).map(text -> new SpfTerm.Ptr(qualifier, Optional.of(text)));
            }
            case MAPPED -> {
                DomainName given = ((RmxEntry.Mapped) entry).name();
                DomainName name = given.isRoot() ? subject : given;
                MacroString.Part client = new MacroString.Macro(MacroLetter.I, 0, false, "", false);
                yield text(name, List.of(client, new MacroString.Literal(".")))
                        .filter(text -> name.wireLength() + 64 <= DomainName.MAX_OCTETS)
                        .map(text -> new SpfTerm.Exists(qualifier, text));
            }
            case IPV4, IPV6, APL, UNUSED, FULL -> Optional.empty();
        };
    }

    /** The text of a term: the parts, then the name; empty if no term can hold the name. */
    private static Optional<MacroString> text(DomainName name, List<MacroString.Part> before) {
        String text = name.toString();
        if (text.indexOf('%') >= 0 || text.indexOf('\\') >= 0) {
            return Optional.empty();
        }
        List<MacroString.Part> parts = new ArrayList<>(before);
        parts.add(new MacroString.Literal(text));
        return Optional.of(new MacroString(parts)).filter(MacroString::isDomainSpec);
    }

    private static RmxEntry plain(RmxEntry entry) {
        return switch (entry.type()) {
            case HOST -> new RmxEntry.Host(false, ((RmxEntry.Host) entry).name());
            case APL -> new RmxEntry.Apl(false, ((RmxEntry.Apl) entry).name());
            case DOMAIN -> new RmxEntry.Domain(false, ((RmxEntry.Domain) entry).name());
            case MAPPED -> new RmxEntry.Mapped(false, ((RmxEntry.Mapped) entry).name());
            case MX -> new RmxEntry.Mx(false);
            case IPV4, IPV6, UNUSED, FULL -> entry;
        };
    }

    @Override
    RmxExpansion expansion(SpfRecord record) {
        return spf(subject, record);
    }
}
