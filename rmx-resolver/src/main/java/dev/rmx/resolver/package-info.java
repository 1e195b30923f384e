/**
 * Checks over DNS. {@link dev.rmx.resolver.RmxChecker} drives the verifier, and asks a {@link
 * dev.rmx.resolver.RmxResolver}, which you can implement.
 *
 * <p>The steps of one check:
 *
 * <ol>
 *   <li>If the cache has every answer that is needed, the verdict is there at once, on the caller's thread.
 *   <li>Otherwise the check evaluates with the answers so far, and asks DNS the questions still needed, all at once.
 *   <li>After each answer it evaluates again, on the thread that read the response, which may be the caller's if the
 *       caller waits. If an evaluation takes long, the later ones run on threads for that; if many checks wait for the
 *       same answer, they go on on another thread.
 *   <li>As soon as the answers decide, there is a verdict. At the deadline, questions still open count as failed.
 *   <li>The caller's future completes on a thread that no check needs, so its stages may block.
 * </ol>
 *
 * @since 0.1.0
 */
@NullMarked
package dev.rmx.resolver;

import org.jspecify.annotations.NullMarked;
