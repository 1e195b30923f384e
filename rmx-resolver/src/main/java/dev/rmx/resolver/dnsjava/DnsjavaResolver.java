package dev.rmx.resolver.dnsjava;

import dev.rmx.codec.RmxWire;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.dnsjava.ResponseReader.Reading;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.Type;

/**
 * Asks DNS servers by way of dnsjava: UDP with EDNS, TCP where a response is truncated. The servers are asked one after the
 * other until one answers the question; {@code SERVFAIL}, {@code REFUSED}, a referral or a garbled response is no answer.
 *
 * <p>Each query leaves from a port of its own, chosen at random from 32768 to 60999.
 *
 * <p>It keeps no state between questions, touches none of dnsjava's global settings, and reads no hosts file. Safe to share
 * between threads; its threads are daemons named {@code rmx-dns-…}, and end with {@link #close}.
 */
public final class DnsjavaResolver implements RmxResolver {
    private static final String CLOSED = "the resolver is closed";
    /** When to try again after a failure. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final List<Server> servers;
    private final int attempts;
    private final int rmxType;
    private final InstantSource clock;
    private final ResponseThreads threads = new ResponseThreads();
    private final Set<CompletableFuture<DnsAnswer>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private final Sockets sockets;

    private DnsjavaResolver(Builder builder, List<Server> servers, Sockets sockets) {
        this.servers = List.copyOf(servers);
        this.attempts = builder.attempts;
        this.rmxType = builder.rmxType;
        this.clock = builder.clock;
        this.sockets = sockets;
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
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question) {
        CompletableFuture<DnsAnswer> answer = new CompletableFuture<>();
        AliasChain start = AliasChain.startingAt(DnsjavaNames.toName(question.name()));
        open.add(answer);
        if (closed) { // it may have missed this one
            answer.complete(failed(DnsAnswer.Failed.Kind.OTHER, CLOSED));
        }
        answer.whenComplete((given, cancelled) -> open.remove(answer));
        follow(answer, question.type(), start)
                .whenComplete((given, fault) -> answer.complete(
                        fault == null
                                ? given
                                : failed(
                                        DnsAnswer.Failed.Kind.OTHER,
                                        "fault in the resolver: "
                                                + NoAnswerException.of(fault).reason())));
        return answer;
    }

    /** Ends the resolver's threads; questions still open are answered with a failure. */
    @Override
    public void close() {
        closed = true;
        open.forEach(answer -> answer.complete(failed(DnsAnswer.Failed.Kind.OTHER, CLOSED)));
        threads.close();
        sockets.close();
    }

    /** Asks for what is at the end of an alias chain, however much longer it turns out to be. */
    private CompletableFuture<DnsAnswer> follow(
            CompletableFuture<DnsAnswer> answer, RecordType type, AliasChain chain) {
        return ask(new Attempt(answer, type, chain, 0, Set.of(), NoAnswerException.unusable("no server")))
                .thenCompose(reading -> {
                    if (reading instanceof Reading.Answered answered) {
                        return CompletableFuture.completedFuture(answered.answer());
                    }
                    if (reading instanceof Reading.Alias alias) {
                        return follow(answer, type, alias.chain());
                    }
                    NoAnswerException why = reading instanceof Reading.Hopeless hopeless
                            ? NoAnswerException.unusable(hopeless.reason())
                            : ((Reading.Unusable) reading).why();
                    return CompletableFuture.completedFuture(failed(why.kind(), why.reason()));
                });
    }

    /**
     * One question to one server.
     *
     * @param answer what waits for it; given up where it is done
     * @param count how many attempts came before
     * @param useless the servers that did respond, though not with an answer: they are not asked again
     * @param before why the attempt before this one failed
     */
    private record Attempt(
            CompletableFuture<DnsAnswer> answer,
            RecordType type,
            AliasChain chain,
            int count,
            Set<Server> useless,
            NoAnswerException before) {
        Attempt next(Server server, NoAnswerException failure) {
            Set<Server> all = new HashSet<>(useless);
            if (failure.responded()) {
                all.add(server);
            }
            return new Attempt(answer, type, chain, count + 1, all, failure.at(server, before));
        }
    }

    /** Asks one server after the other, in as many rounds as there are attempts, until one answers. */
    private CompletableFuture<Reading> ask(Attempt attempt) {
        if (attempt.answer().isDone()) {
            return CompletableFuture.completedFuture(new Reading.Unusable(attempt.before())); // nobody waits for it
        }
        if (attempt.count() == attempts * servers.size() || attempt.useless().size() == servers.size()) {
            return CompletableFuture.completedFuture(new Reading.Unusable(attempt.before()));
        }
        Server server = servers.get(attempt.count() % servers.size());
        if (attempt.useless().contains(server)) {
            return ask(new Attempt(
                    attempt.answer(),
                    attempt.type(),
                    attempt.chain(),
                    attempt.count() + 1,
                    attempt.useless(),
                    attempt.before()));
        }
        int type = typeNumber(attempt.type());
        Message query = Message.newQuery(Record.newRecord(attempt.chain().name(), type, DClass.IN));
        return server.send(query, threads)
                .handle((response, failure) -> failure == null
                        ? read(attempt, query, response, server.authenticates(response))
                        : new Reading.Unusable(NoAnswerException.of(failure)))
                .thenCompose(reading -> reading instanceof Reading.Unusable unusable
                        ? ask(attempt.next(server, unusable.why()))
                        : CompletableFuture.completedFuture(reading));
    }

    private Reading read(Attempt attempt, Message query, Message response, boolean authenticated) {
        try {
            return new ResponseReader(attempt.type(), typeNumber(attempt.type()), clock.instant())
                    .read(query, response, attempt.chain(), authenticated);
        } catch (RuntimeException e) {
            return new Reading.Unusable(
                    NoAnswerException.unusable("unreadable response: " + e)); // what dnsjava did not expect
        }
    }

    private int typeNumber(RecordType type) {
        return switch (type) {
            case A -> Type.A;
            case AAAA -> Type.AAAA;
            case APL -> Type.APL;
            case MX -> Type.MX;
            case PTR -> Type.PTR;
            case RMX -> rmxType;
            case TXT -> Type.TXT;
        };
    }

    private DnsAnswer failed(DnsAnswer.Failed.Kind kind, String reason) {
        return new DnsAnswer.Failed(kind, reason, clock.instant().plus(RETRY));
    }

    /** Builds a {@link DnsjavaResolver}. Not safe to share between threads. */
    public static final class Builder {
        private List<InetSocketAddress> addresses = List.of();
        private List<Resolver> transports = List.of();
        private Duration timeout = Duration.ofSeconds(2);
        private int attempts = 2;
        private int rmxType = RmxWire.DEFAULT_TYPE;
        private InstantSource clock = InstantSource.system();
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
         * Builds the resolver.
         *
         * @return a resolver, to be closed when it is no longer used
         * @throws IllegalStateException if no servers were given, and the system names none; if {@link Dnssec#validate} is to
         *     validate what {@linkplain #transports transports} bring: make them validate, with dnsjava's {@code
         *     ValidatingResolver}, and use {@link Dnssec#trustAdOfAll}
         */
        public DnsjavaResolver build() {
            if (dnssec.validatesHere() && !transports.isEmpty()) {
                throw new IllegalStateException(
                        "transports are not validated: have them do it, and trust their AD bit");
            }
            Sockets sockets = new Sockets();
            List<Server> servers = new ArrayList<>();
            if (transports.isEmpty()) {
                List<InetSocketAddress> all =
                        addresses.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : addresses;
                all.forEach(address -> servers.add(Server.at(address, timeout, dnssec, sockets, rmxType)));
            } else {
                transports.forEach(transport -> servers.add(Server.over(transport, timeout, dnssec)));
            }
            if (servers.isEmpty()) {
                throw new IllegalStateException("the system names no name server: give one");
            }
            return new DnsjavaResolver(this, servers, sockets);
        }

        private static <T> List<T> some(List<T> list, String what) {
            if (list.isEmpty()) {
                throw new IllegalArgumentException("at least one " + what + " is needed");
            }
            return list;
        }
    }
}
