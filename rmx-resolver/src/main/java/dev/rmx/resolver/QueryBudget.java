package dev.rmx.resolver;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the queries that a check may still send, including queries after aliases and retries ([LIM-5]). So no domain
 * can make a receiver send queries without end. The budget is passed to the resolver with each question; the resolver
 * calls {@link #take} before each query.
 *
 * <p>Safe to share between threads.
 */
public final class QueryBudget {
    /** Further queries that DNSSEC validation may send for one check. */
    static final int VALIDATION = 100;

    /** The default number of queries for one check. */
    public static final int DEFAULT_QUERIES = 250; // [LIM-5]

    private final AtomicInteger left;
    private final @Nullable QueryBudget validation;

    /**
     * Makes a budget.
     *
     * @param queries how many queries may be sent, without those of DNSSEC validation
     */
    public QueryBudget(int queries) {
        this(queries, new QueryBudget(VALIDATION, null));
    }

    private QueryBudget(int queries, @Nullable QueryBudget validation) {
        this.left = new AtomicInteger(queries);
        this.validation = validation;
    }

    /**
     * The budget for the keys and proofs that DNSSEC validation asks for: 100 queries for the whole check ([LIM-5]).
     *
     * @return the budget of validation; itself if this is one
     */
    public QueryBudget validation() {
        return validation == null ? this : validation;
    }

    /**
     * Pays for one query.
     *
     * @return true if the query may be sent; false if the budget is spent: then the question fails with {@link
     *     dev.rmx.dns.DnsAnswer.Failed.Kind#BUDGET_SPENT}
     */
    public boolean take() {
        return left.getAndUpdate(queries -> Math.max(0, queries - 1)) > 0; // [LIM-5]
    }

    /**
     * Tells whether no query is left.
     *
     * @return true if {@link #take} would return false
     */
    public boolean isSpent() {
        return left.get() == 0;
    }
}
