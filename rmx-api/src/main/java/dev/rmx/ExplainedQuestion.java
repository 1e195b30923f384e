package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.util.Optional;

/**
 * A question that an evaluation looked up, with the answer that it found ([EXPL-1]). {@link DnsAnswer.Known} says until
 * when the answer is valid, whether DNSSEC authenticated it, and whether it is stale.
 *
 * @param question the question
 * @param answer the answer; empty if there is none yet
 */
public record ExplainedQuestion(DnsQuestion question, Optional<DnsAnswer> answer) {
    /**
     * The answer in words: the records in presentation format with commas between them, {@code no such record}, what is
     * malformed, or how the lookup failed. Of many records, it gives the first few and how many more there are.
     *
     * @return printable ASCII of {@link Explanation#LONGEST_TEXT} characters at most; {@code no answer yet} if there is
     *     none. For a failure, it can name the name servers that were asked ([HDR-6])
     */
    public String text() {
        return answer.map(AnswerText::of).orElse("no answer yet");
    }
}
