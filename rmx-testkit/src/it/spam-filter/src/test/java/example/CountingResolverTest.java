package example;

import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import dev.rmx.testkit.junit.RmxResolverContract;
import java.net.InetSocketAddress;
import java.time.Duration;

class CountingResolverTest extends RmxResolverContract {
    @Override
    protected RmxResolver resolver(InetSocketAddress address, Duration timeout) {
        return new CountingResolver(
                DnsjavaResolver.builder().servers(address).timeout(timeout).build());
    }
}
