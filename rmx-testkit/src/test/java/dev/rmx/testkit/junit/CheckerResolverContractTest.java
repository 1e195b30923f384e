package dev.rmx.testkit.junit;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.resolver.QueryBudget;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A checker with cache, failure memory and bounds meets the contract. */
class CheckerResolverContractTest extends RmxResolverContract {
    @Override
    protected RmxResolver resolver(InetSocketAddress address, Duration timeout) {
        RmxChecker checker = RmxChecker.builder(DnsjavaResolver.builder()
                        .servers(address)
                        .timeout(timeout)
                        .build())
                .build();
        return new RmxResolver() {
            @Override
            public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
                return checker.resolver().resolve(question, budget);
            }

            @Override
            public void close() {
                checker.close();
            }
        };
    }
}
