package dev.rmx;

import dev.rmx.record.DomainName;
import java.util.List;
import java.util.Optional;

/**
 * A record that an evaluation goes through, with its entries (of RMX) or terms (of SPF) ([EXPL-1]). An evaluation can
 * visit one record several times; each visit is explained on its own.
 *
 * <p>Immutable, and safe to share between threads.
 *
 * @param at the domain or full address whose record it is; for {@code RMX-TXT}, without {@code _rmx}
 * @param text the record as canonical text, of {@link Explanation#LONGEST_TEXT} characters at most
 * @param size how many entries the record has
 * @param results what the record can come to as far as the answers tell: words of {@link RmxResult} or
 *     {@link dev.rmx.spf.SpfResult}; empty for the record of a full address, and for a record that is not evaluated
 * @param entries the entries in the order of the record. Where places are left out, the entries there have the state
 *     {@code NO} before the last one that the evaluation reached, and {@code NOT_REACHED} after it
 */
public record ExplainedRecord(DomainName at, String text, int size, List<String> results, List<Entry> entries) {
    /**
     * Copies the lists.
     *
     * @param at the domain or full address
     * @param text the record as canonical text
     * @param size how many entries the record has
     * @param results what the record can come to
     * @param entries the entries
     */
    public ExplainedRecord {
        results = List.copyOf(results);
        entries = List.copyOf(entries);
    }

    /**
     * An entry of RMX, or a term of SPF.
     *
     * @param place its place in the record, from 1
     * @param text canonical text
     * @param state whether it matches the client
     * @param decides whether it decides, or leads to the record with the entry that decides ([EVAL-6], [SPF-2])
     * @param questions the questions on which its state hangs, in the order in which they were looked up
     * @param counts what it counts against limits
     * @param note why it is in this state, in words, where text and questions do not tell
     * @param record the record to which it leads: of {@code full:}, {@code include} or {@code redirect}
     */
    public record Entry(
            int place,
            String text,
            Explanation.State state,
            boolean decides,
            List<ExplainedQuestion> questions,
            List<Count> counts,
            Optional<String> note,
            Optional<ExplainedRecord> record) {
        /**
         * Copies the lists.
         *
         * @param place its place in the record
         * @param text canonical text
         * @param state whether it matches the client
         * @param decides whether it decides
         * @param questions the questions on which its state hangs
         * @param counts what it counts against limits
         * @param note why it is in this state
         * @param record the record to which it leads
         */
        public Entry {
            questions = List.copyOf(questions);
            counts = List.copyOf(counts);
        }
    }

    /**
     * What an entry counts against a limit.
     *
     * @param limit the limit
     * @param counted what this entry counts by itself; if it is unknown, what it counts at the most
     * @param least the count up to this entry; the least one, if what is unknown leaves several possible
     * @param greatest the greatest one
     * @param most the limit's value
     */
    public record Count(Limit limit, int counted, int least, int greatest, int most) {
        /** The limits of an evaluation. */
        public enum Limit {
            /** Entries of an RMX record that need DNS ([LIM-1]). */
            LOOKUPS,
            /** Terms of SPF that ask DNS ([SPF-3]). */
            TERMS,
            /** Terms of SPF that find nothing ([SPF-3]). */
            VOIDS,
            /** Names of an MX or PTR answer ([LIM-2]), or MX records for SPF ([SPF-3]). More names are not used. */
            NAMES
        }
    }
}
