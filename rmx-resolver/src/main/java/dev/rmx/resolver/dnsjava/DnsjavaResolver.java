package dev.rmx.resolver.dnsjava;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.resolver.QueryBudget;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.internal.InPlace;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Type;

/**
 * Asks name servers over UDP with EDNS, and over TCP if a response is truncated. It asks one server after the other
 * until one answers the question; {@code SERVFAIL}, {@code REFUSED}, a referral or a garbled response is no answer. A
 * server that does not respond at all is asked last for 30 seconds. Equal questions under way share one query.
 *
 * <p>Defences against forged responses (RFC 5452): a query leaves through a socket connected to its server, on a random
 * port that is used for at most one second and 100 queries, or for one with {@link
 * DnsjavaResolverBuilder#portPerQuery}. It has a random id. The letters of the name are in random case, which a
 * response must repeat. A DNS cookie (RFC 7873) must come back if the server has sent one before. A datagram that does
 * not match is dropped, and the wait goes on ([LOOK-5]). An attacker who sees the queries can still forge responses;
 * only {@link Dnssec} helps against that.
 *
 * <p>It leaves dnsjava's global settings alone, and reads no hosts file. By default it asks the system's name servers,
 * and follows changes to them within a minute. Safe to share between threads. Its threads are daemons named {@code
 * rmx-dns-…}; {@link #close} ends them.
 */
public final class DnsjavaResolver implements RmxResolver {
    static {
        InPlace.foundBy(resolver -> resolver instanceof DnsjavaResolver ours ? ours.inPlace : null);
    }

    private static final String CLOSED = "the resolver is closed";
    private final Supplier<List<NameServer>> servers;

    private final int attempts;
    private final int rmxType;
    private final InstantSource clock;
    private final ResolverThreads threads;
    private final Udp udp;
    private final Tcp tcp;
    private final SharedQueries queries;
    private final Set<CompletableFuture<DnsAnswer>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** For the checker, which knows what may run on the thread that reads responses. */
    private final InPlace<RmxResolver> inPlace = new InPlace<>() {
        @Override
        public RmxResolver inPlace() {
            return new RmxResolver() {
                @Override
                public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
                    return resolveInPlace(question, budget);
                }

                @Override
                public void close() {
                    DnsjavaResolver.this.close();
                }
            };
        }

        @Override
        public InPlace.@Nullable Reading startReading() {
            return udp.startReading();
        }
    };

    DnsjavaResolver(
            Supplier<List<NameServer>> servers,
            int attempts,
            int rmxType,
            InstantSource clock,
            ResolverThreads threads,
            Udp udp,
            Tcp tcp) {
        this.servers = servers;
        this.attempts = attempts;
        this.rmxType = rmxType;
        this.clock = clock;
        this.threads = threads;
        this.udp = udp;
        this.tcp = tcp;
        this.queries = new SharedQueries(this::ask, threads);
    }

    /**
     * Starts to build a resolver.
     *
     * @return a builder that uses the system's name servers
     */
    public static DnsjavaResolverBuilder builder() {
        return new DnsjavaResolverBuilder();
    }

    /** Completes on the resolver's own threads, which run users' stages. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the stages only pass on
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
        CompletableFuture<DnsAnswer> inPlace = resolveInPlace(question, budget);
        if (inPlace.isDone()) {
            return inPlace;
        }
        CompletableFuture<DnsAnswer> handedOver = new CompletableFuture<>();
        inPlace.thenAccept(answer -> threads.execute(() -> handedOver.complete(answer)));
        handedOver.whenComplete((answer, cancelled) -> inPlace.cancel(false));
        return handedOver;
    }

    // futures are compared by identity; the stage only cleans up
    @SuppressWarnings({"FutureReturnValueIgnored", "CollectionUndefinedEquality"})
    private CompletableFuture<DnsAnswer> resolveInPlace(DnsQuestion question, QueryBudget budget) {
        CompletableFuture<DnsAnswer> answer = new CompletableFuture<>();
        open.add(answer);
        if (closed) { // close() may have missed this one
            answer.complete(failed(DnsAnswer.Failed.Kind.OTHER, CLOSED));
        }
        answer.whenComplete((given, cancelled) -> open.remove(answer));
        follow(answer, question, AliasChain.startingAt(question.name(), clock.instant(), true), budget);
        return answer;
    }

    /**
     * Counts the name servers, for metrics. Asks nothing.
     *
     * @return the counts; all servers respond until a query shows otherwise
     */
    public Servers servers() {
        List<NameServer> all = servers.get();
        int silent = (int) all.stream().filter(NameServer::isSilent).count();
        return new Servers(all.size() - silent, silent);
    }

    /**
     * How many name servers respond.
     *
     * @param responding servers that responded to the last query, or were not asked yet
     * @param silent servers that did not respond, which are asked last ([LIM-5])
     */
    public record Servers(int responding, int silent) {}

    /** Ends the resolver's threads; questions still open fail. */
    @Override
    public void close() {
        closed = true;
        open.forEach(answer -> answer.complete(failed(DnsAnswer.Failed.Kind.OTHER, CLOSED)));
        udp.close();
        tcp.close();
        threads.close();
    }

    /** Asks for the name at the end of the chain, and follows further aliases. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stages only hand on
    private void follow(
            CompletableFuture<DnsAnswer> answer, DnsQuestion question, AliasChain chain, QueryBudget budget) {
        if (answer.isDone()) {
            return; // cancelled
        }
        CompletableFuture<ResponseReader.Reading> asked =
                queries.ask(new DnsQuestion(chain.name(), question.type()), budget);
        answer.whenComplete((given, failure) -> asked.cancel(false));
        asked.whenComplete((reading, fault) -> {
            try {
                if (reading instanceof ResponseReader.Reading.Answered answered) {
                    answer.complete(chain.join(answered.chain()).answer(answered.answer()));
                } else if (reading instanceof ResponseReader.Reading.Alias alias) {
                    follow(answer, question, chain.join(alias.chain()), budget);
                } else {
                    answer.complete(failed(NoAnswerException.of(reading, fault)));
                }
            } catch (AliasChain.EndlessException e) {
                answer.complete(failed(NoAnswerException.unusable(String.valueOf(e.getMessage()))));
            } catch (RuntimeException | Error broken) { // every question must end
                answer.complete(failed(NoAnswerException.of(broken)));
            }
        });
    }

    private CompletableFuture<ResponseReader.Reading> ask(DnsQuestion question, QueryBudget budget) {
        int type = typeNumber(question.type());
        Query query = new Query(question.name(), type, 0, false);
        return new ServerTurns(
                        servers.get(),
                        attempts,
                        query,
                        budget,
                        (server, response) -> new ResponseReader(question.type(), type, clock.instant())
                                .read(question.name(), response, server.authenticates(response)),
                        threads)
                .start();
    }

    private int typeNumber(RecordType type) {
        return switch (type) {
            case A -> Type.A;
            case AAAA -> Type.AAAA;
            case APL -> Type.APL;
            case MX -> Type.MX;
            case PTR -> Type.PTR;
            case RMX -> rmxType;
            case RMX_TXT, SPF, SPF_EXPLANATION, DMP -> Type.TXT;
        };
    }

    private DnsAnswer failed(NoAnswerException why) {
        return failed(why.kind(), why.reason());
    }

    private DnsAnswer failed(DnsAnswer.Failed.Kind kind, String reason) {
        return new DnsAnswer.Failed(kind, reason);
    }
}
