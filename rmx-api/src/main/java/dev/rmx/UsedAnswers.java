package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.spf.SpfRecord;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Known answers, which note what an evaluation looks up. */
final class UsedAnswers extends AbstractMap<DnsQuestion, DnsAnswer> {
    private final Map<DnsQuestion, DnsAnswer> known;
    private final Map<DnsQuestion, DnsAnswer> used = new LinkedHashMap<>();
    private long lookups;

    UsedAnswers(Map<DnsQuestion, DnsAnswer> known) {
        this.known = known;
    }

    @Override
    public @Nullable DnsAnswer get(@Nullable Object question) {
        lookups++;
        DnsAnswer answer = known.get(question);
        if (answer != null && question instanceof DnsQuestion asked) {
            used.put(asked, answer);
        }
        return answer;
    }

    @Override
    public Set<Entry<DnsQuestion, DnsAnswer>> entrySet() {
        return known.entrySet();
    }

    /** Begins a list of used answers. */
    void forget() {
        used.clear();
    }

    Collection<DnsAnswer> used() {
        return used.values();
    }

    /** How many answers were looked up in all. */
    long lookups() {
        return lookups;
    }

    /** The SPF records among the used answers. */
    List<SpfRecord> spfRecords() {
        List<SpfRecord> records = new ArrayList<>();
        for (DnsAnswer answer : used.values()) {
            if (answer instanceof DnsAnswer.Found found && found.data() instanceof DnsData.Spf spf) {
                records.add(spf.record());
            }
        }
        return records;
    }

    /** The failures among the used answers. */
    Map<DnsQuestion, DnsAnswer.Failed> failures() {
        Map<DnsQuestion, DnsAnswer.Failed> failures = new LinkedHashMap<>();
        used.forEach((question, answer) -> {
            if (answer instanceof DnsAnswer.Failed failed) {
                failures.put(question, failed);
            }
        });
        return failures;
    }
}
