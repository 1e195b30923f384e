package dev.rmx.spf;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An SPF record: an ordered list of terms (RFC 7208 §4.6.1). Its {@code toString} is canonical text.
 *
 * @param terms 0 to {@link #MAX_TERMS} terms in order, at most one of them {@code redirect} and one {@code exp}; the
 *     list is copied
 */
public record SpfRecord(List<SpfTerm> terms) {
    /** The most terms of a record: more than one message of 65,535 octets can hold ([LIM-4]). */
    public static final int MAX_TERMS = 32_768;

    /** How every record begins. */
    public static final String VERSION = "v=spf1";

    /**
     * Copies the list.
     *
     * @param terms the terms in order
     * @throws IllegalArgumentException if there are too many terms, or more than 16,384 of them {@code ip4} or
     *     {@code ip6}, or {@code redirect} or {@code exp} occurs twice
     */
    public SpfRecord {
        if (terms.size() > MAX_TERMS) { // [LIM-4]
            throw new IllegalArgumentException("a record has at most " + MAX_TERMS + " terms, not " + terms.size());
        }
        terms = SpfTerms.copyOf(terms);
    }

    /**
     * The record that decides where no mechanism matches.
     *
     * @return the modifier {@code redirect}; empty if there is none
     */
    public Optional<SpfTerm.Redirect> redirect() {
        return packed().redirect();
    }

    /**
     * The TXT record that explains a fail.
     *
     * @return the modifier {@code exp}; empty if there is none
     */
    public Optional<SpfTerm.Explanation> explanation() {
        return packed().explanation();
    }

    private SpfTerms packed() {
        return (SpfTerms) terms;
    }

    @Override
    public String toString() {
        return VERSION + terms.stream().map(term -> " " + term).collect(Collectors.joining());
    }
}
