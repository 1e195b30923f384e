package dev.rmx.codec;

import dev.rmx.dns.DnsData;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the texts of TXT records mean to SPF and DMP. Records that mean something else are ignored. */
final class TxtData {
    private TxtData() {}

    /**
     * The SPF record among the texts (RFC 7208 §4.5); empty if there is none.
     *
     * @throws RmxFormatException if there are several, or the one is malformed
     */
    static Optional<DnsData.Spf> spf(List<String> texts) throws RmxFormatException {
        List<String> records = new ArrayList<>(1);
        for (String text : texts) {
            if (SpfText.isSpf(text)) {
                records.add(text);
            }
        }
        if (records.size() > 1) {
            throw new IllegalArgumentException(records.size() + " SPF records; a name has one at most");
        }
        return records.isEmpty() ? Optional.empty() : Optional.of(new DnsData.Spf(SpfText.parse(records.get(0))));
    }

    /**
     * The text of an explanation ([SPF-7]).
     *
     * @throws IllegalArgumentException if there are several texts, or the one is malformed
     */
    static Optional<DnsData.SpfExplanation> explanation(List<String> texts) {
        if (texts.size() > 1) { // [SPF-7]
            throw new IllegalArgumentException(texts.size() + " TXT records; an explanation is one");
        }
        return Optional.of(new DnsData.SpfExplanation(MacroText.parse(texts.get(0))));
    }

    /** The DMP records among the texts ([DMP-1], [DMP-2]); empty if there is none. */
    static Optional<DnsData.Dmp> dmp(List<String> texts) {
        List<String> words = texts.stream()
                .map(text -> withoutBlanks(text).toLowerCase(Locale.ROOT))
                .toList();
        DnsData.Dmp data = // [DMP-1], [DMP-2]
                new DnsData.Dmp(words.contains("dmp=allow"), words.contains("dmp=deny"), words.contains("dmp="));
        return data.allows() || data.denies() || data.takesPart() ? Optional.of(data) : Optional.empty();
    }

    private static String withoutBlanks(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
