package dev.rmx.testkit.junit.mutants;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsAnswer.Failed.Kind;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.resolver.QueryBudget;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** A right resolver, except for the method that a mutant overrides. */
abstract class BrokenResolver implements RmxResolver {
    private final RmxResolver right;

    BrokenResolver(RmxResolver right) {
        this.right = right;
    }

    static RmxResolver right(InetSocketAddress server, Duration timeout) {
        return DnsjavaResolver.builder().servers(server).timeout(timeout).build();
    }

    @Override
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
        return right.resolve(question, budget);
    }

    @Override
    public void close() {
        right.close();
    }

    /** How a mutant asks the right resolver. */
    @FunctionalInterface
    interface Asking {
        CompletableFuture<DnsAnswer> ask(RmxResolver right, DnsQuestion question, QueryBudget budget);
    }

    /** A resolver that asks wrongly. */
    static RmxResolver asking(RmxResolver right, Asking asking) {
        return new BrokenResolver(right) {
            @Override
            public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
                return asking.ask(right, question, budget);
            }
        };
    }

    /** A resolver that changes the right answers. */
    static RmxResolver answering(RmxResolver right, BiFunction<DnsQuestion, DnsAnswer, DnsAnswer> answer) {
        return asking(
                right,
                (same, question, budget) ->
                        same.resolve(question, budget).thenApply(given -> answer.apply(question, given)));
    }

    /** Makes resolvers that ask wrongly. */
    static BiFunction<InetSocketAddress, Duration, RmxResolver> asked(Asking fault) {
        return (server, timeout) -> asking(right(server, timeout), fault);
    }

    /** Makes resolvers that change the right answers. */
    static BiFunction<InetSocketAddress, Duration, RmxResolver> changed(
            BiFunction<DnsQuestion, DnsAnswer, DnsAnswer> fault) {
        return (server, timeout) -> answering(right(server, timeout), fault);
    }

    /** Makes resolvers that change failures. */
    static BiFunction<InetSocketAddress, Duration, RmxResolver> changedFailure(UnaryOperator<DnsAnswer.Failed> fault) {
        return changed((question, answer) -> answer instanceof DnsAnswer.Failed failed ? fault.apply(failed) : answer);
    }

    /** Makes resolvers that change what is found. */
    static BiFunction<InetSocketAddress, Duration, RmxResolver> changedData(UnaryOperator<DnsData> fault) {
        return changed((question, answer) -> answer instanceof DnsAnswer.Found found
                ? new DnsAnswer.Found(fault.apply(found.data()), found.validUntil(), found.authenticated())
                : answer);
    }

    static DnsAnswer absent() {
        return new DnsAnswer.Absent(Instant.now(), false);
    }

    static DnsAnswer failed(Kind kind) {
        return new DnsAnswer.Failed(kind, "broken", Instant.now().plusSeconds(5));
    }
}
