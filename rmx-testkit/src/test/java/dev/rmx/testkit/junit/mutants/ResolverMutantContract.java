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
 * The contract of one mutant, which the launcher names; where it names none, of the transport of mutants, with no
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

    /**
     * A short patience must not make a short time-out: the server answers all questions of the tests that tell leaks.
     */
    @Override
    protected RmxResolver resolver(InetSocketAddress address, Duration timeout) {
        return mutant.map(broken -> broken.make(address, broken.leaks() ? super.patience() : timeout))
                .orElseGet(() -> BrokenTransport.spoiling(address, timeout, UnaryOperator.identity()));
    }

    /** Short where nothing but its end lets the contract fail; else long enough for any machine. */
    @Override
    protected Duration patience() {
        boolean triesIt = mutant.map(ResolverMutant::triesPatience).orElse(false);
        return triesIt ? Duration.ofSeconds(3) : super.patience();
    }
}
