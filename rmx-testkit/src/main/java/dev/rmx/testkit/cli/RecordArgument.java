package dev.rmx.testkit.cli;

import dev.rmx.PublishedForm;
import dev.rmx.RmxExpansion;
import dev.rmx.RmxLimits;
import dev.rmx.RmxVerifier;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.codec.SpfText;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import dev.rmx.resolver.RmxExpander;
import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An argument that stands for a record: its text, if it holds a colon or begins with {@code v=spf1}; a file with the
 * text, if there is one of that name; or else a domain that publishes one.
 *
 * @param domain the domain; null for a text
 * @param rmx the record of RMX; null for another
 * @param spf the record of SPF; null for another
 */
record RecordArgument(
        @Nullable DomainName domain,
        @Nullable RmxRecord rmx,
        @Nullable SpfRecord spf) {
    /** The domain of a text that does not refer to its own. */
    static final DomainName NOWHERE = DomainName.parse("record.invalid");

    static RecordArgument of(String argument) {
        if (argument.indexOf(':') >= 0 || isSpf(argument)) {
            return ofText(argument);
        }
        Path file = file(argument);
        return file == null ? new RecordArgument(ExpandCommand.subject(argument), null, null) : ofText(read(file));
    }

    private static boolean isSpf(String text) {
        return text.toLowerCase(Locale.ROOT).startsWith(SpfRecord.VERSION);
    }

    private static RecordArgument ofText(String text) {
        try {
            return isSpf(text)
                    ? new RecordArgument(null, null, SpfText.parse(text))
                    : new RecordArgument(null, RmxText.parse(text), null);
        } catch (RmxFormatException e) {
            throw new BadInputException(ExitCode.BAD_DATA, String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Path file(String argument) {
        try {
            return Files.isRegularFile(Path.of(argument)) ? Path.of(argument) : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Joins the lines of a file, without those that begin with {@code #}. */
    private static String read(Path file) {
        try (Reader in = Input.open(file)) {
            Lines lines = new Lines(in);
            StringBuilder text = new StringBuilder();
            for (List<String> some = lines.next(1); !some.isEmpty(); some = lines.next(1)) {
                String line = some.get(0).strip();
                text.append(line.startsWith("#") || line.isEmpty() ? "" : text.length() == 0 ? line : " " + line);
                if (text.length() > Lines.LONGEST) {
                    throw new BadInputException(ExitCode.BAD_DATA, file + " is longer than any record");
                }
            }
            return text.toString();
        } catch (IOException e) {
            throw Input.cannotRead(file, e);
        }
    }

    /**
     * What the record says of every address: a domain's by this verifier, a text as if {@code subject} published it.
     */
    RmxExpansion expand(RmxExpander expander, RmxVerifier ofDomains, @Nullable DomainName subject) {
        if (domain != null) {
            return expander.expand(ofDomains, domain);
        }
        requireDomain(subject);
        DomainName at = subject == null ? NOWHERE : subject;
        return rmx != null
                ? expand(expander, at, PublishedForm.RMX, RecordType.RMX, new DnsData.RmxRecords(List.of(rmx)))
                : expand(expander, at, PublishedForm.SPF, RecordType.SPF, new DnsData.Spf(requireSpf()));
    }

    /** Refuses a text that takes a name from its domain, if that is not given. */
    void requireDomain(@Nullable Object subject) {
        if (domain == null && subject == null && refersToItsDomain()) {
            throw new BadInputException(
                    ExitCode.USAGE, "the record refers to its own domain: name it, as in --domain example.org");
        }
    }

    private SpfRecord requireSpf() {
        if (spf == null) {
            throw new IllegalStateException("a text is of RMX or of SPF");
        }
        return spf;
    }

    static RmxExpansion expand(
            RmxExpander expander, DomainName subject, PublishedForm form, RecordType type, DnsData data) {
        Map<DnsQuestion, DnsAnswer> given =
                Map.of(new DnsQuestion(subject, type), new DnsAnswer.Found(data, Instant.MAX, false));
        return expander.expand(new RmxVerifier(List.of(form), RmxLimits.DEFAULT, List.of()), subject, given);
    }

    /** Whether a directive takes a name from the domain that publishes the record. */
    private boolean refersToItsDomain() {
        return rmx != null
                ? rmx.entries().stream().anyMatch(RecordArgument::refersToItsDomain)
                : requireSpf().terms().stream().anyMatch(RecordArgument::refersToItsDomain);
    }

    private static boolean refersToItsDomain(RmxEntry entry) {
        return entry instanceof RmxEntry.Mx
                || ((entry instanceof RmxEntry.Domain || entry instanceof RmxEntry.Mapped)
                        && ((RmxEntry.Named) entry).name().isRoot());
    }

    private static boolean refersToItsDomain(SpfTerm term) {
        return !(term instanceof SpfTerm.Explanation) // nobody asks for it here
                && term.domainSpec().map(RecordArgument::hasDomain).orElse(term instanceof SpfTerm.Targeted);
    }

    private static boolean hasDomain(MacroString text) {
        return text.uses(MacroLetter.D) || text.uses(MacroLetter.O);
    }
}
