package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks up known answers. The map may gain answers during an evaluation, so look a question up once and keep the
 * result.
 */
final class Answers {
    private Answers() {}

    /**
     * The answer to a question; null if none is known.
     *
     * @throws IllegalArgumentException if the answer's data is not of the question's type
     */
    static @Nullable DnsAnswer to(DnsQuestion question, Map<DnsQuestion, DnsAnswer> known) {
        DnsAnswer answer = known.get(question);
        if (answer instanceof DnsAnswer.Found found
                && !question.type().dataType().isInstance(found.data())) {
            throw new IllegalArgumentException("the answer to " + question + " should be "
                    + question.type().dataType().getSimpleName() + ", not " + found.data());
        }
        return answer;
    }

    /**
     * The data of an answer that was found.
     *
     * @throws IllegalStateException if the answer is none, which its state rules out
     */
    static <T extends DnsData> T data(Class<T> kind, @Nullable DnsAnswer answer) {
        if (answer instanceof DnsAnswer.Found found) {
            return kind.cast(found.data());
        }
        throw new IllegalStateException("no data in " + answer);
    }
}
