package dev.rmx.resolver;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many queries a check may still send, those after aliases and retries included ([LIM-5]): so that no domain can make a receiver
 * send queries without end. It goes with each question into the resolver, which takes one for each query that it sends.
 *
 * <p>Safe to share between threads.
 */
public final class QueryBudget {
    /** How many queries DNSSEC validation may send for one check, beside the questions themselves. */
    static final int VALIDATION = 100;

    /** How many queries a check may send unless told otherwise. */
    public static final int DEFAULT_QUERIES = 250;

    private final AtomicInteger left;
    private final @Nullable QueryBudget validation;

    /**
     * A budget.
     *
     * @param queries how many queries may be sent, those of DNSSEC validation not counted
     */
    public QueryBudget(int queries) {
        this(queries, new QueryBudget(VALIDATION, null));
    }

    private QueryBudget(int queries, @Nullable QueryBudget validation) {
        this.left = new AtomicInteger(queries);
        this.validation = validation;
    }

    /**
     * What pays for the keys and proofs that DNSSEC validation asks for: a hundred queries for the whole check ([LIM-5]).
     *
     * @return the budget of validation; of such a budget, itself
     */
    public QueryBudget validation() {
        return validation == null ? this : validation;
    }

    /**
     * Takes one query.
     *
     * @return true if it may be sent; false if the budget is spent, and the question has failed with {@link
     *     dev.rmx.dns.DnsAnswer.Failed.Kind#BUDGET_SPENT}
     */
    public boolean take() {
        return left.getAndUpdate(queries -> Math.max(0, queries - 1)) > 0;
    }

    /**
     * Whether no query is left.
     *
     * @return true if {@link #take} would give false
     */
    public boolean isSpent() {
        return left.get() == 0;
    }
}
