package dev.rmx.testkit.junit;

import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.net.InetSocketAddress;
import java.time.Duration;

class DnsjavaResolverContractTest extends RmxResolverContract {
    @Override
    protected RmxResolver resolver(InetSocketAddress address, Duration timeout) {
        return DnsjavaResolver.builder().servers(address).timeout(timeout).build();
    }
}
