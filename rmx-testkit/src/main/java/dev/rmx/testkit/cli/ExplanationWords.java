package dev.rmx.testkit.cli;

import dev.rmx.ExplainedQuestion;
import dev.rmx.ExplainedRecord;
import dev.rmx.ExplainedRecord.Count.Limit;
import dev.rmx.Explanation;
import dev.rmx.dns.DnsAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** The words in which the tree and the page show an explanation ([EXPL-1]). */
final class ExplanationWords {
    /** A TTL has 31 bits (RFC 2181 §8). */
    private static final long LONGEST_TTL = Integer.MAX_VALUE;

    /** How many entries of one kind are shown one after the other. */
    private static final int MOST_ALIKE = 10;

    /** How much of an answer is shown; the entries of a record follow one by one. */
    private static final int LONGEST_ANSWER = 400;

    private ExplanationWords() {}

    /** The answer to a question, cut if it is long. */
    static String answer(ExplainedQuestion question) {
        if (question.answer().isEmpty()) {
            return "not asked";
        }
        String text = question.text();
        return text.length() <= LONGEST_ANSWER ? text : text.substring(0, LONGEST_ANSWER) + " ...";
    }

    /** The state of an entry, short. */
    static String state(Explanation.State state) {
        return switch (state) {
            case YES -> "yes";
            case NO -> "no";
            case MISSING, FAILED, MALFORMED -> "unknown";
            case ERROR -> "error";
            case NOT_REACHED -> "-";
        };
    }

    /** The state of a form. */
    static String form(Explanation.State state) {
        return switch (state) {
            case YES -> "published";
            case NO -> "not published";
            case MISSING -> "not known yet";
            case FAILED -> "not known: its lookup failed";
            case MALFORMED, ERROR -> "malformed";
            case NOT_REACHED -> "not needed";
        };
    }

    /** What an entry's state, note and counts say besides {@link #state}; some may be empty. */
    static String remarks(ExplainedRecord.Entry entry) {
        List<String> remarks = new ArrayList<>();
        if (entry.note().isPresent()) {
            remarks.add(entry.note().get());
        } else {
            switch (entry.state()) {
                case MISSING -> remarks.add("not asked: it cannot change the result");
                case FAILED -> remarks.add("a lookup failed");
                case MALFORMED -> remarks.add("malformed data");
                case YES, NO, ERROR, NOT_REACHED -> {}
            }
        }
        entry.counts().forEach(count -> remarks.add(count(count)));
        return String.join("; ", remarks);
    }

    private static String count(ExplainedRecord.Count count) {
        if (count.limit() == Limit.NAMES) {
            return count.greatest() <= count.most()
                    ? count.greatest() + (count.greatest() == 1 ? " name" : " names")
                    : count.greatest() + " names, limit " + count.most();
        }
        String total = count.counted() == 1
                ? name(count.limit()) + " " + range(count)
                : count.counted() + " " + name(count.limit()) + "s, up to " + range(count);
        return total + " of " + count.most();
    }

    static String range(ExplainedRecord.Count count) {
        return count.least() == count.greatest()
                ? Integer.toString(count.least())
                : count.least() + " to " + count.greatest();
    }

    /** What the record says to which an entry leads; empty if nothing is known of it. */
    static Optional<String> below(ExplainedRecord.Entry entry) {
        return entry.record()
                .filter(record -> !record.results().isEmpty())
                .map(record -> record.at() + " gives " + either(record.results()) + effect(entry));
    }

    private static String effect(ExplainedRecord.Entry entry) {
        if (entry.text().startsWith("redirect=")) {
            return "";
        }
        return entry.state() == Explanation.State.YES
                ? ": a match"
                : entry.state() == Explanation.State.NO ? ": no match" : "";
    }

    private static String name(Limit limit) {
        String plural = limit.toString().toLowerCase(Locale.ROOT);
        return plural.substring(0, plural.length() - 1);
    }

    /** How long an answer holds, and how surely; empty for none. */
    static String evidence(ExplainedQuestion question, Instant now) {
        DnsAnswer answer = question.answer().orElse(null);
        if (answer instanceof DnsAnswer.Known known) {
            return "TTL " + seconds(known.validUntil(), now) + (known.stale() ? ", expired" : "")
                    + (known.authenticated() ? ", DNSSEC" : "");
        }
        return answer instanceof DnsAnswer.Failed failed && failed.retryAfter().isAfter(now)
                ? "not asked again for " + seconds(failed.retryAfter(), now) + " s"
                : "";
    }

    /** The seconds left, rounded up: 0 or more. */
    static int seconds(Instant until, Instant now) {
        Duration left = Duration.between(now, until);
        long whole = left.getSeconds() + (left.getNano() > 0 ? 1 : 0);
        return (int) Math.max(0, Math.min(LONGEST_TTL, whole));
    }

    static String either(List<String> words) {
        return list(words, " or ");
    }

    static String list(List<String> words, String last) {
        int end = words.size() - 1;
        return end == 0 ? words.get(0) : String.join(", ", words.subList(0, end)) + last + words.get(end);
    }

    /** Entries of a record that are not listed, between two that are. */
    record Gap(int count, Explanation.State state) {
        String text() {
            return String.format(Locale.ROOT, "... %,d more", count);
        }
    }

    /**
     * Goes through a record's entries, and the gaps between them. Of many plain entries one after the other, those
     * behind the first ones are a gap too.
     */
    static void forEach(ExplainedRecord record, Consumer<ExplainedRecord.Entry> ofEntry, Consumer<Gap> ofGap) {
        List<ExplainedRecord.Entry> shown = shown(record.entries());
        int reached = record.entries().stream()
                .filter(entry -> entry.state() != Explanation.State.NOT_REACHED)
                .mapToInt(ExplainedRecord.Entry::place)
                .max()
                .orElse(0);
        int next = 1;
        for (ExplainedRecord.Entry entry : shown) {
            gap(next, entry.place(), reached, ofGap);
            ofEntry.accept(entry);
            next = entry.place() + 1;
        }
        gap(next, record.size() + 1, reached, ofGap);
    }

    /** The entries without those that stand behind {@link #MOST_ALIKE} of their kind. */
    private static List<ExplainedRecord.Entry> shown(List<ExplainedRecord.Entry> entries) {
        List<ExplainedRecord.Entry> shown = new ArrayList<>();
        for (int from = 0; from < entries.size(); ) {
            int to = from + 1;
            while (to < entries.size() && isPlain(entries.get(from)) && isAlike(entries.get(from), entries.get(to))) {
                to++;
            }
            shown.addAll(entries.subList(from, to - from > MOST_ALIKE + 1 ? from + MOST_ALIKE : to));
            from = to;
        }
        return shown;
    }

    private static boolean isAlike(ExplainedRecord.Entry one, ExplainedRecord.Entry other) {
        return isPlain(other) && one.state() == other.state();
    }

    private static boolean isPlain(ExplainedRecord.Entry entry) {
        return (entry.state() == Explanation.State.NO || entry.state() == Explanation.State.NOT_REACHED)
                && entry.questions().isEmpty()
                && entry.counts().isEmpty()
                && entry.note().isEmpty();
    }

    private static void gap(int from, int to, int reached, Consumer<Gap> ofGap) {
        if (from < to) {
            ofGap.accept(new Gap(to - from, to <= reached ? Explanation.State.NO : Explanation.State.NOT_REACHED));
        }
    }

    /** Whether an entry decides by itself, not by the record to which it leads. */
    static boolean isLast(ExplainedRecord.Entry entry) {
        return entry.decides()
                && entry.record().stream()
                        .flatMap(record -> record.entries().stream())
                        .noneMatch(ExplainedRecord.Entry::decides);
    }
}
