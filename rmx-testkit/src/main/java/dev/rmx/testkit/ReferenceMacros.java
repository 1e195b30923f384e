package dev.rmx.testkit;

import dev.rmx.RmxQuery;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.MacroString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Macros of SPF, replaced one by one (RFC 7208 §7). */
final class ReferenceMacros {
    private static final int LONGEST_NAME = 253;

    private final RmxQuery query;
    private final ReferenceHosts hosts;

    ReferenceMacros(RmxQuery query, ReferenceHosts hosts) {
        this.query = query;
        this.hosts = hosts;
    }

    /** Whether a text stands for a local part that no DNS name can hold. */
    boolean hasForeignLocalPart(MacroString text) {
        return (text.uses(MacroLetter.S) || text.uses(MacroLetter.L)) && !isAscii(localPart());
    }

    /** The name that a text asks about; empty if it cannot be asked ([SPF-1]). */
    Optional<DomainName> name(MacroString text, DomainName domain) {
        String name = expand(text, domain).orElseThrow();
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        while (name.length() > LONGEST_NAME && name.contains(".")) {
            name = name.substring(name.indexOf('.') + 1);
        }
        List<String> labels = List.of(name.split("\\.", -1));
        boolean askable = isAscii(name) && labels.stream().allMatch(label -> !label.isEmpty() && label.length() <= 63);
        return askable ? DomainName.ROOT.prepend(labels) : Optional.empty();
    }

    /** The text with its macros replaced; empty if it needs a time, and the query has none. */
    Optional<String> expand(MacroString text, DomainName domain) {
        StringBuilder expanded = new StringBuilder();
        for (MacroString.Part part : text.parts()) {
            if (part instanceof MacroString.Literal literal) {
                expanded.append(literal.text());
            } else if (part instanceof MacroString.Escape escape) {
                expanded.append(escape.text());
            } else {
                MacroString.Macro macro = (MacroString.Macro) part;
                if (macro.letter() == MacroLetter.T && query.time().isEmpty()) {
                    return Optional.empty(); // [SPF-7]
                }
                expanded.append(transformed(value(macro.letter(), domain), macro));
            }
        }
        return Optional.of(expanded.toString());
    }

    /** RFC 7208 §7.2 */
    private String value(MacroLetter letter, DomainName domain) {
        return switch (letter) {
            case S -> localPart() + "@" + plain(query.subject().orElseThrow());
            case L -> localPart();
            case O -> plain(query.subject().orElseThrow());
            case D -> plain(domain);
            case I -> dotted(query.client());
            case P -> hosts.clientName(domain).map(ReferenceMacros::plain).orElse("unknown");
            case V -> query.client().family() == IpFamily.IPV4 ? "in-addr" : "ip6";
            case H -> query.helo().orElse("unknown");
            case C -> query.client().toString();
            case R -> query.host().orElse("unknown");
            case T -> String.valueOf(query.time().orElseThrow().getEpochSecond());
        };
    }

    private String localPart() {
        return query.localPart().filter(local -> !local.isEmpty()).orElse("postmaster"); // RFC 7208 §4.3
    }

    /** The address in labels, in reading order: 192.0.2.1, or 2.0.0.1.0.D.B.8 and so on. */
    private static String dotted(IpAddress client) {
        if (client.family() == IpFamily.IPV4) {
            return client.toString();
        }
        String nibbles = HexFormat.of().formatHex(client.octets()).toUpperCase(Locale.ROOT);
        return String.join(".", nibbles.split(""));
    }

    /** The labels with dots between them, each octet as the character of that number. */
    private static String plain(DomainName name) {
        byte[] wire = name.toWire();
        List<String> labels = new ArrayList<>();
        for (int at = 0; wire[at] != 0; at += 1 + wire[at]) {
            labels.add(new String(wire, at + 1, wire[at], StandardCharsets.ISO_8859_1));
        }
        return String.join(".", labels);
    }

    /** RFC 7208 §7.3: split, reverse, keep parts on the right, join with dots, and escape. */
    private static String transformed(String value, MacroString.Macro macro) {
        String delimiters = macro.delimiters().isEmpty() ? "." : macro.delimiters();
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            if (delimiters.indexOf(character) >= 0) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(character);
            }
        }
        parts.add(part.toString());
        if (macro.reversed()) {
            Collections.reverse(parts);
        }
        int dropped = macro.keep() == 0 ? 0 : Math.max(0, parts.size() - macro.keep());
        String joined = String.join(".", parts.subList(dropped, parts.size()));
        return macro.urlEscaped() ? escaped(joined) : joined;
    }

    /** RFC 3986 §2.1: each octet but letters, digits and {@code - . _ ~} in hex. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            String character = String.valueOf((char) (octet & 0xff));
            if (character.matches("[A-Za-z0-9._~-]")) {
                escaped.append(character);
            } else {
                escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        return escaped.toString();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(character -> character < 0x80);
    }
}
