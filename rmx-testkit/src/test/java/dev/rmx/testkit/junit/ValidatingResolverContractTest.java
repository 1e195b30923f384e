package dev.rmx.testkit.junit;

import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import dev.rmx.resolver.dnsjava.Dnssec;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A validating resolver meets the contract too; the contract's zone is unsigned and below no trust anchor. */
class ValidatingResolverContractTest extends RmxResolverContract {
    private static final Dnssec ELSEWHERE = Dnssec.validate("elsewhere. DS 1 8 2 " + "00".repeat(32));

    @Override
    protected RmxResolver resolver(InetSocketAddress address, Duration timeout) {
        return DnsjavaResolver.builder()
                .servers(address)
                .timeout(timeout)
                .dnssec(ELSEWHERE)
                .build();
    }
}
