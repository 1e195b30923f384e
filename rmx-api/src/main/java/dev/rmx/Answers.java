package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks answers up among those known. The map may gain answers meanwhile, so each question is looked up once where it comes up. */
final class Answers {
    private Answers() {}

    /**
     * The answer to a question; null if there is none yet.
     *
     * @throws IllegalArgumentException if its data is not of the question's type
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
}
