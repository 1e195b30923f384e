package dev.rmx;

import dev.rmx.UnlistedWay.Kind;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxEntryType;
import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfResult;
import dev.rmx.spf.SpfTerm;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets one query stand for those of every sender of a domain, from each client of a range. Then a directive whose
 * question differs between them is not asked: it is open, as if its answer was missing, or it comes to what is assumed.
 * So a verdict holds for all of them ([EVAL-1]). Collects these directives.
 */
final class StandIn {
    /** Stands for the questions that differ; no check asks it. */
    static final DnsQuestion QUESTION = new DnsQuestion(DomainName.ROOT, RecordType.PTR);

    /** The octets of a client's IPv6 address in a name: 32 nibbles. */
    private static final int LONGEST_CLIENT = 64;

    private static final List<MacroLetter> OF_SENDERS =
            List.of(MacroLetter.S, MacroLetter.L, MacroLetter.P, MacroLetter.H);

    private final DomainName subject;
    private final boolean isOpen;
    private final Map<String, UnlistedWay> assumed;
    private final Deque<String> path = new ArrayDeque<>();
    private final Set<List<String>> found = new LinkedHashSet<>();
    /** What each directive can come to, by what it asks. */
    private final Map<String, List<UnlistedWay>> ways = new LinkedHashMap<>();

    private StandIn(DomainName subject, boolean isOpen, Map<String, UnlistedWay> assumed) {
        this.subject = subject;
        this.isOpen = isOpen;
        this.assumed = assumed;
    }

    /** A directive whose question differs may match. */
    static StandIn open(DomainName subject) {
        return assuming(subject, Map.of());
    }

    /** A directive whose question differs matches none of the clients. */
    static StandIn matchingNone(DomainName subject) {
        return new StandIn(subject, false, Map.of());
    }

    /** Some of the directives come to this, by what they ask; the others may match. */
    static StandIn assuming(DomainName subject, Map<String, UnlistedWay> ways) {
        return new StandIn(subject, true, ways);
    }

    /** Whether what an entry asks differs between clients or senders. */
    static boolean differsBetweenClients(RmxEntry entry) {
        return entry.type() == RmxEntryType.DOMAIN || entry.type() == RmxEntryType.MAPPED;
    }

    /** Whether what a term asks differs between clients of one family, or senders. */
    static boolean differsBetweenClients(SpfTerm term, @Nullable MacroString target) {
        return term instanceof SpfTerm.Ptr
                || (target != null && target.hasMacros() && (target.uses(MacroLetter.I) || isOfSenders(target)));
    }

    private static boolean isOfSenders(MacroString target) {
        return OF_SENDERS.stream().anyMatch(target::uses);
    }

    /**
     * Whether an entry asks DNS for some of the clients and senders only, and matches none of the others: {@code full}
     * asks for no null sender, and {@code mapped} can be too long for addresses with many digits.
     */
    boolean isAskedForSomeOnly(RmxEntry entry) {
        if (!(entry instanceof RmxEntry.Mapped mapped)) {
            return entry.type() == RmxEntryType.FULL;
        }
        int length = orSubject(mapped).wireLength();
        return length + 8 <= DomainName.MAX_OCTETS && length + 16 > DomainName.MAX_OCTETS; // of four decimal octets
    }

    /** Whether such an entry asks DNS ([LIM-1]). */
    boolean isAsked(RmxEntry entry, AnswerTrace trace) {
        UnlistedWay way = way(entry, keyOf(entry), waysOf(entry));
        if (way == null) {
            trace.lacks(QUESTION);
        }
        return way == null || way.kind() != Kind.IS_NOT_ASKED;
    }

    /** Notes an entry whose question differs; gives what it comes to, null if that is open. */
    @Nullable
    Kind comesTo(RmxEntry entry, AnswerTrace trace) {
        UnlistedWay way = way(entry, keyOf(entry), waysOf(entry));
        if (way != null) {
            return way.kind();
        }
        if (isOpen) {
            trace.lacks(QUESTION);
        }
        return isOpen ? null : Kind.DOES_NOT_MATCH;
    }

    private DomainName orSubject(RmxEntry.Named entry) {
        return entry.name().isRoot() ? subject : entry.name();
    }

    /** What an entry asks. A term of SPF that asks the same has the same key. */
    private String keyOf(RmxEntry entry) {
        if (entry instanceof RmxEntry.Domain domain) {
            return "ptr:" + orSubject(domain);
        }
        if (entry instanceof RmxEntry.Mapped mapped) {
            DomainName name = orSubject(mapped);
            boolean isCut = name.wireLength() + LONGEST_CLIENT > DomainName.MAX_OCTETS; // in SPF only
            return (isCut ? "mapped:" : "exists:%{i}.") + name;
        }
        return entry + " of " + subject;
    }

    private List<UnlistedWay> waysOf(RmxEntry entry) {
        List<UnlistedWay> ways = new ArrayList<>();
        if (entry.type() == RmxEntryType.FULL) {
            ways.addAll(UnlistedWay.of(Kind.PASSES, Kind.FAILS));
        } else {
            ways.add(UnlistedWay.of(Kind.MATCHES));
        }
        ways.add(UnlistedWay.of(Kind.DOES_NOT_MATCH));
        if (isAskedForSomeOnly(entry)) {
            ways.add(UnlistedWay.of(Kind.IS_NOT_ASKED));
        }
        return ways;
    }

    /** What a term asks, whatever its qualifier and the record that it stands in. */
    private String keyOf(SpfTerm term, @Nullable MacroString target, DomainName domain) {
        if (term instanceof SpfTerm.Ptr && (target == null || target.name().isPresent())) {
            return "ptr:" + (target == null ? domain : target.name().get());
        }
        String text = term.toString();
        if (term instanceof SpfTerm.Mechanism mechanism) {
            text = text.substring(mechanism.qualifier().toString().length());
        }
        if (target == null) {
            return text;
        }
        return (isOfSenders(target) ? text : text.toLowerCase(Locale.ROOT))
                + (target.uses(MacroLetter.D) || target.uses(MacroLetter.P) ? " at " + domain : "")
                + (target.uses(MacroLetter.O) || target.uses(MacroLetter.S) ? " of " + subject : "");
    }

    /**
     * Notes a term whose question differs; gives what it comes to.
     *
     * @param domain whose record it stands in
     */
    SpfMatch match(SpfTerm.Mechanism term, @Nullable MacroString target, DomainName domain, AnswerTrace trace) {
        boolean isVoid = term instanceof SpfTerm.Exists && target != null && isAlwaysAsked(target);
        List<UnlistedWay> ways = new ArrayList<>();
        ways.add(UnlistedWay.of(Kind.MATCHES));
        ways.add(UnlistedWay.of(isVoid ? Kind.IS_VOID : Kind.IS_NOT_VOID)); // [SPF-3]
        if (!isVoid && !(term instanceof SpfTerm.Ptr)) {
            ways.add(UnlistedWay.of(Kind.IS_VOID));
        }
        if (term instanceof SpfTerm.Mx) {
            ways.add(UnlistedWay.of(Kind.HAS_TOO_MANY));
        }
        UnlistedWay way = way(term, keyOf(term, target, domain), ways);
        if (way != null) {
            return switch (way.kind()) {
                case MATCHES -> SpfMatch.YES;
                case IS_VOID -> SpfMatch.VOID;
                case HAS_TOO_MANY -> SpfMatch.TOO_MANY;
                default -> SpfMatch.NO;
            };
        }
        if (isOpen) {
            trace.lacks(QUESTION);
            return SpfMatcher.open(term);
        }
        if (isVoid || term instanceof SpfTerm.Ptr) {
            return isVoid ? SpfMatch.VOID : SpfMatch.NO;
        }
        trace.lacks(QUESTION); // whether it is void may matter
        return SpfMatch.NO_OR_VOID;
    }

    /**
     * Notes a term that leads to a record whose name differs; gives what that record comes to, null if that is open.
     *
     * @param domain whose record it stands in
     * @param words what the other record can say
     * @param noMatch the word that stands for no match; null if every word decides
     */
    @Nullable
    UnlistedWay leads(
            SpfTerm term,
            MacroString target,
            DomainName domain,
            List<SpfResult> words,
            @Nullable SpfResult noMatch,
            AnswerTrace trace) {
        UnlistedWay way = way(
                term,
                keyOf(term, target, domain),
                words.stream().map(UnlistedWay::leads).toList());
        UnlistedWay its = way == null && !isOpen && noMatch != null ? UnlistedWay.leads(noMatch) : way;
        if (its == null || its.countsAny()) {
            trace.lacks(QUESTION);
        }
        return its;
    }

    /**
     * Whether a name that differs between clients only can be asked, whatever the client: it has no label to which the
     * client's address is added, and none that no name has.
     */
    private static boolean isAlwaysAsked(MacroString target) {
        if (isOfSenders(target)) {
            return false;
        }
        StringBuilder text = new StringBuilder();
        for (MacroString.Part part : target.parts()) {
            if (part instanceof MacroString.Macro macro && !macro.delimiters().isEmpty()) {
                return false;
            }
            text.append(part instanceof MacroString.Literal literal ? literal.text() : "%");
        }
        for (String label : text.toString().split("\\.", -1)) {
            if (label.isEmpty()
                    || label.length() > DomainName.MAX_LABEL
                    || (label.contains("%") && label.length() > 1)) {
                return false;
            }
        }
        return true;
    }

    /** The first question of DMP, which is about the client; null if it is taken to find nothing. */
    @Nullable
    DnsQuestion dmpQuestion() {
        UnlistedWay way = way(
                PublishedForm.DMP,
                PublishedForm.DMP + " of " + subject,
                UnlistedWay.of(Kind.DECIDES, Kind.DOES_NOT_MATCH));
        return way == null && isOpen ? QUESTION : null;
    }

    /** Notes a directive, and what it can come to; gives what it is assumed to come to, null if nothing is. */
    private @Nullable UnlistedWay way(Object directive, String key, List<UnlistedWay> itsWays) {
        List<String> chain = new ArrayList<>(path);
        chain.add(directive.toString());
        found.add(chain);
        ways.computeIfAbsent(
                key, asks -> itsWays.stream().map(way -> way.of(chain)).toList());
        return assumed.get(key);
    }

    /** Goes into the record to which a term leads. */
    void enter(SpfTerm term) {
        path.addLast(term.toString());
    }

    void leave() {
        path.removeLast();
    }

    /** The directives whose questions differ, in the order in which they were met, each with the terms above it. */
    Set<List<String>> found() {
        return found;
    }

    /** The first directive of which nothing is assumed; null if there is none. */
    @Nullable
    String firstOpen() {
        return ways.keySet().stream()
                .filter(key -> !assumed.containsKey(key))
                .findFirst()
                .orElse(null);
    }

    /** What a directive that was found can come to. */
    List<UnlistedWay> waysOf(String key) {
        return ways.getOrDefault(key, List.of());
    }
}
