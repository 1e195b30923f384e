package dev.rmx.spf;

import java.util.Locale;
import java.util.Optional;

/** The values that a macro can stand for (RFC 7208 §7.2). */
public enum MacroLetter {
    /** The sender: local part, {@code @}, domain. */
    S,
    /** The local part of the sender. */
    L,
    /** The domain of the sender. */
    O,
    /** The domain whose record is evaluated. */
    D,
    /** The client's address, with dots between the nibbles of an IPv6 address. */
    I,
    /** The client's confirmed name. */
    P,
    /** {@code in-addr} for an IPv4 client, {@code ip6} for an IPv6 client. */
    V,
    /** The HELO name. */
    H,
    /** The client's address for people; in explanations only. */
    C,
    /** The name of the host that checks; in explanations only. */
    R,
    /** The time in seconds since 1970; in explanations only. */
    T;

    private static final MacroLetter[] ALL = values();

    /**
     * The letter with a character.
     *
     * @param character any character; case does not matter
     * @return the letter; empty if no macro has it
     */
    public static Optional<MacroLetter> of(char character) {
        for (MacroLetter letter : ALL) {
            if (letter.name().charAt(0) == Character.toUpperCase(character) && character < 0x80) {
                return Optional.of(letter);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether the letter may stand in an explanation only (RFC 7208 §7.2).
     *
     * @return true for {@code c}, {@code r} and {@code t}
     */
    public boolean isForExplanations() {
        return this == C || this == R || this == T;
    }

    /** The letter in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
