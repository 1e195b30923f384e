package dev.rmx;

import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.MacroString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Expands the macros of one record (RFC 7208 §7.3, [SPF-1]). One instance belongs to one evaluation, on one thread.
 *
 * <p>The cost of an expansion is bounded by the number of its macros and the length of what is kept ([LIM-4]): each
 * value is split once.
 */
final class MacroExpansion {
    /** How much of the end of an expanded name is kept: more than a name has. */
    private static final int NAME_END = 300;

    /** The longest explanation; no reply has room for more. */
    private static final int LONGEST_EXPLANATION = 2_000;

    private static final String UNKNOWN = "unknown";
    private static final String DELIMITERS = ".-+,/_=";

    private final RmxQuery query;
    private final String subject;
    private final String domain;
    private final @Nullable String confirmedName;
    private final Map<Split, List<String>> splits = new HashMap<>();

    /** A value, and the set of delimiters at which it is split. */
    private record Split(MacroLetter letter, int delimiters) {}

    /**
     * The values for a record.
     *
     * @param domain the domain of the record, as text without escapes
     * @param confirmedName the value of {@code %{p}}; null if no macro uses it
     */
    MacroExpansion(RmxQuery query, String subject, String domain, @Nullable String confirmedName) {
        this.query = query;
        this.subject = subject;
        this.domain = domain;
        this.confirmedName = confirmedName;
    }

    /** The end of the expanded text, all that {@link MacroString#nameOf} looks at. */
    String nameEnd(MacroString text) {
        StringBuilder backwards = new StringBuilder();
        List<MacroString.Part> parts = text.parts();
        for (int i = parts.size() - 1; i >= 0 && backwards.length() < NAME_END; i--) {
            String value = expanded(parts.get(i));
            for (int at = value.length() - 1; at >= 0 && backwards.length() < NAME_END; at--) {
                backwards.append(value.charAt(at));
            }
        }
        return backwards.reverse().toString();
    }

    /**
     * The text of an explanation ([SPF-7]); empty if it is empty or too long, or a character is not printable ASCII.
     */
    Optional<String> explanation(MacroString text) {
        if (text.uses(MacroLetter.T) && query.time().isEmpty()) {
            return Optional.empty();
        }
        StringBuilder whole = new StringBuilder();
        for (MacroString.Part part : text.parts()) {
            whole.append(expanded(part));
            if (whole.length() > LONGEST_EXPLANATION) {
                return Optional.empty();
            }
        }
        boolean printable = whole.chars().allMatch(c -> c >= ' ' && c <= '~');
        return printable && whole.length() > 0 ? Optional.of(whole.toString()) : Optional.empty();
    }

    private String expanded(MacroString.Part part) {
        if (part instanceof MacroString.Literal literal) {
            return literal.text();
        }
        MacroString.Macro macro = (MacroString.Macro) part;
        String value = transformed(macro);
        return macro.urlEscaped() ? escaped(value) : value;
    }

    /** Splits a value, reverses the parts, keeps the last of them, and joins them with dots (RFC 7208 §7.3). */
    private String transformed(MacroString.Macro macro) {
        if (macro.keep() == 0 && !macro.reversed() && macro.delimiters().isEmpty()) {
            return value(macro.letter());
        }
        List<String> parts = parts(macro);
        int count = parts.size();
        int kept = macro.keep() == 0 ? count : Math.min(macro.keep(), count);
        StringBuilder joined = new StringBuilder();
        for (int i = count - kept; i < count; i++) {
            joined.append(i == count - kept ? "" : ".").append(parts.get(macro.reversed() ? count - 1 - i : i));
        }
        return joined.toString();
    }

    /** Empty parts are kept ([SPF-1]). */
    private List<String> parts(MacroString.Macro macro) {
        int delimiters = 0;
        for (int i = 0; i < macro.delimiters().length(); i++) {
            delimiters |= 1 << DELIMITERS.indexOf(macro.delimiters().charAt(i));
        }
        int set = delimiters == 0 ? 1 : delimiters; // a dot unless the macro says otherwise
        return splits.computeIfAbsent(
                new Split(macro.letter(), set), key -> split(value(key.letter()), key.delimiters()));
    }

    private static List<String> split(String value, int delimiters) {
        List<String> parts = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < value.length(); i++) {
            int delimiter = DELIMITERS.indexOf(value.charAt(i));
            if (delimiter >= 0 && (delimiters >> delimiter & 1) != 0) {
                parts.add(value.substring(begin, i));
                begin = i + 1;
            }
        }
        parts.add(value.substring(begin));
        return parts;
    }

    /** The value of a letter (RFC 7208 §7.2). */
    private String value(MacroLetter letter) {
        return switch (letter) {
            case S -> localPart() + "@" + subject;
            case L -> localPart();
            case O -> subject;
            case D -> domain;
            case I -> dotted(query.client());
            case P -> confirmedName == null ? UNKNOWN : confirmedName;
            case V -> query.client().family() == IpFamily.IPV4 ? "in-addr" : "ip6";
            case H -> query.helo().orElse(UNKNOWN);
            case C -> query.client().toString();
            case R -> query.host().orElse(UNKNOWN);
            case T ->
                query.time().map(Instant::getEpochSecond).map(String::valueOf).orElse(UNKNOWN);
        };
    }

    private String localPart() {
        return localPart(query);
    }

    /** The local part of the sender; {@code postmaster} where there is none (RFC 7208 §4.3). */
    static String localPart(RmxQuery query) {
        return query.localPart().filter(local -> !local.isEmpty()).orElse("postmaster");
    }

    /** URL escaping of all but the unreserved characters (RFC 3986 §2.3). */
    private static String escaped(String value) {
        StringBuilder escaped = new StringBuilder();
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0) {
                escaped.append(c);
            } else {
                escaped.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return escaped.toString();
    }

    /** The client as {@code %{i}} has it: dotted quad, or 32 nibbles in upper case with dots between ([SPF-1]). */
    private static String dotted(IpAddress client) {
        return client.family() == IpFamily.IPV4
                ? client.toString()
                : String.join(".", QuestionNames.clientLabels(client)).toUpperCase(Locale.ROOT);
    }

    /** A name as text without escapes: each octet is one character. */
    static String unescaped(DomainName name) {
        byte[] wire = name.toWire();
        StringBuilder text = new StringBuilder(wire.length);
        int at = 0;
        while (wire[at] != 0) {
            int end = at + 1 + wire[at];
            text.append(at == 0 ? "" : ".");
            for (int i = at + 1; i < end; i++) {
                text.append((char) (wire[i] & 0xff));
            }
            at = end;
        }
        return text.toString();
    }
}
