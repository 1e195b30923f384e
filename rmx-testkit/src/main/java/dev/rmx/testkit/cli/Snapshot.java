package dev.rmx.testkit.cli;

import dev.rmx.RecordedCheck;
import dev.rmx.RmxExpansion;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.testkit.replay.CheckFile;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The answers of DNS that say what a domain authorizes at one moment, for {@code rmx watch}. As text it is a recorded
 * check, since later versions read those too ([EXPL-2]); the client of that check means nothing.
 *
 * @param domain the domain
 * @param verifier the forms that were looked for
 * @param at when it was asked
 * @param answers the answers
 */
record Snapshot(DomainName domain, RmxVerifier verifier, Instant at, Map<DnsQuestion, DnsAnswer> answers) {
    /** The most characters of a snapshot. The usual records take a few thousand; only a hostile domain has more. */
    static final int LONGEST = 1 << 22;

    private static final Set<RecordType> RECORDS =
            EnumSet.of(RecordType.RMX, RecordType.RMX_TXT, RecordType.SPF, RecordType.DMP);
    private static final IpAddress SOME_CLIENT = IpAddress.parse("192.0.2.1");

    /** What the domain says of every address; it asks no question unless the snapshot is of another version. */
    RmxExpansion expansion() {
        return verifier.expand(domain, answers);
    }

    boolean hasFailures() {
        return answers.values().stream().anyMatch(DnsAnswer.Failed.class::isInstance);
    }

    /** The earlier answers, and over them those of this snapshot that are no failures ([LINT-3]). */
    Snapshot over(Snapshot earlier) {
        Map<DnsQuestion, DnsAnswer> all = new LinkedHashMap<>(answers);
        all.putAll(earlier.answers);
        answers.forEach((question, answer) -> {
            if (!(answer instanceof DnsAnswer.Failed)) {
                all.put(question, answer);
            }
        });
        return new Snapshot(domain, verifier, at, all);
    }

    /** Whether each question has an answer of the same content, or failed, in both. */
    boolean saysTheSameAs(Snapshot other) {
        return contents(answers).equals(contents(other.answers));
    }

    /**
     * The records, of this domain and those that it includes, whose text is not that of an earlier snapshot. A record
     * whose lookup failed then has no earlier text.
     */
    List<String> changedRecords(Snapshot earlier) {
        Map<DnsQuestion, Object> before = earlier.records();
        Map<DnsQuestion, Object> now = records();
        return Stream.concat(before.keySet().stream(), now.keySet().stream())
                .distinct()
                .filter(question -> !(earlier.answers.get(question) instanceof DnsAnswer.Failed))
                .filter(question ->
                        !Optional.ofNullable(before.get(question)).equals(Optional.ofNullable(now.get(question))))
                .map(DnsQuestion::toString)
                .sorted()
                .toList();
    }

    /** The content of each record that exists. */
    private Map<DnsQuestion, Object> records() {
        Map<DnsQuestion, Object> records = contents(answers);
        records.keySet().removeIf(question -> !RECORDS.contains(question.type()));
        records.values().removeIf(content -> content instanceof Class<?>);
        return records;
    }

    /** What each answer says, without its times: data, the reason why it is malformed, or the kind of answer. */
    private static Map<DnsQuestion, Object> contents(Map<DnsQuestion, DnsAnswer> answers) {
        Map<DnsQuestion, Object> contents = new LinkedHashMap<>();
        answers.forEach((question, answer) -> contents.put(
                question,
                answer instanceof DnsAnswer.Found found
                        ? found.data()
                        : answer instanceof DnsAnswer.Malformed malformed ? malformed.reason() : answer.getClass()));
        return contents;
    }

    /**
     * Writes this snapshot.
     *
     * @throws IllegalArgumentException if the text is longer than {@link #LONGEST}
     * @throws BadInputException if Jackson is missing
     */
    String text() {
        RmxQuery query = new RmxQuery(SOME_CLIENT, Optional.of(domain), Optional.of("postmaster"));
        String text = RecordFile.withJackson(
                () -> CheckFile.write(new RecordedCheck(verifier, query, new TreeMap<>(answers))));
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "its answers take " + text.length() + " characters, and at most " + LONGEST + " are kept");
        }
        return text;
    }

    /**
     * Reads a snapshot.
     *
     * @throws IllegalArgumentException if the text is not a snapshot
     * @throws BadInputException if Jackson is missing
     */
    static Snapshot parse(DomainName domain, Instant at, String text) {
        RecordedCheck check = RecordFile.withJackson(() -> CheckFile.read(text)).check();
        return new Snapshot(domain, check.verifier(), at, check.answers());
    }
}
