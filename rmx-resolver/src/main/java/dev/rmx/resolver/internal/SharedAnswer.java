package dev.rmx.resolver.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Answers that several checks wait for. */
public final class SharedAnswer {
    /** That many checks may go on at the thread that reads responses: about a tenth of a millisecond ([LIM-4]). */
    private static final int FEW = 16;

    private SharedAnswer() {}

    /**
     * Completes an answer. If many wait for it, that happens elsewhere: the checks of other domains wait for the
     * calling thread ([LIM-4]).
     *
     * @param answer the answer
     * @param completion completes it
     * @param elsewhere runs the completion if many wait
     */
    public static void complete(CompletableFuture<?> answer, Runnable completion, Executor elsewhere) {
        if (answer.getNumberOfDependents() > FEW) {
            elsewhere.execute(completion);
        } else {
            completion.run();
        }
    }
}
