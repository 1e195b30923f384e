package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Answers as text for people, of bounded length whatever they hold ([EXPL-1]). */
final class AnswerText {
    /** The most addresses, names or items that are written out. */
    private static final int MOST_ITEMS = 10;

    private AnswerText() {}

    static String of(DnsAnswer answer) {
        if (answer instanceof DnsAnswer.Found found) {
            return bounded(of(found.data()));
        }
        if (answer instanceof DnsAnswer.Malformed malformed) {
            return "malformed: " + malformed.reason();
        }
        return answer instanceof DnsAnswer.Failed failed ? "failed: " + failed.reason() : "no such record";
    }

    private static String of(DnsData data) {
        if (data instanceof DnsData.Addresses addresses) {
            return list(addresses.addresses(), Object::toString);
        }
        if (data instanceof DnsData.Names names) {
            return list(names.names(), Object::toString);
        }
        if (data instanceof DnsData.Exchanges exchanges) {
            return list(exchanges.exchanges(), exchange -> exchange.preference() + " " + exchange.host());
        }
        if (data instanceof DnsData.PrefixLists prefixes) {
            return list(prefixes.lists().get(0).items(), Object::toString);
        }
        if (data instanceof DnsData.RmxRecords records) {
            return text("", records.record().entries());
        }
        if (data instanceof DnsData.Spf spf) {
            return text(dev.rmx.spf.SpfRecord.VERSION, spf.record().terms());
        }
        return data instanceof DnsData.Dmp dmp
                ? dmp(dmp)
                : ((DnsData.SpfExplanation) data).text().toString();
    }

    private static String dmp(DnsData.Dmp dmp) {
        List<String> records = new ArrayList<>();
        if (dmp.allows()) {
            records.add("dmp=allow");
        }
        if (dmp.denies()) {
            records.add("dmp=deny");
        }
        if (dmp.takesPart()) {
            records.add("dmp=");
        }
        return records.isEmpty() ? "nothing of DMP" : String.join(", ", records);
    }

    private static <T> String list(List<T> items, Function<T, String> text) {
        if (items.isEmpty()) {
            return "an empty list";
        }
        StringBuilder listed = new StringBuilder();
        for (T item : items.subList(0, Math.min(MOST_ITEMS, items.size()))) {
            listed.append(listed.length() == 0 ? "" : ", ").append(text.apply(item));
        }
        int more = items.size() - MOST_ITEMS;
        return more > 0 ? listed + " and " + more + " more" : listed.toString();
    }

    /** A record as canonical text, of bounded length. Goes through no more entries than it writes. */
    static String text(String version, List<?> entries) {
        StringBuilder text = new StringBuilder(version);
        for (int i = 0; i < entries.size() && text.length() <= Explanation.LONGEST_TEXT; i++) {
            text.append(text.length() == 0 ? "" : " ").append(entries.get(i));
        }
        return bounded(text.length() == 0 ? "a record without entries" : text.toString());
    }

    static String bounded(String text) {
        return Printable.of(text, Explanation.LONGEST_TEXT);
    }
}
