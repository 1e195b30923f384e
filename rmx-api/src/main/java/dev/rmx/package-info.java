/**
 * The check itself: {@link dev.rmx.RmxVerifier} turns a query and the DNS answers known so far into a verdict, or into the
 * questions that it still needs.
 *
 * <p>The way of one check:
 *
 * <ol>
 *   <li>{@link dev.rmx.receive.EnvelopeSender} reads the sender and finds the domain to check: an
 *       {@link dev.rmx.RmxQuery}.
 *   <li>{@link dev.rmx.RmxVerifier#evaluate} is given the query and no answers, and names the first questions.
 *   <li>Whoever drives the check asks DNS, and calls it again with the answers, as often as it takes.
 *   <li>It goes through the entries of the record in order. One possible result left is the verdict.
 *   <li>The {@link dev.rmx.RmxVerdict} says pass, fail, none or temperror; a {@link dev.rmx.receive.ReceiverPolicy} makes
 *       a disposition of it.
 * </ol>
 *
 * <p>Ids such as [EVAL-3] name rules. RULES.md, beside this package in the jars, has all of them.
 */
package dev.rmx;
