package dev.rmx.testkit.junit;

import dev.rmx.resolver.RmxResolver;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A resolver on another DNS library meets the contract too. */
class MiniDnsResolverContractTest extends RmxResolverContract {
    @Override
    protected RmxResolver resolver(InetSocketAddress address, Duration timeout) {
        return new MiniDnsResolver(address, timeout);
    }
}
