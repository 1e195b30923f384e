package dev.rmx.resolver.dnsjava;

import dev.rmx.codec.RmxWire;
import dev.rmx.resolver.internal.Dependencies;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Resolver;

/** Builds a {@link DnsjavaResolver}. Not safe to share between threads. */
public final class DnsjavaResolverBuilder {
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

    DnsjavaResolverBuilder() {}

    /**
     * Sets the name servers to ask. Default: the system's.
     *
     * @param servers one or more resolved addresses with ports, in the order in which to ask them
     * @return this
     * @throws IllegalArgumentException if there is none, or one is unresolved
     */
    public DnsjavaResolverBuilder servers(InetSocketAddress... servers) {
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
    public DnsjavaResolverBuilder transports(Resolver... transports) {
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
    public DnsjavaResolverBuilder timeout(Duration timeout) {
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
    public DnsjavaResolverBuilder attempts(int attempts) {
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
    public DnsjavaResolverBuilder queriesPerSecond(int most) {
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
    public DnsjavaResolverBuilder rmxType(int number) {
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
    public DnsjavaResolverBuilder dnssec(Dnssec dnssec) {
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
    public DnsjavaResolverBuilder portPerQuery() {
        this.queriesOfAPort = 1;
        return this;
    }

    /**
     * Sets the clock for the validity of answers; time-outs do not use it. Default: the system clock.
     *
     * @param clock the clock
     * @return this
     */
    public DnsjavaResolverBuilder clock(InstantSource clock) {
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
    public DnsjavaResolverBuilder scheduler(ScheduledExecutorService scheduler) {
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
            throw new IllegalStateException("transports are not validated: have them do it, and trust their AD bit");
        }
        ResolverThreads threads = new ResolverThreads(scheduler);
        Udp udp = new Udp(queriesOfAPort);
        Tcp tcp = new Tcp();
        NameServers made = new NameServers(timeout, dnssec, rmxType, queriesPerSecond, threads, udp, tcp);
        return new DnsjavaResolver(servers(made), attempts, rmxType, clock, threads, udp, tcp);
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
