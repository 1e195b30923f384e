package dev.rmx.resolver.dnsjava;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/**
 * One question under validation. It is the executor that dnsjava hands on with everything it asks on the question's behalf, and so
 * comes to know of failures that dnsjava does not tell.
 */
final class Inquiry implements Executor {
    private final Executor executor;
    private volatile @Nullable Message response;
    private volatile @Nullable Throwable failure;

    Inquiry(Executor executor) {
        this.executor = executor;
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
