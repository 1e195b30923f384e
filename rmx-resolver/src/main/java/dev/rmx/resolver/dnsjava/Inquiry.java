package dev.rmx.resolver.dnsjava;

import dev.rmx.resolver.QueryBudget;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/**
 * One question under validation. It is the executor that dnsjava hands on with everything it asks on the question's behalf, and so
 * comes to know of failures that dnsjava does not tell.
 */
final class Inquiry implements Executor {
    private final Executor executor;
    private final AtomicReference<QueryBudget> next;
    private final QueryBudget budget;
    private final Runnable unreachable;
    private volatile @Nullable Message response;
    private volatile @Nullable Throwable failure;

    /**
     * An inquiry.
     *
     * @param executor runs what follows from responses
     * @param check pays for the question itself, and by its budget of validation for what else is asked
     * @param unreachable is run where an ICMP error comes
     */
    Inquiry(Executor executor, QueryBudget check, Runnable unreachable) {
        this.executor = executor;
        this.next = new AtomicReference<>(check);
        this.budget = check.validation();
        this.unreachable = unreachable;
    }

    /** Another question, asked to confirm what was answered to this one. What it takes counts for this one. */
    Inquiry confirmation() {
        return new Inquiry(executor, budget, unreachable);
    }

    /** Sends a query on the question's behalf. */
    CompletableFuture<ResponseMessage> send(NameServer.Way server, Query query) {
        return server.send(query, next.getAndSet(budget), unreachable);
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /** Notes what came of something that was asked. */
    void note(@Nullable Message responseOrNull, @Nullable Throwable failureOrNull) {
        if (response == null) {
            response = responseOrNull;
        }
        if (failure == null) {
            failure = failureOrNull;
        }
    }

    /** The response to the question itself, which is asked before all else; none if that failed. */
    @Nullable
    Message response() {
        return response;
    }

    /** The first failure, if there was one. */
    @Nullable
    Throwable failure() {
        return failure;
    }
}
