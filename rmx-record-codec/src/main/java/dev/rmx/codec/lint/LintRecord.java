package dev.rmx.codec.lint;

import dev.rmx.PublishedForm;
import dev.rmx.codec.SpfText;
import dev.rmx.record.DomainName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A record to lint: text that is published, or is to be.
 *
 * @param domain whose record it is; empty if that is not known
 * @param form RMX, its TXT encoding, or SPF
 * @param text the text; for TXT, the strings joined
 * @param cuts where each string of the TXT record begins, as offsets in the text; empty if that is not known
 */
public record LintRecord(Optional<DomainName> domain, PublishedForm form, String text, List<Integer> cuts) {
    /** How a text begins that is SPF, or is meant to be. */
    private static final String SPF = "v=spf1";

    /**
     * Copies the list.
     *
     * @param domain whose record it is
     * @param form RMX, its TXT encoding, or SPF
     * @param text the text
     * @param cuts where each string begins
     * @throws IllegalArgumentException if the form is DMP, which has nothing to lint
     */
    public LintRecord {
        if (form == PublishedForm.DMP) {
            throw new IllegalArgumentException("lint reads RMX, RMX-TXT and SPF, not " + form);
        }
        cuts = List.copyOf(cuts);
    }

    /**
     * A record whose strings are not known.
     *
     * @param domain whose record it is; empty if that is not known
     * @param form RMX, its TXT encoding, or SPF
     * @param text the text
     */
    public LintRecord(Optional<DomainName> domain, PublishedForm form, String text) {
        this(domain, form, text, List.of());
    }

    /**
     * A record from text that a person writes: SPF if it begins with {@code v=spf1}, in any case, otherwise RMX. Text
     * that begins with a quotation mark is read as the strings of a TXT record in a zone file (RFC 1035 §5.1).
     *
     * @param domain whose record it is; empty if that is not known
     * @param text the text, or its strings in quotation marks
     * @return the record
     */
    public static LintRecord of(Optional<DomainName> domain, String text) {
        String plain = text.strip();
        if (!plain.startsWith("\"")) {
            return new LintRecord(domain, isSpf(plain) ? PublishedForm.SPF : PublishedForm.RMX, text);
        }
        StringBuilder joined = new StringBuilder();
        List<Integer> cuts = new ArrayList<>();
        boolean inside = false;
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c == '"') {
                inside = !inside;
                if (inside) {
                    cuts.add(joined.length());
                }
            } else if (inside || !Character.isWhitespace(c)) {
                boolean escaped = c == '\\' && i + 1 < plain.length();
                joined.append(escaped ? plain.charAt(++i) : c);
            }
        }
        String result = joined.toString();
        return new LintRecord(domain, isSpf(result) ? PublishedForm.SPF : PublishedForm.RMX_TXT, result, cuts);
    }

    /** Of the text alone: reports look up many findings by their record. */
    @Override
    public int hashCode() {
        return text.hashCode();
    }

    private static boolean isSpf(String text) {
        return SpfText.isSpf(text) || text.regionMatches(true, 0, SPF, 0, SPF.length());
    }
}
