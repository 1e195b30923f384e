package dev.rmx.quarantine;

/**
 * Takes back messages that were held, each with what was decided. It is the owner's part of the quarantine: deliver, mark or
 * reject what the reference stands for.
 */
@FunctionalInterface
public interface ReleaseHandler {
    /**
     * Takes a message back. When this returns, the quarantine forgets it.
     *
     * <p>Called on threads named {@code rmx-release-…}, for several messages at once. It may block, up to the time that the
     * quarantine was given; then the thread is interrupted. It has to cope with a message that it has seen: if the process, the
     * store or the network dies between the end of this method and the store's taking note of it, the message comes again.
     *
     * @param message the message
     * @param decision what was decided; the same whenever the message comes again
     * @throws Exception if the message cannot be taken now: it comes again later
     */
    void release(HeldMessage message, Decision decision) throws Exception;
}
