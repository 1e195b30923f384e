package dev.rmx.spf;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Text with macros (RFC 7208 §7): literal text, and places for what is known of the client and the sender. Its {@code toString} is
 * canonical text.
 *
 * @param parts the parts in order; two literals never stand next to each other, and none is empty
 */
public record MacroString(List<Part> parts) {
    /** A piece of a macro string. */
    public sealed interface Part permits Literal, Macro {}

    /**
     * Text that stands for itself.
     *
     * @param text the text as it is expanded: {@code %} for {@code %%}, a blank for {@code %_}, {@code %20} for {@code %-}
     */
    public record Literal(String text) implements Part {
        /** The text with its percent signs and blanks escaped. */
        @Override
        public String toString() {
            return text.replace("%20", "\u0000")
                    .replace("%", "%%")
                    .replace(" ", "%_")
                    .replace("\u0000", "%-");
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
         * Checks the ranges.
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
    public MacroString {
        List<Part> joined = new ArrayList<>(parts.size());
        for (Part part : parts) {
            int last = joined.size() - 1;
            if (part instanceof Literal text && last >= 0 && joined.get(last) instanceof Literal before) {
                joined.set(last, new Literal(before.text() + text.text()));
            } else if (!(part instanceof Literal text && text.text().isEmpty())) {
                joined.add(part);
            }
        }
        parts = List.copyOf(joined);
    }

    /**
     * Whether the text depends on a value.
     *
     * @param letter the value
     * @return true if a macro has that letter
     */
    public boolean uses(MacroLetter letter) {
        return parts.stream().anyMatch(part -> part instanceof Macro macro && macro.letter() == letter);
    }

    @Override
    public String toString() {
        return parts.stream().map(Part::toString).collect(Collectors.joining());
    }
}
