package dev.rmx.resolver;

import dev.rmx.RmxExpansion;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Lists what domains say of every client address, over DNS ([LINT-4]). It asks each question at most once, so all of
 * its expansions are of one moment. It has one deadline and one budget of queries; questions beyond them fail, which
 * the expansion names. All of its expansions together have one budget of work; ranges beyond it, or beyond the
 * deadline, are {@linkplain RmxExpansion#tooMany left out}.
 *
 * <pre>{@code
 * RmxExpander expander = new RmxExpander(checker.resolver(), Duration.ofSeconds(20));
 * RmxExpansion expansion = expander.expand(new RmxVerifier(), DomainName.parse("example.org"));
 * expansion.addresses(RmxResult.PASS).ranges().forEach(System.out::println);
 * }</pre>
 *
 * <p>For one thread.
 */
public final class RmxExpander {
    /** How many queries an expander sends, including queries after aliases and retries. */
    public static final int QUERIES = 2_000;

    private final QuestionRounds asked;

    /**
     * Makes an expander that has asked nothing yet.
     *
     * @param resolver answers the questions, such as {@link RmxChecker#resolver}
     * @param deadline how long all expansions may take from now on ([LIM-3])
     */
    public RmxExpander(RmxResolver resolver, Duration deadline) {
        this.asked = new QuestionRounds(resolver, QUERIES, QUERIES, deadline);
    }

    /**
     * Lists what a domain says now.
     *
     * @param verifier the forms to look for, and the limits
     * @param subject the domain
     * @return a complete expansion
     * @throws IllegalArgumentException if the domain is a name that [ID-4] rules out
     */
    public RmxExpansion expand(RmxVerifier verifier, DomainName subject) {
        return expand(verifier, subject, Map.of());
    }

    /**
     * Lists what a domain would say now if DNS gave some answers.
     *
     * @param verifier the forms to look for, and the limits
     * @param subject the domain
     * @param given the answers that take the place of those of DNS
     * @return a complete expansion
     * @throws IllegalArgumentException as {@link #expand(RmxVerifier, DomainName)}, or if an answer's data is not of
     *     its question's type
     */
    public RmxExpansion expand(RmxVerifier verifier, DomainName subject, Map<DnsQuestion, DnsAnswer> given) {
        return asked.await(() -> expand(asked, verifier, subject, given));
    }

    /** One round of an expansion. */
    static RmxExpansion expand(
            QuestionRounds asked, RmxVerifier verifier, DomainName subject, Map<DnsQuestion, DnsAnswer> given) {
        Map<DnsQuestion, DnsAnswer> answers = asked.answers();
        if (!given.isEmpty()) {
            answers = new HashMap<>(answers);
            answers.putAll(given);
        }
        RmxExpansion expansion = verifier.expand(subject, answers, asked::goesOn);
        asked.require(expansion.questions());
        return expansion;
    }

    /**
     * The answer to a question. All expansions use the same.
     *
     * @param question the question, asked now if it was not asked before
     * @return the answer
     */
    public DnsAnswer answer(DnsQuestion question) {
        return asked.await(() -> asked.ask(question));
    }

    /**
     * The answers to the questions asked so far. With them {@link RmxVerifier#expand} gives each expansion again,
     * without DNS.
     *
     * @return a copy
     */
    public Map<DnsQuestion, DnsAnswer> answers() {
        return Map.copyOf(asked.answers());
    }

    /** Whether the deadline has passed. */
    boolean isPastDeadline() {
        return asked.isPastDeadline();
    }
}
