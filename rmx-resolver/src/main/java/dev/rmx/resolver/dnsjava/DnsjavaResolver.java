package dev.rmx.resolver.dnsjava;

import dev.rmx.codec.RmxWire;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.resolver.QueryBudget;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.internal.Dependencies;
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
 * Asks DNS servers: over UDP with EDNS, and over TCP where a response is truncated. The servers are asked one after the other until
 * one answers the question; {@code SERVFAIL}, {@code REFUSED}, a referral or a garbled response is no answer. A server that does not
 * respond at all is asked last for half a minute. Equal questions under way are asked once.
 *
 * <p>What keeps forged responses out (RFC 5452): a query leaves through a socket that is connected to its server, on a random port,
 * which takes queries for a second and a hundred at most; it has a random id; letters of the name are in random case, which a response
 * has to repeat; and it has a DNS cookie (RFC 7873), which a server that has sent one before has to repeat. A datagram that does not fit
 * is dropped, and waiting goes on ([LOOK-5]). Somebody who sees the queries can forge responses all the same: {@link Dnssec} helps
 * against that.
 *
 * <p>It touches none of dnsjava's global settings, and reads no hosts file. Unless servers are given, it asks the system's, and follows
 * changes of those within a minute. Safe to share between threads; its threads are daemons named {@code rmx-dns-…}, and end with {@link
 * #close}.
 */
public final class DnsjavaResolver implements RmxResolver {
    private static final String CLOSED = "the resolver is closed";
    /** When to try again after a failure. */
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
     * @return a builder set to the system's name servers
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    // the stages only hand on and tidy up; a future is itself and no other
    @SuppressWarnings({"FutureReturnValueIgnored", "CollectionUndefinedEquality"})
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
        CompletableFuture<DnsAnswer> answer = new CompletableFuture<>();
        open.add(answer);
        if (closed) { // it may have missed this one
            answer.complete(failed(DnsAnswer.Failed.Kind.OTHER, CLOSED));
        }
        answer.whenComplete((given, cancelled) -> open.remove(answer));
        follow(answer, question, AliasChain.startingAt(question.name(), clock.instant(), true), budget);
        return answer;
    }

    /** Ends the resolver's threads; questions still open are answered with a failure. */
    @Override
    public void close() {
        closed = true;
        open.forEach(answer -> answer.complete(failed(DnsAnswer.Failed.Kind.OTHER, CLOSED)));
        udp.close();
        tcp.close();
        threads.close();
    }

    /** Asks for what is at the end of an alias chain, however much longer it turns out to be. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stages only hand on
    private void follow(
            CompletableFuture<DnsAnswer> answer, DnsQuestion question, AliasChain chain, QueryBudget budget) {
        if (answer.isDone()) {
            return; // nobody waits for it
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
            } catch (RuntimeException | Error broken) { // every question ends
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
            case RMX_TXT -> Type.TXT;
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
        private InstantSource clock = InstantSource.system();
        private @Nullable ScheduledExecutorService scheduler;
        private Dnssec dnssec = Dnssec.off();

        private Builder() {}

        /**
         * Sets the name servers to ask; the system's if not called.
         *
         * @param servers one or more addresses with their ports, in the order in which they are asked
         * @return this
         * @throws IllegalArgumentException if there is none, or the address of one is not known
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
         * Sets dnsjava resolvers of one's own to ask instead of name servers, DNS over HTTPS for example.
         *
         * @param transports one or more resolvers, in the order in which they are asked; they stay as they are
         * @return this
         * @throws IllegalArgumentException if there is none
         */
        public Builder transports(Resolver... transports) {
            this.transports = some(List.of(transports), "transport");
            return this;
        }

        /**
         * Sets how long to wait for one server's response, over UDP and TCP together; 2 seconds if not called.
         *
         * @param timeout more than zero
         * @return this
         * @throws IllegalArgumentException if it is zero or less
         */
        public Builder timeout(Duration timeout) {
            if (timeout.isZero() || timeout.isNegative()) {
                throw new IllegalArgumentException("the time-out is more than zero, not " + timeout);
            }
            this.timeout = timeout;
            return this;
        }

        /**
         * Sets how often a server that does not respond is asked; 2 times if not called.
         *
         * @param attempts 1 or more
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder attempts(int attempts) {
            if (attempts < 1) {
                throw new IllegalArgumentException("there is at least 1 attempt, not " + attempts);
            }
            this.attempts = attempts;
            return this;
        }

        /**
         * Sets the number of the RMX type; {@link RmxWire#DEFAULT_TYPE} if not called ([WIRE-6]).
         *
         * @param number 1 to 127 or 256 to 65535: those between are for questions and not for records (RFC 6895 §3.1), and servers
         *     that refuse them would be taken for too old to know RMX
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
         * Sets how DNSSEC authenticates answers; {@link Dnssec#off} if not called.
         *
         * @param dnssec the mode
         * @return this
         */
        public Builder dnssec(Dnssec dnssec) {
            this.dnssec = Objects.requireNonNull(dnssec, "dnssec");
            return this;
        }

        /**
         * Sets the clock by which answers are valid; the system's if not called. Time-outs do not depend on it.
         *
         * @param clock the clock
         * @return this
         */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Sets the scheduler that ends a wait for a response; a thread of its own if not called.
         * If its threads block, time-outs come late. A test passes one whose time it holds, such as the test kit's {@code VirtualTime}.
         *
         * @param scheduler the scheduler; closing this leaves it open. Most tasks are cancelled, so it should {@linkplain
         *     java.util.concurrent.ScheduledThreadPoolExecutor#setRemoveOnCancelPolicy remove cancelled tasks}
         * @return this
         */
        public Builder scheduler(ScheduledExecutorService scheduler) {
            this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
            return this;
        }

        /**
         * Builds the resolver.
         *
         * @return a resolver, to be closed when it is no longer used
         * @throws IllegalStateException if dnsjava on the class path or module path is too old; if {@link Dnssec#validate} is to
         *     validate what {@linkplain #transports transports} bring: make them validate, with dnsjava's {@code
         *     ValidatingResolver}, and use {@link Dnssec#trustAdOfAll}
         */
        public DnsjavaResolver build() {
            Dependencies.requireDnsjava();
            if (dnssec.validatesHere() && !transports.isEmpty()) {
                throw new IllegalStateException(
                        "transports are not validated: have them do it, and trust their AD bit");
            }
            ResolverThreads threads = new ResolverThreads(scheduler);
            Udp udp = new Udp();
            Tcp tcp = new Tcp();
            NameServers made = new NameServers(timeout, dnssec, rmxType, threads, udp, tcp);
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
