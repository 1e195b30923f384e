package dev.rmx;

import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.MacroString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Expands the macros of one record (RFC 7208 §7.3, [SPF-1]), on one thread.
 *
 * <p>The cost of an expansion is bounded by the number of its macros and the length of what is kept ([LIM-4]): a value
 * is split once for each set of delimiters.
 */
final class MacroExpansion {
    /** How much of the end of an expanded name is kept: more than a name has. */
    private static final int NAME_END = 300;

    /** The longest explanation; no reply has room for more. */
    private static final int LONGEST_EXPLANATION = 2_000;

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String UNKNOWN = "unknown";
    private static final String DELIMITERS = ".-+,/_=";

    private final RmxQuery query;
    private final String subject;
    private final String domain;
    private final @Nullable String confirmedName;
    private final Splits shared;
    private final Splits own = new Splits();

    /** The parts of values that were split before, by letter and set of delimiters. */
    static final class Splits {
        private final Map<MacroLetter, String[][]> parts = new EnumMap<>(MacroLetter.class);

        String[] of(MacroLetter letter, int delimiters, Supplier<String> value) {
            String[][] known = parts.computeIfAbsent(letter, key -> new String[1 << DELIMITERS.length()][]);
            String[] found = known[delimiters];
            if (found == null) {
                found = split(value.get(), delimiters);
                known[delimiters] = found;
            }
            return found;
        }
    }

    /**
     * The values for a record.
     *
     * @param subject the subject, as text without escapes
     * @param domain the domain of the record, as text without escapes
     * @param confirmedName the value of {@code %{p}}; null if no macro uses it
     * @param shared the parts of values that do not depend on the record
     */
    MacroExpansion(RmxQuery query, String subject, String domain, @Nullable String confirmedName, Splits shared) {
        this.query = query;
        this.subject = subject;
        this.domain = domain;
        this.confirmedName = confirmedName;
        this.shared = shared;
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
        if (text.uses(MacroLetter.T) && query.time().isEmpty()) { // [SPF-7]
            return Optional.empty();
        }
        StringBuilder whole = new StringBuilder();
        for (MacroString.Part part : text.parts()) {
            whole.append(expanded(part));
            if (whole.length() > LONGEST_EXPLANATION) { // [SPF-7]
                return Optional.empty();
            }
        }
        boolean printable = whole.chars().allMatch(c -> c >= ' ' && c <= '~'); // [SPF-7]
        return printable && whole.length() > 0 ? Optional.of(whole.toString()) : Optional.empty();
    }

    private String expanded(MacroString.Part part) {
        if (part instanceof MacroString.Literal literal) {
            return literal.text();
        }
        if (part instanceof MacroString.Escape escape) {
            return escape.text();
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
        String[] parts = parts(macro);
        int count = parts.length;
        int kept = macro.keep() == 0 ? count : Math.min(macro.keep(), count);
        if (kept == 1) {
            return parts[macro.reversed() ? 0 : count - 1];
        }
        StringBuilder joined = new StringBuilder();
        for (int i = count - kept; i < count; i++) {
            joined.append(i == count - kept ? "" : ".").append(parts[macro.reversed() ? count - 1 - i : i]);
        }
        return joined.toString();
    }

    /** Empty parts are kept ([SPF-1]). */
    private String[] parts(MacroString.Macro macro) {
        int delimiters = 0;
        for (int i = 0; i < macro.delimiters().length(); i++) {
            delimiters |= 1 << DELIMITERS.indexOf(macro.delimiters().charAt(i));
        }
        MacroLetter letter = macro.letter();
        Splits splits = letter == MacroLetter.D || letter == MacroLetter.P ? own : shared;
        return splits.of(
                letter, delimiters == 0 ? 1 : delimiters, () -> value(letter)); // a dot unless it says otherwise
    }

    private static String[] split(String value, int delimiters) {
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
        return parts.toArray(String[]::new);
    }

    /** The value of a letter (RFC 7208 §7.2). */
    private String value(MacroLetter letter) {
        return switch (letter) {
            case S -> localPart() + "@" + subject;
            case L -> localPart();
            case O -> subject;
            case D -> domain;
            case I -> dotted(query.client());
            case P -> confirmedName == null ? UNKNOWN : confirmedName; // [SPF-1]
            case V -> query.client().family() == IpFamily.IPV4 ? "in-addr" : "ip6";
            case H -> query.helo().orElse(UNKNOWN);
            case C -> query.client().toString();
            case R -> query.host().orElse(UNKNOWN); // [SPF-7]
            case T ->
                query.time().map(Instant::getEpochSecond).map(String::valueOf).orElse(UNKNOWN);
        };
    }

    private String localPart() {
        return localPart(query);
    }

    /** The local part of the sender; {@code postmaster} where there is none (RFC 7208 §4.3). */
    static String localPart(RmxQuery query) {
        return query.localPart().filter(local -> !local.isEmpty()).orElse("postmaster"); // [SPF-1]
    }

    /** URL escaping of all but the unreserved characters (RFC 3986 §2.3). */
    private static String escaped(String value) {
        StringBuilder escaped = new StringBuilder();
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0) {
                escaped.append(c);
            } else {
                escaped.append('%').append(HEX.toHexDigits(octet));
            }
        }
        return escaped.toString();
    }

    /** The client as {@code %{i}} has it: dotted quad, or 32 nibbles in upper case with dots between ([SPF-1]). */
    private static String dotted(IpAddress client) {
        return client.family() == IpFamily.IPV4
                ? client.toString()
                : String.join(".", QuestionNames.clientLabels(client)).toUpperCase(Locale.ROOT); // [SPF-1]
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
