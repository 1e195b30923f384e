package dev.rmx.quarantine;

/**
 * Takes held messages back, each with its decision. Implement it to deliver, mark or reject the message behind the
 * reference.
 */
@FunctionalInterface
public interface ReleaseHandler {
    /**
     * Takes a message back. When this returns, the quarantine forgets it.
     *
     * <p>Called on threads named {@code rmx-release-…}, for several messages at once. It may block up to the
     * quarantine's {@linkplain QuarantineSettings#handlerLimit time limit}; then the thread is interrupted. It must
     * tolerate a message that it has seen before: if the process, the store or the network fails after this method
     * returns but before the store has recorded that, the message is handed back again.
     *
     * @param message the message
     * @param decision the decision; the same each time the message is handed back
     * @throws Exception if the message cannot be taken now; it is handed back again later
     */
    void release(HeldMessage message, Decision decision) throws Exception;
}
