package dev.rmx;

import java.math.BigInteger;
import java.util.Optional;

/**
 * How a published form decided: by which directive (an entry of RMX, a term of SPF, a record of DMP), and what follows.
 */
sealed interface FormDecision permits RmxDecision, SpfDecision, DmpDecision {
    RmxOutcome outcome();

    /** The directive that decided, as canonical text; empty if none did. */
    Optional<String> mechanism();

    /** How many addresses the form authorizes, as far as it lists them ([RES-2]). */
    BigInteger authorizedAddresses();
}
