package dev.rmx.resolver;

import dev.rmx.RmxVerdict;

/**
 * The verdicts on both identities of a message (RFC 7208 §2.3). One never stands in for the other: a policy looks at
 * both.
 *
 * @param helo the verdict on the HELO name
 * @param mailFrom the verdict on the envelope sender; for the null sender, it is on the HELO name too ([ID-2])
 */
public record IdentityVerdicts(RmxVerdict helo, RmxVerdict mailFrom) {}
