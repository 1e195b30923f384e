package dev.rmx;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxEntryType;
import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfTerm;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets one query stand for those of every sender of a domain, from each client of a range. Then a directive whose
 * question differs between them is not asked: it is open, as if its answer was missing, or it matches none of them. So
 * a verdict holds for all of them ([EVAL-1]). Collects these directives.
 */
final class StandIn {
    /** Stands for the questions that differ; no check asks it. */
    static final DnsQuestion QUESTION = new DnsQuestion(DomainName.ROOT, RecordType.PTR);

    private static final List<MacroLetter> DIFFERENT =
            List.of(MacroLetter.S, MacroLetter.L, MacroLetter.I, MacroLetter.P, MacroLetter.H);

    private final boolean isOpen;
    private final Deque<String> path = new ArrayDeque<>();
    private final Set<List<String>> found = new LinkedHashSet<>();

    private StandIn(boolean isOpen) {
        this.isOpen = isOpen;
    }

    /** A directive whose question differs may match. */
    static StandIn open() {
        return new StandIn(true);
    }

    /** A directive whose question differs matches none of the clients. */
    static StandIn matchingNone() {
        return new StandIn(false);
    }

    /** Whether what an entry asks differs between clients or senders. */
    boolean differsBetweenClients(RmxEntry entry) {
        return entry.type() == RmxEntryType.DOMAIN || entry.type() == RmxEntryType.MAPPED;
    }

    /** Whether what a term asks differs between clients of one family, or senders. */
    boolean differsBetweenClients(SpfTerm term, @Nullable MacroString target) {
        return term instanceof SpfTerm.Ptr
                || (target != null && target.hasMacros() && DIFFERENT.stream().anyMatch(target::uses));
    }

    /**
     * Whether an entry asks DNS for some of the clients and senders only, and matches none of the others: {@code full}
     * asks for no null sender, and {@code mapped} can be too long for addresses with many digits.
     */
    boolean isAskedForSomeOnly(RmxEntry entry, DomainName subject) {
        if (!(entry instanceof RmxEntry.Mapped mapped)) {
            return entry.type() == RmxEntryType.FULL;
        }
        int length = (mapped.name().isRoot() ? subject : mapped.name()).wireLength();
        return length + 8 <= DomainName.MAX_OCTETS && length + 16 > DomainName.MAX_OCTETS; // of four decimal octets
    }

    /** Notes a directive whose question differs; gives its state. */
    EntryState unlisted(Object directive, AnswerTrace trace) {
        note(directive);
        if (isOpen) {
            trace.lacks(QUESTION);
        }
        return isOpen ? EntryState.MISSING : EntryState.NO;
    }

    /** The first question of DMP, which is about the client; null if it is taken to find nothing. */
    @Nullable
    DnsQuestion dmpQuestion() {
        note(PublishedForm.DMP);
        return isOpen ? QUESTION : null;
    }

    private void note(Object directive) {
        List<String> chain = new ArrayList<>(path);
        chain.add(directive.toString());
        found.add(chain);
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
}
