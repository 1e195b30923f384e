package dev.rmx;

import dev.rmx.dns.DnsQuestion;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** The result of one evaluation ([EVAL-1]): a verdict, or the questions that still need an answer. */
public sealed interface RmxStep permits RmxVerdict, RmxStep.Needs {
    /**
     * The evaluation cannot decide yet.
     *
     * @param questions one or more questions to ask together, none of them answered so far; the set is copied
     */
    record Needs(Set<DnsQuestion> questions) implements RmxStep {
        /**
         * Copies the set.
         *
         * @param questions the questions to ask together
         * @throws IllegalArgumentException if it is empty
         */
        public Needs {
            if (questions.isEmpty()) {
                throw new IllegalArgumentException("an evaluation without open questions ends in a verdict");
            }
            questions = Collections.unmodifiableSet(new LinkedHashSet<>(questions));
        }
    }
}
