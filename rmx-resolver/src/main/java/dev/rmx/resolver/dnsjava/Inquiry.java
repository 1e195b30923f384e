package dev.rmx.resolver.dnsjava;

import dev.rmx.resolver.QueryBudget;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/**
 * One question under validation. It is also the executor that dnsjava passes along with every query for this question,
 * and so learns of failures that dnsjava does not report.
 */
final class Inquiry implements Executor {
    private final Executor executor;
    private final AtomicReference<QueryBudget> next;
    private final QueryBudget budget;
    private final Runnable unreachable;
    private volatile @Nullable Message response;
    private volatile @Nullable Throwable failure;

    /**
     * Makes an inquiry.
     *
     * @param executor runs dependent stages of responses
     * @param check pays for the question itself; its validation budget pays for all further queries
     * @param unreachable runs on an ICMP error
     */
    Inquiry(Executor executor, QueryBudget check, Runnable unreachable) {
        this.executor = executor;
        this.next = new AtomicReference<>(check);
        this.budget = check.validation();
        this.unreachable = unreachable;
    }

    /** Makes an inquiry to confirm the answer to this one, at the cost of the same validation budget. */
    Inquiry confirmation() {
        return new Inquiry(executor, budget, unreachable);
    }

    /** Sends a query for this question. */
    CompletableFuture<ResponseMessage> send(NameServer.Way server, Query query) {
        return server.send(query, next.getAndSet(budget), unreachable);
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /** Records the result of one query. */
    void note(@Nullable Message responseOrNull, @Nullable Throwable failureOrNull) {
        if (response == null) {
            response = responseOrNull;
        }
        if (failure == null) {
            failure = failureOrNull;
        }
    }

    /** The first response, which is that to the question itself; null if there is none. */
    @Nullable
    Message response() {
        return response;
    }

    /** The first failure; null if there was none. */
    @Nullable
    Throwable failure() {
        return failure;
    }
}
