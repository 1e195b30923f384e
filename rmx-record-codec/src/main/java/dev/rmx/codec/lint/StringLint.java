package dev.rmx.codec.lint;

import dev.rmx.PublishedForm;
import dev.rmx.codec.RmxText;
import dev.rmx.codec.SpfText;
import dev.rmx.spf.SpfRecord;
import java.util.List;
import java.util.Optional;

/** How the text of a TXT record is cut into strings ([TXT-1], RFC 7208 §3.3). */
final class StringLint {
    /** The most octets of a string (RFC 1035 §3.3). */
    private static final int MOST = 255;

    /** How many cuts are looked at: more than a record of 65,535 octets needs. */
    private static final int CUTS = 1_000;
    /** The most characters of an entry: a name of 255 octets, each as three digits, and its tag. */
    private static final int ENTRY = 1_100;

    private StringLint() {}

    static void lint(LintRecord record, List<LintFinding> findings) {
        String text = record.text();
        for (int i = 0; i < record.cuts().size(); i++) {
            int begin = record.cuts().get(i);
            boolean last = i + 1 == record.cuts().size();
            int end = last ? text.length() : record.cuts().get(i + 1);
            if (end - begin > MOST) {
                findings.add(new LintFinding(
                        LintRule.LONG_STRING,
                        record,
                        "name servers refuse the record, since its string at offset " + begin + " has " + (end - begin)
                                + " octets",
                        "cut it into strings of at most 255 octets"));
            }
            if (i > 0 && i < CUTS) {
                cut(record, begin, findings);
            }
        }
    }

    /** A cut with an entry on each side, and no blank between them. */
    private static void cut(LintRecord record, int cut, List<LintFinding> findings) {
        String text = record.text();
        int begin = cut;
        while (begin > Math.max(0, cut - ENTRY) && text.charAt(begin - 1) != ' ') {
            begin--;
        }
        int end = cut;
        while (end < Math.min(text.length(), cut + ENTRY) && text.charAt(end) != ' ') {
            end++;
        }
        String before = text.substring(begin, cut);
        String after = text.substring(cut, end);
        if (isEntry(record, before) && isEntry(record, after)) {
            findings.add(new LintFinding(
                    LintRule.CUT_WORD,
                    record,
                    Optional.of(new LintFinding.Place(begin, before + after)),
                    "the strings are joined without a blank, so " + before + " and " + after + " become one word",
                    "end the first string with a blank"));
        }
    }

    private static boolean isEntry(LintRecord record, String word) {
        if (record.form() == PublishedForm.SPF) {
            return !word.isEmpty() && Words.isReadable(word, term -> SpfText.parse(SpfRecord.VERSION + " " + term));
        }
        return !word.isEmpty() && Words.isReadable(word, RmxText::parse);
    }
}
