package dev.rmx.resolver.internal;

import java.util.concurrent.CompletableFuture;

/** Answers that several checks wait for. */
public final class SharedAnswer {
    /** So many checks go on within a tenth of a millisecond or so. */
    private static final int FEW = 16;

    private SharedAnswer() {}

    /**
     * Whether so many wait for an answer that it has to be completed elsewhere: the checks of other domains wait for
     * the thread that reads responses ([LIM-4]).
     *
     * @param answer the answer, before it is completed
     * @return true if many wait
     */
    public static boolean hasManyWaiting(CompletableFuture<?> answer) {
        return answer.getNumberOfDependents() > FEW;
    }
}
