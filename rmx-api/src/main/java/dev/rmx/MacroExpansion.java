package dev.rmx;

import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.MacroString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Expands macro strings (RFC 7208 §7.3, [SPF-1]). */
final class MacroExpansion {
    private static final int MOST_OCTETS = 253;

    private MacroExpansion() {}

    /** The text with each macro replaced. The values come as they are; case is kept. */
    static String expand(MacroString text, Function<MacroLetter, String> values) {
        StringBuilder expanded = new StringBuilder();
        for (MacroString.Part part : text.parts()) {
            if (part instanceof MacroString.Literal literal) {
                expanded.append(literal.text());
            } else if (part instanceof MacroString.Macro macro) {
                String value = transform(values.apply(macro.letter()), macro);
                expanded.append(macro.urlEscaped() ? escape(value) : value);
            }
        }
        return expanded.toString();
    }

    /** Splits a value, reverses the parts, keeps the last of them, and joins them with dots (RFC 7208 §7.3). */
    private static String transform(String value, MacroString.Macro macro) {
        if (macro.keep() == 0 && !macro.reversed() && macro.delimiters().isEmpty()) {
            return value;
        }
        String delimiters = macro.delimiters().isEmpty() ? "." : macro.delimiters();
        List<String> parts = split(value, delimiters);
        if (macro.reversed()) {
            Collections.reverse(parts);
        }
        int from = macro.keep() == 0 ? 0 : Math.max(0, parts.size() - macro.keep());
        return String.join(".", parts.subList(from, parts.size()));
    }

    /** Empty parts are kept ([SPF-1]). */
    private static List<String> split(String value, String delimiters) {
        List<String> parts = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < value.length(); i++) {
            if (delimiters.indexOf(value.charAt(i)) >= 0) {
                parts.add(value.substring(begin, i));
                begin = i + 1;
            }
        }
        parts.add(value.substring(begin));
        return parts;
    }

    /** URL escaping of all but the unreserved characters (RFC 3986 §2.3). */
    private static String escape(String value) {
        StringBuilder escaped = new StringBuilder();
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0) {
                escaped.append(c);
            } else {
                escaped.append(String.format("%%%02X", (int) c));
            }
        }
        return escaped.toString();
    }

    /**
     * The name that an expanded text asks about: without one trailing dot, and without labels from the left until it has at most 253
     * octets; empty if it cannot be asked ([SPF-1]).
     */
    static Optional<DomainName> name(String expanded) {
        String text = expanded.endsWith(".") ? expanded.substring(0, expanded.length() - 1) : expanded;
        while (text.length() > MOST_OCTETS) {
            int dot = text.indexOf('.');
            if (dot < 0) {
                return Optional.empty();
            }
            text = text.substring(dot + 1);
        }
        if (text.isEmpty()) {
            return Optional.empty();
        }
        List<String> labels = split(text, ".");
        for (String label : labels) {
            if (label.isEmpty() || label.length() > 63 || !label.chars().allMatch(c -> c < 0x80)) {
                return Optional.empty();
            }
        }
        return DomainName.ROOT.prepend(labels);
    }

    /** The client as {@code %{i}} has it: dotted quad, or 32 nibbles in upper case with dots between (RFC 7208 §7.3, [SPF-1]). */
    static String dotted(IpAddress client) {
        if (client.family() == IpFamily.IPV4) {
            return client.toString();
        }
        List<String> nibbles = new ArrayList<>(32);
        for (byte octet : client.octets()) {
            nibbles.add(Integer.toHexString(octet >> 4 & 0xf));
            nibbles.add(Integer.toHexString(octet & 0xf));
        }
        return String.join(".", nibbles).toUpperCase(Locale.ROOT);
    }
}
