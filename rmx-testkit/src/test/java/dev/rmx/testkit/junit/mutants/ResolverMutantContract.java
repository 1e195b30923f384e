package dev.rmx.testkit.junit.mutants;

import dev.rmx.resolver.RmxResolver;
import dev.rmx.testkit.junit.RmxResolverContract;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The contract of the mutant that the launcher names. Without a name, the contract of the mutants' transport without a
 * fault.
 */
@ExtendWith(ResolverMutantContract.Named.class)
class ResolverMutantContract extends RmxResolverContract {
    /** The configuration parameter with the mutant's name. */
    static final String PARAMETER = "rmx.mutant";

    private final Optional<ResolverMutant> mutant;

    ResolverMutantContract(Optional<ResolverMutant> mutant) {
        this.mutant = mutant;
    }

    static final class Named implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == Optional.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
            return test.getConfigurationParameter(PARAMETER).map(ResolverMutant::valueOf);
        }
    }

    /** The server answers all questions in the tests for leaks, so a short patience must not shorten their time-out. */
    @Override
    protected RmxResolver resolver(InetSocketAddress address, Duration timeout) {
        return mutant.map(broken -> broken.make(address, broken.leaks() ? super.patience() : timeout))
                .orElseGet(() -> BrokenTransport.spoiling(address, timeout, UnaryOperator.identity()));
    }

    /** Short if the contract fails the mutant only when patience ends; otherwise long enough for any machine. */
    @Override
    protected Duration patience() {
        boolean triesIt = mutant.map(ResolverMutant::triesPatience).orElse(false);
        return triesIt ? Duration.ofSeconds(3) : super.patience();
    }
}
