package dev.rmx.resolver.dnsjava;

import dev.rmx.codec.RmxWire;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.resolver.QueryBudget;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.internal.Dependencies;
import dev.rmx.resolver.internal.InPlace;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Type;

/**
 * Asks name servers over UDP with EDNS, and over TCP if a response is truncated. It asks one server after the other
 * until one answers the question; {@code SERVFAIL}, {@code REFUSED}, a referral or a garbled response is no answer. A
 * server that does not respond at all is asked last for 30 seconds. Equal questions under way share one query.
 *
 * <p>Defences against forged responses (RFC 5452): a query leaves through a socket connected to its server, on a random
 * port that is used for at most one second and 100 queries, or for one with {@link Builder#portPerQuery}. It has a
 * random id. The letters of the name are in random case, which a response must repeat. A DNS cookie (RFC 7873) must
 * come back if the server has sent one before. A datagram that does not match is dropped, and the wait goes on
 * ([LOOK-5]). An attacker who sees the queries can still forge responses; only {@link Dnssec} helps against that.
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
    private final SharedQueries queries = new SharedQueries(this::ask);
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

    private DnsjavaResolver(
            Builder builder, Supplier<List<NameServer>> servers, ResolverThreads threads, Udp udp, Tcp tcp) {
        this.servers = servers;
        this.attempts = builder.attempts;
        this.rmxType = builder.rmxType;
        this.clock = builder.clock;
        this.threads = threads;
        this.udp = udp;
        this.tcp = tcp;
    }

    /**
     * Starts to build a resolver.
     *
     * @return a builder that uses the system's name servers
     */
    public static Builder builder() {
        return new Builder();
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

    /** Builds a {@link DnsjavaResolver}. Not safe to share between threads. */
    public static final class Builder {
        private List<InetSocketAddress> addresses = List.of();
        private List<Resolver> transports = List.of();
        private Duration timeout = Duration.ofSeconds(2);
        private int attempts = 2;
        private int rmxType = RmxWire.DEFAULT_TYPE;
        private int queriesPerSecond;
        private InstantSource clock = InstantSource.system();
        private @Nullable ScheduledExecutorService scheduler;
        private Dnssec dnssec = Dnssec.off();
        private int queriesOfAPort = Udp.QUERIES_OF_A_PORT;

        private Builder() {}

        /**
         * Sets the name servers to ask. Default: the system's.
         *
         * @param servers one or more resolved addresses with ports, in the order in which to ask them
         * @return this
         * @throws IllegalArgumentException if there is none, or one is unresolved
         */
        public Builder servers(InetSocketAddress... servers) {
            for (InetSocketAddress server : servers) {
                if (server.isUnresolved()) {
                    throw new IllegalArgumentException("the address of the name server " + server + " is not known");
                }
            }
            this.addresses = some(List.of(servers), "name server");
            return this;
        }

        /**
         * Sets dnsjava resolvers to ask instead of name servers, for DNS over HTTPS for example.
         *
         * @param transports one or more resolvers, in the order in which to ask them; their settings stay unchanged
         * @return this
         * @throws IllegalArgumentException if there is none
         */
        public Builder transports(Resolver... transports) {
            this.transports = some(List.of(transports), "transport");
            return this;
        }

        /**
         * Sets how long to wait for one server's response, over UDP and TCP together. Default: 2 seconds.
         *
         * @param timeout more than zero
         * @return this
         * @throws IllegalArgumentException if it is zero or less
         */
        public Builder timeout(Duration timeout) {
            if (timeout.isZero() || timeout.isNegative()) {
                throw new IllegalArgumentException("the time-out must be more than zero, not " + timeout);
            }
            this.timeout = timeout;
            return this;
        }

        /**
         * Sets how many times to ask a server that does not respond. Default: 2.
         *
         * @param attempts 1 or more
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder attempts(int attempts) {
            if (attempts < 1) {
                throw new IllegalArgumentException("there must be 1 attempt or more, not " + attempts);
            }
            this.attempts = attempts;
            return this;
        }

        /**
         * Limits how many queries each name server gets in any second, retries and queries over TCP included. Further
         * queries wait for their turn; their time-out runs from when they are sent, but the deadline of their check
         * runs while they wait. With {@link Dnssec#validate}, so does the time for a validation. The name servers may
         * be resolvers that ask others. Default: no limit.
         *
         * @param most 1 or more
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder queriesPerSecond(int most) {
            if (most < 1) {
                throw new IllegalArgumentException("a name server must get 1 query a second or more, not " + most);
            }
            this.queriesPerSecond = most;
            return this;
        }

        /**
         * Sets the number of the RMX type ([WIRE-6]). Default: {@link RmxWire#DEFAULT_TYPE}.
         *
         * @param number 1 to 127 or 256 to 65535. Numbers in between are for queries only (RFC 6895 §3.1); a server
         *     that refuses one would seem too old to know RMX
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder rmxType(int number) {
            if (number < 1 || number > 0xffff || (number >= 128 && number <= 255)) {
                throw new IllegalArgumentException("a record type is 1 to 127 or 256 to 65535, not " + number);
            }
            this.rmxType = number;
            return this;
        }

        /**
         * Sets how DNSSEC authenticates answers. Default: {@link Dnssec#off}.
         *
         * @param dnssec the mode
         * @return this
         */
        public Builder dnssec(Dnssec dnssec) {
            this.dnssec = Objects.requireNonNull(dnssec, "dnssec");
            return this;
        }

        /**
         * Sends each query from a port of its own, as RFC 5452 §9.2 asks, instead of at most 100. An attacker who
         * learns the ports in use, through a NAT for example, then learns nothing about the next query. It costs two to
         * four times the processor time, and a descriptor for each query under way.
         *
         * @return this
         */
        public Builder portPerQuery() {
            this.queriesOfAPort = 1;
            return this;
        }

        /**
         * Sets the clock for the validity of answers; time-outs do not use it. Default: the system clock.
         *
         * @param clock the clock
         * @return this
         */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Sets the scheduler that ends the wait for a response. If its threads block, time-outs come late. A test can
         * pass a scheduler with virtual time, such as the test kit's {@code VirtualTime}. Default: a thread of the
         * resolver's own.
         *
         * @param scheduler the scheduler; the resolver does not close it. Most tasks are cancelled, so it should
         *     {@linkplain java.util.concurrent.ScheduledThreadPoolExecutor#setRemoveOnCancelPolicy remove cancelled
         *     tasks}
         * @return this
         */
        public Builder scheduler(ScheduledExecutorService scheduler) {
            this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
            return this;
        }

        /**
         * Builds the resolver.
         *
         * @return a resolver; close it when it is no longer used
         * @throws IllegalStateException if dnsjava is too old; or if {@link Dnssec#validate} is combined with
         *     {@linkplain #transports transports}: wrap these in dnsjava's {@code ValidatingResolver} instead, and use
         *     {@link Dnssec#trustAdOfAll}
         */
        public DnsjavaResolver build() {
            Dependencies.requireDnsjava();
            if (dnssec.validatesHere() && !transports.isEmpty()) {
                throw new IllegalStateException(
                        "transports are not validated: have them do it, and trust their AD bit");
            }
            ResolverThreads threads = new ResolverThreads(scheduler);
            Udp udp = new Udp(queriesOfAPort);
            Tcp tcp = new Tcp();
            NameServers made = new NameServers(timeout, dnssec, rmxType, queriesPerSecond, threads, udp, tcp);
            return new DnsjavaResolver(this, servers(made), threads, udp, tcp);
        }

        private Supplier<List<NameServer>> servers(NameServers made) {
            if (!transports.isEmpty()) {
                return made.over(transports);
            }
            return addresses.isEmpty() ? made.ofSystem() : made.at(addresses);
        }

        private static <T> List<T> some(List<T> list, String what) {
            if (list.isEmpty()) {
                throw new IllegalArgumentException("at least one " + what + " is needed");
            }
            return list;
        }
    }
}
