package dev.rmx.spf;

import dev.rmx.record.DomainName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Text with macros (RFC 7208 §7): literal text, and places for what is known of the client and the sender. Its
 * {@code toString} is canonical text.
 *
 * <p>Immutable, and safe to share between threads.
 */
public final class MacroString {
    /** A number of parts that no value has: a macro that keeps as many keeps all ([SPF-1]). */
    public static final int MOST_PARTS = 65_536;

    private static final int MOST_OCTETS = 253;

    private final List<Part> parts;
    /** The letters of the macros, one bit each. */
    private final int letters;
    /** Made on demand; if two threads make it, either works. */
    @SuppressWarnings("NullableOptional") // null until it is made
    private @Nullable Optional<DomainName> name;

    /** A piece of a macro string. */
    public sealed interface Part permits Literal, Escape, Macro {}

    /**
     * Text that stands for itself.
     *
     * @param text text without a percent sign
     */
    public record Literal(String text) implements Part {
        /**
         * Checks the text.
         *
         * @param text text without a percent sign
         * @throws IllegalArgumentException if it has one: {@link Escape#PERCENT} stands for it
         */
        public Literal {
            if (text.indexOf('%') >= 0) {
                throw new IllegalArgumentException("a literal has no percent sign");
            }
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A character that a literal cannot hold (RFC 7208 §7.1). */
    public enum Escape implements Part {
        /** {@code %%}: a percent sign. */
        PERCENT("%%", "%"),
        /** {@code %_}: a blank. */
        BLANK("%_", " "),
        /** {@code %-}: a blank that is URL-escaped. */
        URL_BLANK("%-", "%20");

        private final String sign;
        private final String text;

        Escape(String sign, String text) {
            this.sign = sign;
            this.text = text;
        }

        /**
         * What the escape expands to.
         *
         * @return a percent sign, a blank, or {@code %20}
         */
        public String text() {
            return text;
        }

        /** The escape as a record has it. */
        @Override
        public String toString() {
            return sign;
        }
    }

    /**
     * A place for a value.
     *
     * @param letter which value
     * @param keep how many parts are kept, counted from the right; 0 for all
     * @param reversed whether the parts are put into reverse order before they are cut
     * @param delimiters what separates the parts of the value, some of {@code .-+,/_=}; empty for a dot
     * @param urlEscaped whether the value is URL-escaped, as a letter in upper case says
     */
    public record Macro(MacroLetter letter, int keep, boolean reversed, String delimiters, boolean urlEscaped)
            implements Part {
        /**
         * Checks the ranges. Keeps each delimiter once, and a number of parts that no value has as {@link #MOST_PARTS}.
         *
         * @param letter which value
         * @param keep how many parts are kept
         * @param reversed whether the parts are reversed
         * @param delimiters what separates the parts
         * @param urlEscaped whether the value is URL-escaped
         * @throws IllegalArgumentException if a count is negative, or a delimiter is not one
         */
        public Macro {
            if (keep < 0 || !delimiters.chars().allMatch(c -> ".-+,/_=".indexOf(c) >= 0)) {
                throw new IllegalArgumentException(
                        "a macro keeps 0 parts or more, split at some of .-+,/_=, not " + keep + " at " + delimiters);
            }
            keep = Math.min(keep, MOST_PARTS);
            delimiters = once(delimiters);
        }

        private static String once(String delimiters) {
            StringBuilder once = new StringBuilder();
            for (int i = 0; i < delimiters.length(); i++) {
                char c = delimiters.charAt(i);
                once.append(delimiters.indexOf(c) == i ? String.valueOf(c) : "");
            }
            return once.toString();
        }

        @Override
        public String toString() {
            String sign = urlEscaped ? letter.name() : letter.toString();
            return "%{" + sign + (keep == 0 ? "" : keep) + (reversed ? "r" : "") + delimiters + "}";
        }
    }

    /**
     * Joins literals that stand next to each other, and leaves out empty ones.
     *
     * @param parts the parts in order
     */
    public MacroString(List<Part> parts) {
        this.parts = joined(parts);
        int seen = 0;
        for (int i = 0; i < this.parts.size(); i++) {
            seen |= this.parts.get(i) instanceof Macro macro ? bit(macro.letter()) : 0;
        }
        this.letters = seen;
    }

    @SuppressWarnings("EnumOrdinal") // a set of letters that costs nothing to ask
    private static int bit(MacroLetter letter) {
        return 1 << letter.ordinal();
    }

    private static List<Part> joined(List<Part> parts) {
        if (parts.size() == 1
                && !(parts.get(0) instanceof Literal text && text.text().isEmpty())) {
            return List.copyOf(parts);
        }
        List<Part> joined = new ArrayList<>(parts.size());
        for (Part part : parts) {
            int last = joined.size() - 1;
            if (part instanceof Literal text && last >= 0 && joined.get(last) instanceof Literal before) {
                joined.set(last, new Literal(before.text() + text.text()));
            } else if (!(part instanceof Literal text && text.text().isEmpty())) {
                joined.add(part);
            }
        }
        return List.copyOf(joined);
    }

    /**
     * The parts.
     *
     * @return the parts in order; two literals never stand next to each other, and none is empty
     */
    public List<Part> parts() {
        return parts;
    }

    /**
     * Whether the text depends on the client or the sender.
     *
     * @return true if a part is a macro
     */
    public boolean hasMacros() {
        return letters != 0;
    }

    /**
     * The name that a text without macros asks about.
     *
     * @return the absolute name; empty if the text has macros, or cannot be asked
     */
    public Optional<DomainName> name() {
        Optional<DomainName> known = name;
        if (known == null) {
            known = hasMacros() ? Optional.empty() : nameOf(expanded());
            name = known;
        }
        return known;
    }

    /** A text without macros, with its escapes expanded. */
    private String expanded() {
        if (parts.size() == 1 && parts.get(0) instanceof Literal literal) {
            return literal.text();
        }
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(part instanceof Escape escape ? escape.text() : part);
        }
        return text.toString();
    }

    /**
     * The name that an expanded text asks about (RFC 7208 §7.3, [SPF-1]): without one trailing dot, and without labels
     * from the left until it has at most 253 octets.
     *
     * @param expanded a text with each macro replaced
     * @return the absolute name; empty if it cannot be asked, since it is empty, or a label is empty, over 63 octets or
     *     not ASCII
     */
    public static Optional<DomainName> nameOf(String expanded) {
        int end = expanded.endsWith(".") ? expanded.length() - 1 : expanded.length();
        int begin = 0;
        while (end - begin > MOST_OCTETS) {
            int dot = expanded.indexOf('.', begin);
            if (dot < 0 || dot >= end) {
                return Optional.empty();
            }
            begin = dot + 1;
        }
        byte[] wire = new byte[end - begin + 2];
        int length = 0; // the place of the length octet of the label that is read
        for (int i = begin; i <= end; i++) {
            int at = i - begin + 1;
            char c = i == end ? '.' : expanded.charAt(i);
            if (c != '.') {
                wire[at] = (byte) c;
            } else if (at - length == 1 || at - length > DomainName.MAX_LABEL + 1) {
                return Optional.empty();
            } else {
                wire[length] = (byte) (at - length - 1);
                length = at;
            }
            if (c >= 0x80) {
                return Optional.empty();
            }
        }
        return Optional.of(DomainName.fromWire(wire));
    }

    /**
     * Whether the text is a domain-spec (RFC 7208 §7.1): printable ASCII that ends in a macro, or in a dot and a label
     * that is not all digits, without the letters that only explanations may have.
     *
     * @return true if a term can name it
     */
    public boolean isDomainSpec() {
        return DomainSpec.isOne(parts);
    }

    /**
     * Whether the text can stand in a record (RFC 7208 §7.1).
     *
     * @return true if it is printable ASCII without the letters that only explanations may have
     */
    public boolean isRecordText() {
        return DomainSpec.isRecordText(parts);
    }

    /**
     * Whether the text depends on a value.
     *
     * @param letter the value
     * @return true if a macro has that letter
     */
    public boolean uses(MacroLetter letter) {
        return (letters & bit(letter)) != 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MacroString that && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    /** Canonical text. */
    @Override
    public String toString() {
        return parts.stream().map(Part::toString).collect(Collectors.joining());
    }
}
