package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A check with everything that it depends on: how it was made, of what, and the answers of DNS. It can be repeated
 * without DNS, anywhere and at any time, with the same verdict ([EXPL-2]).
 *
 * <p>It holds what the check saw: the client's address, the sender's local part and domain, the HELO name, the
 * receiving host, your trusted relays, and in the reasons of failed answers the name servers that were asked. Look at
 * it before you give it away.
 *
 * <p>Immutable, and safe to share between threads.
 *
 * @param verifier what decided: forms, limits, trusted relays and options
 * @param query what was checked
 * @param answers the answers from which the verdict follows, failed ones too; copied, in their order. If the deadline
 *     cut the check off, each question still open has failed
 */
public record RecordedCheck(RmxVerifier verifier, RmxQuery query, Map<DnsQuestion, DnsAnswer> answers) {
    /**
     * Copies the answers.
     *
     * @param verifier what decided
     * @param query what was checked
     * @param answers the answers
     * @throws IllegalArgumentException if an answer's data is not of its question's type
     */
    public RecordedCheck {
        Objects.requireNonNull(verifier, "verifier");
        Objects.requireNonNull(query, "query");
        Map<DnsQuestion, DnsAnswer> copy = new LinkedHashMap<>();
        answers.forEach((question, answer) -> copy.put(question, Objects.requireNonNull(answer, "answer")));
        copy.keySet().forEach(question -> Answers.to(question, copy));
        answers = Collections.unmodifiableMap(copy);
    }

    /**
     * Repeats the check ([EXPL-2]).
     *
     * @return the verdict; or the questions whose answers are missing, which never happens to a check that
     *     {@code RmxChecker} has recorded
     */
    public RmxStep replay() {
        return verifier.evaluate(query, answers);
    }

    /**
     * Explains the check ([EXPL-1]).
     *
     * @return what {@link #replay} gives, and how the evaluation comes to it; computed on each call
     */
    public Explanation explain() {
        return verifier.explain(query, answers);
    }

    /**
     * The verdict of the check, computed on each call.
     *
     * @return the verdict
     * @throws IllegalStateException if answers are missing; {@link #replay} says which
     */
    public RmxVerdict verdict() {
        if (replay() instanceof RmxVerdict verdict) {
            return verdict;
        }
        throw new IllegalStateException("the recorded answers do not decide the check");
    }
}
