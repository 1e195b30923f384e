/**
 * The check of SPF, RMX and DMP: {@link dev.rmx.RmxVerifier} turns a query and the DNS answers known so far into a
 * verdict, or names the questions that it still needs. {@link dev.rmx.PublishedForm} lists the forms in which a domain
 * publishes.
 *
 * <p>The steps of one check:
 *
 * <ol>
 *   <li>{@link dev.rmx.receive.EnvelopeSender} reads the sender, finds the domain to check, and makes an
 *       {@link dev.rmx.RmxQuery}.
 *   <li>{@link dev.rmx.RmxVerifier#evaluate} takes the query and no answers, and names the first questions.
 *   <li>The driver, such as {@code RmxChecker}, asks DNS and calls the verifier again with the answers so far.
 *   <li>The verifier goes through the entries or terms of the record in order. If one possible result is left, that is
 *       the verdict. Otherwise it names further questions, and the driver asks these.
 *   <li>The {@link dev.rmx.RmxVerdict} says pass, fail, none or temperror; a {@link dev.rmx.receive.ReceiverPolicy}
 *       chooses the disposition.
 * </ol>
 *
 * <p>Ids such as [EVAL-3] name rules. RULES.md, in the jars beside this package, lists all of them.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.rmx;

import org.jspecify.annotations.NullMarked;
