package dev.rmx.testkit.junit;

import dev.rmx.resolver.CacheLimits;
import dev.rmx.resolver.CachingResolver;
import dev.rmx.resolver.FailureMemory;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;

/** The decorators keep the promises of what is below them. */
class CachingResolverContractTest extends RmxResolverContract {
    @Override
    protected RmxResolver resolver(InetSocketAddress address, Duration timeout) {
        InstantSource clock = InstantSource.system();
        RmxResolver dns =
                DnsjavaResolver.builder().servers(address).timeout(timeout).build();
        return new CachingResolver(new FailureMemory(dns, clock), CacheLimits.DEFAULT, clock);
    }
}
