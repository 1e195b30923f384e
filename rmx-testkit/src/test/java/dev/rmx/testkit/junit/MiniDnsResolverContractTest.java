package dev.rmx.testkit.junit;

import dev.rmx.resolver.RmxResolver;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Another DNS library fits under the checks as well as dnsjava does. */
class MiniDnsResolverContractTest extends RmxResolverContract {
    @Override
    protected RmxResolver resolver(InetSocketAddress address, Duration timeout) {
        return new MiniDnsResolver(address, timeout);
    }
}
